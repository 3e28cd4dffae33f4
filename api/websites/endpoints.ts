/** Reading websites into the knowledge base: begun here, carried out by a workflow, told by `knowledge.updated` events (A-KNOW-1, A-ONB-9). */
import { z } from 'zod';
import { audit } from '../../db/audit/queries.ts';
import type { Tx } from '../../db/database.ts';
import { listPages } from '../../db/website/pages.ts';
import { endScan, findScan, listScans, type ScanRow, startScan, totalsOf } from '../../db/website/scans.ts';
import { read, write } from '../../domain/permission/permission.ts';
import { typedAddress } from '../../domain/website/site.ts';
import { MAX_FOUND } from '../../domain/website/words.ts';
import { id } from '../contracts/common.ts';
import { scanDetailSchema, scanListSchema, scanSchema, startScanSchema } from '../contracts/websites.ts';
import { actorOf } from '../conversations/ownership.ts';
import { ApiError, defineEndpoint, notFound } from '../endpoint.ts';
import { scanPageView, scanView } from './view.ts';

const tag = 'Knowledge';
const params = z.strictObject({ id });
const query = z.strictObject({});
const missing = { status: 404, code: 'not_found', when: 'there is no such scan' };
const SHOWN = 30;
const AT_ONCE = 3;

const view = async (tx: Tx, row: ScanRow) =>
  scanView(row, row.state === 'RUNNING' ? await totalsOf(tx, row) : row.totals);

export const scansEndpoint = defineEndpoint({
  method: 'get',
  path: '/knowledge/scans',
  summary: 'Scans of websites and checks of their pages, newest first',
  tag,
  needs: read('knowledge'),
  params: z.strictObject({}),
  query,
  body: z.undefined(),
  response: scanListSchema,
  errors: [],
  handle: ({ caller: { orgId }, services }) =>
    services.db.withOrg(orgId, async tx => {
      const scans = [];
      for (const row of await listScans(tx, { orgId, limit: SHOWN })) scans.push(await view(tx, row));
      return { scans };
    }),
});

export const startScanEndpoint = defineEndpoint({
  method: 'post',
  path: '/knowledge/scans',
  summary: 'Read a website: new pages become knowledge, changed ones wait for a review',
  tag,
  needs: write('knowledge'),
  params: z.strictObject({}),
  query,
  body: startScanSchema,
  response: scanSchema,
  errors: [
    { status: 409, code: 'already_running', when: 'this website is being read already, or three others are' },
    { status: 422, code: 'bad_address', when: 'the address is none, or may not be reached' },
  ],
  async handle({ body: { url, maxPages, maxDepth }, caller, services }) {
    const { orgId, memberId } = caller;
    const startUrl = typedAddress(url);
    if (startUrl === null)
      throw new ApiError(422, 'bad_address', 'This is no web address.', { hint: 'Write it like https://example.com.' });
    await services.websites.check(startUrl).catch((error: unknown) => {
      const refused = (error as { code?: unknown } | null)?.code === 'refused_address';
      throw new ApiError(
        422,
        'bad_address',
        refused && error instanceof Error ? error.message : 'This website cannot be found.',
        { hint: refused ? 'Only public websites can be read.' : 'Check how its address is spelled.' },
      );
    });
    const now = services.clock.now();
    return services.db.withOrg(orgId, async tx => {
      const running = (await listScans(tx, { orgId, limit: SHOWN })).filter(row => row.state === 'RUNNING');
      const busy = (message: string) =>
        new ApiError(409, 'already_running', message, { hint: 'Wait for its end, or stop it.' });
      if (running.length >= AT_ONCE) throw busy(`${running.length} websites are being read already.`);
      const row = await startScan(tx, { orgId, startUrl, limits: { maxPages, maxDepth }, createdBy: memberId, now });
      if (!row) throw busy('This website is being read already.');
      const payload = { maxPages, maxDepth };
      await audit(tx, { orgId, actor: actorOf(caller), action: 'website_scan', subjectId: row.id, payload, now });
      return view(tx, row);
    });
  },
});

export const scanEndpoint = defineEndpoint({
  method: 'get',
  path: '/knowledge/scans/:id',
  summary: 'One scan with its pages: what became of each, and why',
  tag,
  needs: read('knowledge'),
  params,
  query,
  body: z.undefined(),
  response: scanDetailSchema,
  errors: [missing],
  handle: ({ params: { id: scanId }, caller: { orgId }, services }) =>
    services.db.withOrg(orgId, async tx => {
      const row = await findScan(tx, { orgId, id: scanId });
      if (!row) throw notFound('scan');
      const pages = await listPages(tx, { orgId, scanId, limit: MAX_FOUND });
      return { ...(await view(tx, row)), pages: pages.map(scanPageView) };
    }),
});

export const stopScanEndpoint = defineEndpoint({
  method: 'post',
  path: '/knowledge/scans/:id/stop',
  summary: 'Stop a scan: nothing is taken after this answers; what was taken stays',
  tag,
  needs: write('knowledge'),
  params,
  query,
  body: z.strictObject({}).optional(),
  response: scanSchema,
  errors: [missing],
  handle: ({ params: { id: scanId }, caller, services }) =>
    services.db.withOrg(caller.orgId, async tx => {
      const { orgId } = caller;
      const now = services.clock.now();
      const stopped = await endScan(tx, { orgId, id: scanId, state: 'STOPPED', failure: null, left: 'stopped', now });
      const row = await findScan(tx, { orgId, id: scanId });
      if (!row) throw notFound('scan');
      if (stopped)
        await audit(tx, { orgId, actor: actorOf(caller), action: 'website_scan_stopped', subjectId: scanId, now });
      return view(tx, row);
    }),
});
