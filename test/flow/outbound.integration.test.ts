/** Flows through the real pipeline: files they send (B-FLOW-4), flows that begin by the clock (B-FLOW-2), and drafts they wait for (B-DEC-15). */
import { Readable } from 'node:stream';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { approveEndpoint, rejectEndpoint } from '../../api/drafts/endpoints.ts';
import type { ApiServices } from '../../api/endpoint.ts';
import { SYSTEM } from '../../db/audit/queries.ts';
import { takeOver } from '../../db/conversation/ownership.ts';
import { addFlowFile } from '../../db/flow/files.ts';
import { beginScheduled } from '../../db/flow/scheduled.ts';
import { newId } from '../../db/ids.ts';
import { addLabel, labelNamed } from '../../db/label/queries.ts';
import { WEEKDAYS } from '../../domain/zone/business-hours.ts';
import { localOf } from '../../domain/zone/contact-hours.ts';
import {
  conversationOf,
  draftsOf,
  newPhone,
  outboundOf,
  quiet,
  received,
  workflowAtRest,
} from '../conversation/helpers.ts';
import { type Core, startCore, until } from '../support/core.ts';
import { useDatabase } from '../support/postgres.ts';
import { useTemporal } from '../support/temporal.ts';
import { addFlow, graphOf, runsIn, switchOff } from './helpers.ts';

const database = useDatabase();
const temporal = useTemporal();
let core: Core;

beforeAll(async () => {
  core = await startCore({ databaseUrl: database.url, temporalAddress: temporal.address, quietMs: 50 });
});
afterAll(() => core.stop());

async function say(phone: string, text: string) {
  core.phone.inbound({ from: phone, text });
  await conversationOf(core, phone);
  await rest(phone);
  return conversationOf(core, phone);
}
async function rest(phone: string) {
  await quiet(core, phone, 30_000);
  await workflowAtRest(core, (await conversationOf(core, phone)).id);
  await quiet(core, phone, 30_000);
}
const keyword = (...patterns: string[]) => ({ type: 'KEYWORD', patterns });

it('B-FLOW-4: a file leaves by its address with the text as its caption, and stands in the thread', async () => {
  const fileId = newId();
  const storageKey = `${core.orgId}/${fileId}`;
  const stored = await core.ports.media.put(storageKey, Readable.from([Buffer.from('%PDF-1.4 prices')]), 1000);
  const file = { id: fileId, mime: 'application/pdf', fileName: 'prices.pdf', storageKey, createdAt: Date.now() };
  await core.db.withOrg(core.orgId, tx => addFlowFile(tx, { orgId: core.orgId, ...file, ...stored }));
  await addFlow(
    core,
    'prices',
    keyword('price list'),
    graphOf([
      { id: 'words', type: 'message', text: 'Here it is.' },
      {
        id: 'file',
        type: 'message',
        text: 'Our prices',
        media: { kind: 'document', url: 'https://files.sunsetdental.example/prices.pdf' },
      },
      {
        id: 'bare',
        type: 'message',
        text: '',
        media: { kind: 'image', url: 'https://files.sunsetdental.example/a.png' },
      },
      {
        id: 'brought',
        type: 'message',
        text: '',
        media: { kind: 'document', url: '', file: { id: fileId, name: 'as it was.pdf' } },
      },
      { id: 'end', type: 'end' },
    ]),
  );
  const phone = newPhone();
  const { id } = await say(phone, 'price list');
  await until('all four', () => received(core, phone).length === 4, 30_000);
  await rest(phone);
  expect((await outboundOf(core, id)).map(({ kind, text, state }) => [kind, text, state === 'FAILED'])).toEqual([
    ['TEXT', 'Here it is.', false],
    ['DOCUMENT', 'Our prices\nhttps://files.sunsetdental.example/prices.pdf', false],
    ['IMAGE', 'https://files.sunsetdental.example/a.png', false],
    ['DOCUMENT', null, false],
  ]);
  const sends = core.phone.ledger.sends({ to: phone });
  expect(sends.map(send => send.type)).toEqual(['text', 'document', 'image', 'document']);
  expect(sends[1]?.body).toMatchObject({
    document: { link: 'https://files.sunsetdental.example/prices.pdf', caption: 'Our prices', filename: 'prices.pdf' },
  });
  expect((await runsIn(core, id)).at(-1)).toMatchObject({ state: 'COMPLETED' });
  // Brought to the provider once, whoever gets it.
  const again = newPhone();
  await say(again, 'price list');
  await until('all four', () => received(core, again).length === 4, 30_000);
  const documents = [phone, again].map(to => core.phone.ledger.sends({ to })[3]?.body.document as { id: string });
  expect(documents[0]).toMatchObject({ id: expect.stringMatching(/./), filename: 'prices.pdf' });
  expect(documents[1]?.id).toBe(documents[0]?.id);
}, 90_000);

it('B-FLOW-2 SCHEDULED: it begins at its instant for whoever has the label and may be written to, once', async () => {
  const { db, orgId } = core;
  const now = Date.now();
  const local = localOf(now, 'America/New_York');
  const time = `${String(local.hour).padStart(2, '0')}:${String(local.minute).padStart(2, '0')}`;
  const flowId = await addFlow(
    core,
    'weekly',
    { type: 'SCHEDULED', days: [...WEEKDAYS], time, label: 'Recall' },
    graphOf([
      { id: 'say', type: 'message', text: 'Time for your check-up.' },
      { id: 'end', type: 'end' },
    ]),
  );
  const [labelled, other, taken, closed] = [newPhone(), newPhone(), newPhone(), newPhone()];
  for (const phone of [labelled, other, taken, closed]) await say(phone, 'How much is a cleaning?');
  await db.withOrg(orgId, async tx => {
    const labelId = (await labelNamed(tx, { orgId, name: 'recall', make: true, actor: SYSTEM, now })) ?? '';
    for (const phone of [labelled, taken, closed]) {
      const { contactId } = await conversationOf(core, phone);
      await addLabel(tx, { orgId, contactId, labelId, actor: SYSTEM, now });
    }
    const { id: conversationId } = await conversationOf(core, taken);
    await takeOver(tx, { orgId, conversationId, memberId: null, actor: SYSTEM, now });
    const { id } = await conversationOf(core, closed);
    await tx.execute(sql`update conversations set window_ends_at = now() - interval '1 minute' where id = ${id}`);
  });
  // Saved after its instant of today: it waits for its next time.
  expect(await beginScheduled(db, now + 60_000)).toBe(0);
  await db.withOrg(orgId, tx =>
    tx.execute(sql`update flows set updated_at = now() - interval '1 day' where id = ${flowId}`),
  );
  expect(await beginScheduled(db, Date.now())).toBe(1);
  expect(await beginScheduled(db, Date.now())).toBe(0);
  await until('the message', () => received(core, labelled).at(-1) === 'Time for your check-up.', 30_000);
  await rest(labelled);
  expect(await beginScheduled(db, Date.now())).toBe(0);
  for (const phone of [other, taken, closed]) expect(received(core, phone)).not.toContain('Time for your check-up.');
  expect((await runsIn(core, (await conversationOf(core, labelled)).id)).map(run => run.begunBy)).toEqual([
    'SCHEDULED',
  ]);
  await switchOff(core, flowId);
}, 120_000);

it.each(['approve', 'reject'] as const)(
  'B-DEC-15, B-FLOW-4: the next message of a flow follows at once when its draft is decided (%s)',
  async how => {
    await addFlow(
      core,
      `two ${how}`,
      keyword(`two ${how}`),
      graphOf([
        { id: 'first', type: 'message', text: 'Choose one.', buttons: ['A', 'B'] },
        { id: 'second', type: 'message', text: 'Take your time.' },
        { id: 'end', type: 'end' },
      ]),
    );
    const { db, orgId } = core;
    const phone = newPhone();
    const { id } = await say(phone, 'Hello');
    await db.withOrg(orgId, tx => tx.execute(sql`update conversations set owner = 'APPROVAL' where id = ${id}`));
    core.phone.inbound({ from: phone, text: `two ${how}` });
    const draftNumber = (at: number) =>
      until(`draft ${at + 1}`, async () => (await draftsOf(core, id)).at(at) ?? null, 20_000);
    const first = await draftNumber(0);
    await workflowAtRest(core, id);
    const { flowDueAt } = await conversationOf(core, phone);
    expect(flowDueAt).toBeGreaterThan(Date.now() + 60_000);
    const caller = {
      userId: crypto.randomUUID(),
      memberId: crypto.randomUUID(),
      orgId,
      role: 'MANAGER' as const,
      sessionId: '',
    };
    const services = { db, clock: core.ports.clock } as ApiServices;
    const input = { params: { id: first.id }, query: {}, caller, services };
    if (how === 'approve') await approveEndpoint.handle({ ...input, body: { version: first.version } });
    else await rejectEndpoint.handle({ ...input, body: { version: first.version } });
    // Without it the run would look again after five minutes.
    const second = await draftNumber(1);
    expect(second.content).toMatchObject({ text: 'Take your time.' });
    if (how === 'approve')
      await until('the first to arrive', () => received(core, phone).includes('Choose one.'), 20_000);
    expect((await runsIn(core, id)).at(-1)).toMatchObject({ state: 'COMPLETED' });
  },
  60_000,
);
