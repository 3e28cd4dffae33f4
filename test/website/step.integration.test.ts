/** Single steps of a scan, on both databases: what a worker that died or was slow leaves behind, and a stop in the middle of a page. */
import { eq } from 'drizzle-orm';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { PageAnswer, Ports, WebsitePort } from '../../activities/ports.ts';
import { scanStep } from '../../activities/website/step.ts';
import { type Database, openDatabase } from '../../db/database.ts';
import { markChanged, reviewDocument } from '../../db/knowledge/review.ts';
import { knowledgeDocuments, knowledgeSources } from '../../db/knowledge/table.ts';
import { seedOrganization } from '../../db/organization/seed.ts';
import { listPages } from '../../db/website/pages.ts';
import { endScan, findScan, startScan } from '../../db/website/scans.ts';
import { dentalClinic } from '../../domain/playbook/templates/dental-clinic.ts';
import { DEFAULT_LIMITS } from '../../domain/website/words.ts';
import { DATABASE_KINDS, useDatabase } from '../support/postgres.ts';

const page = (title: string, links: string[] = []): PageAnswer => ({
  kind: 'page',
  bytes: 100,
  page: {
    title,
    text: `${title}: words enough to be worth keeping for somebody who asks.`,
    links: links.map(path => `https://a.example.com${path}`),
  },
});

describe.each(DATABASE_KINDS)('on %s', kind => {
  const database = useDatabase({ kind });
  let db: Database;
  let orgId: string;
  let now = Date.parse('2026-03-02T10:00:00Z');
  let answers: Record<string, () => Promise<PageAnswer> | PageAnswer> = {};

  beforeAll(async () => {
    db = openDatabase({ url: database.url, poolSize: 4, onError: () => undefined });
    orgId = await seedOrganization(
      db,
      {
        slug: 'steps',
        name: 'Steps',
        zone: 'UTC',
        currency: 'USD',
        playbook: { name: 'dental_clinic', config: dentalClinic },
      },
      now,
    );
  });
  afterAll(() => db?.close());
  beforeEach(async () => {
    await db.withOrg(orgId, tx => tx.delete(knowledgeSources).where(eq(knowledgeSources.orgId, orgId)));
    answers = { 'https://a.example.com/': () => page('Home') };
  });

  const website: WebsitePort = {
    delayMs: 10,
    page: async url => (await answers[url]?.()) ?? { kind: 'status', status: 404, retryAfterMs: null },
    robots: async () => ({ status: 404, text: '', refused: null, code: null }),
    sitemap: async () => null,
  };
  const ports = () => ({ db, clock: { now: () => now }, log: pino({ level: 'silent' }), website }) as unknown as Ports;
  const step = (scanId: string) => scanStep(ports(), { orgId, scanId }, new AbortController().signal);
  const begin = async () => {
    const scan = await db.withOrg(orgId, tx =>
      startScan(tx, { orgId, startUrl: 'https://a.example.com/', limits: DEFAULT_LIMITS, createdBy: null, now }),
    );
    if (!scan) throw new Error('a scan runs already');
    await step(scan.id);
    return scan;
  };
  const finish = async (scanId: string) => {
    for (let steps = 0; steps < 100; steps++) {
      const { done, waitMs } = await step(scanId);
      if (done) return db.withOrg(orgId, tx => findScan(tx, { orgId, id: scanId }));
      now += waitMs;
    }
    throw new Error('a scan that does not end');
  };
  const pages = async (scanId: string) =>
    (await db.withOrg(orgId, tx => listPages(tx, { orgId, scanId, limit: 100 }))).map(
      row => `${new URL(row.url).pathname} ${row.state}${row.reason ? ` ${row.reason}` : ''}`,
    );
  const documents = () => db.withOrg(orgId, tx => tx.select().from(knowledgeDocuments));

  it('A-ONB-9: a page whose worker died is read by the next one; what the slow one brings later is not stored', async () => {
    const scan = await begin();
    const late = Promise.withResolvers<PageAnswer>();
    const asked = Promise.withResolvers<void>();
    answers['https://a.example.com/'] = () => {
      asked.resolve();
      return late.promise;
    };
    const slow = step(scan.id);
    await asked.promise;
    answers['https://a.example.com/'] = () => page('Home', ['/b']);
    await step(scan.id);
    late.resolve(page('Another home'));
    await slow;
    expect((await documents()).map(row => row.title)).toEqual(['Home']);
    await finish(scan.id);
    expect(await pages(scan.id)).toEqual(['/ TAKEN', '/b SKIPPED gone']);
  });

  it('A-ONB-9: a page that breaks whoever reads it is given up after three times, and the rest is read', async () => {
    answers['https://a.example.com/'] = () => page('Home', ['/bad', '/good']);
    answers['https://a.example.com/bad'] = () => Promise.reject(new Error('out of memory'));
    answers['https://a.example.com/good'] = () => page('Good');
    const scan = await begin();
    let failures = 0;
    for (let done = false; !done; ) {
      try {
        ({ done } = await step(scan.id));
      } catch {
        failures++;
      }
      now += 10_000;
    }
    expect(failures).toBe(3);
    expect(await pages(scan.id)).toEqual(['/ TAKEN', '/bad FAILED broke_off', '/good TAKEN']);
  });

  it('A-ONB-9: a page that is under way when the scan is stopped is not taken', async () => {
    const scan = await begin();
    const late = Promise.withResolvers<PageAnswer>();
    const asked = Promise.withResolvers<void>();
    answers['https://a.example.com/'] = () => {
      asked.resolve();
      return late.promise;
    };
    const slow = step(scan.id);
    await asked.promise;
    await db.withOrg(orgId, tx =>
      endScan(tx, { orgId, id: scan.id, state: 'STOPPED', failure: null, left: 'stopped', now }),
    );
    late.resolve(page('Home'));
    await slow;
    expect(await documents()).toEqual([]);
    expect(await pages(scan.id)).toEqual(['/ SKIPPED stopped']);
    expect(await step(scan.id)).toEqual({ done: true, waitMs: 0 });
  });

  it('A-KNOW-2: a change that was turned down is not reported again; the next one is, and a page as it was ends the alert', async () => {
    const say = (words: string) => {
      answers['https://a.example.com/'] = () => page(words);
    };
    const look = async () => {
      await finish((await begin()).id);
      const [row] = await documents();
      return row;
    };
    const first = await look();
    say('Now $20');
    expect(await look()).toMatchObject({ staleAlert: true });
    await db.withOrg(orgId, tx => reviewDocument(tx, { orgId, id: first?.id ?? '', accept: false, now }));
    expect(await look()).toMatchObject({ staleAlert: false });
    say('Now $25');
    expect(await look()).toMatchObject({ staleAlert: true });
    say('Home');
    expect(await look()).toMatchObject({ staleAlert: false, changedContent: null });
  });

  it('A-KNOW-2: two pages that come to say the same are one', async () => {
    answers['https://a.example.com/'] = () => page('Home', ['/b']);
    answers['https://a.example.com/b'] = () => page('B');
    await finish((await begin()).id);
    const rows = await documents();
    const b = rows.find(row => row.title === 'B');
    const other = rows.find(row => row.title === 'Home');
    await db.withOrg(orgId, async tx => {
      await tx
        .update(knowledgeDocuments)
        .set({ title: 'Home' })
        .where(eq(knowledgeDocuments.id, b?.id ?? ''));
      await markChanged(tx, { orgId, id: b?.id ?? '', content: other?.content ?? '', now });
      await reviewDocument(tx, { orgId, id: b?.id ?? '', accept: true, now });
    });
    expect((await documents()).map(row => row.id)).toEqual([other?.id]);
  });
});
