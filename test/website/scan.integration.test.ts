/** Reading an organization's website, as a durable workflow, on a website of the test's own. */
import { eq, sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { knowledgeChunks, knowledgeDocuments } from '../../db/knowledge/table.ts';
import { listPages, type PageRow } from '../../db/website/pages.ts';
import { endScan, findScan, type ScanRow, startScan } from '../../db/website/scans.ts';
import { DEFAULT_LIMITS, type ScanLimits } from '../../domain/website/words.ts';
import { newPhone, quiet, turnsOf } from '../conversation/helpers.ts';
import { type Core, startCore, until } from '../support/core.ts';
import { useDatabase } from '../support/postgres.ts';
import { useTemporal } from '../support/temporal.ts';
import { htmlPage, startSite, type TestSite } from '../support/website.ts';

const database = useDatabase();
const temporal = useTemporal();
let core: Core;
let site: TestSite;
/** Two more sites on other ports: another site, and one the operator does not allow. */
let other: TestSite;
let inner: TestSite;

beforeAll(async () => {
  site = await startSite();
  other = await startSite();
  inner = await startSite();
  core = await startCore({
    databaseUrl: database.url,
    temporalAddress: temporal.address,
    quietMs: 50,
    websites: [site.url, other.url],
  });
});
afterAll(async () => {
  await core?.stop();
  for (const one of [site, other, inner]) await one?.stop();
});
beforeEach(() => {
  site.asked.length = 0;
  other.asked.length = 0;
});
afterEach(async () => {
  expect(inner.asked).toEqual([]);
  await core.db.withOrg(core.orgId, tx => tx.execute(sql`delete from knowledge_sources where type = 'WEBSITE'`));
});

const LONG = 'Sunset Dental has looked after families in Brooklyn for twenty years, six days a week.';

async function begin(path = '/', limits: Partial<ScanLimits> = {}): Promise<ScanRow> {
  const { orgId, db } = core;
  const scan = await db.withOrg(orgId, tx =>
    startScan(tx, {
      orgId,
      startUrl: `${site.url}${path}`,
      limits: { ...DEFAULT_LIMITS, ...limits },
      createdBy: null,
      now: Date.now(),
    }),
  );
  if (!scan) throw new Error('a scan runs already');
  return scan;
}

const look = (id: string) => core.db.withOrg(core.orgId, tx => findScan(tx, { orgId: core.orgId, id }));
const pagesOf = (scanId: string): Promise<PageRow[]> =>
  core.db.withOrg(core.orgId, tx => listPages(tx, { orgId: core.orgId, scanId, limit: 1_000 }));
const ended = (id: string, timeoutMs = 30_000) =>
  until(
    'the end of the scan',
    async () => {
      const row = await look(id);
      return row && row.state !== 'RUNNING' ? row : null;
    },
    timeoutMs,
  );

/** Path → state, or state and reason. */
async function outcome(scanId: string): Promise<Record<string, string>> {
  const pages = await pagesOf(scanId);
  return Object.fromEntries(
    pages.map(page => [page.url.replace(site.url, ''), page.reason ? `${page.state} ${page.reason}` : page.state]),
  );
}
const documents = (sourceId: string) =>
  core.db.withOrg(core.orgId, tx =>
    tx.select().from(knowledgeDocuments).where(eq(knowledgeDocuments.sourceId, sourceId)),
  );

function plainSite(): void {
  const links = ['/pricing', '/about', '/blog/1', '/contact', '/terms', '/faq'];
  site.set('/robots.txt', null);
  site.set('/', htmlPage('Sunset Dental', `<p>${LONG}</p>`, links));
  site.set(
    '/pricing',
    htmlPage('Prices', '<p>A night guard made to measure costs $415, with two fittings.</p>', links),
  );
  site.set('/about', htmlPage('About us', `<p>Founded by Dr Rao. ${LONG}</p>`));
  site.set('/blog/1', htmlPage('Flossing', `<p>Why flossing matters. ${LONG}</p>`, ['/blog/2']));
  site.set('/blog/2', htmlPage('Sugar', `<p>Why sugar matters. ${LONG}</p>`));
  site.set('/contact', htmlPage('Contact', `<p>210 Court Street. ${LONG}</p>`));
  site.set('/terms', htmlPage('Terms', `<p>Visits may be moved a day before. ${LONG}</p>`));
  site.set('/faq', htmlPage('Questions', `<p>Do you take walk-ins? Yes, before noon. ${LONG}</p>`));
}

describe('a scan', () => {
  it('A-ONB-9, A-KNOW-1: reads home, prices, questions, about, contact and terms first; their words become knowledge with address and date, and the agent answers from them', async () => {
    plainSite();
    const { orgId, db } = core;
    const before = Date.now();
    const scan = await begin();
    const done = await ended(scan.id);
    expect(done).toMatchObject({ state: 'DONE', failure: null, totals: { TAKEN: 8 } });
    expect(site.pages()).toEqual(['/', '/pricing', '/faq', '/about', '/contact', '/terms', '/blog/1', '/blog/2']);
    expect(site.asked.every(({ agent }) => agent.includes('ParleyBot/1.0'))).toBe(true);
    const found = await until('the index', async () => {
      const rows = await documents(scan.sourceId);
      return rows.length === 8 && rows.every(row => row.status === 'INDEXED') ? rows : null;
    });
    const prices = found.find(row => row.title === 'Prices');
    expect(prices).toMatchObject({
      sourceUrl: `${site.url}/pricing`,
      content: 'Prices\nA night guard made to measure costs $415, with two fittings.',
      metadata: { page: 'pricing' },
      staleAlert: false,
    });
    expect(prices?.lastVerifiedAt).toBeGreaterThanOrEqual(before);
    const chunks = await db.withOrg(orgId, tx =>
      tx
        .select()
        .from(knowledgeChunks)
        .where(eq(knowledgeChunks.documentId, prices?.id ?? '')),
    );
    expect(chunks).toHaveLength(1);
    expect(chunks[0]?.embedding).not.toBeNull();

    const phone = newPhone();
    core.phone.inbound({ from: phone, name: 'Asha Patel', text: 'How much is a night guard made to measure?' });
    const turn = await until(
      'an answer that rests on the page',
      async () => {
        const row = await quiet(core, phone, 30_000);
        return (await turnsOf(core, row.id)).find(one =>
          one.decision?.sources.some(source => source.documentId === prices?.id),
        );
      },
      30_000,
    );
    expect(turn.prompt?.find(part => part.name === 'knowledge')?.text).toContain('$415');
    expect(turn.decision?.sources.find(source => source.documentId === prices?.id)?.url).toBe(`${site.url}/pricing`);
  }, 90_000);

  it('A-ONB-9: keeps to robots.txt and its pace, stays on the site, drops duplicates, files and empty pages, each with its reason', async () => {
    plainSite();
    site.set('/robots.txt', (_request, response) =>
      response.end('User-agent: *\nDisallow: /private\nAllow: /private/open\nDisallow: /*.php$\nCrawl-delay: 0.3'),
    );
    site.set(
      '/',
      htmlPage('Sunset Dental', `<p>${LONG}</p>`, [
        '/private/staff',
        '/private/open',
        '/old.php',
        '/menu.pdf',
        '/pricing?utm_source=home',
        '/pricing#top',
        '/copy',
        '/empty',
        '/moved',
        '/gone-away',
        '/picture',
        '/missing',
        `${other.url}/`,
        'mailto:a@b.example',
      ]),
    );
    site.set('/private/open', htmlPage('Open', `<p>Open to all. ${LONG}</p>`));
    site.set('/pricing', htmlPage('Prices', '<p>A night guard made to measure costs $415, with two fittings.</p>'));
    site.set('/copy', htmlPage('Prices', '<p>A night guard made to measure costs $415, with two fittings.</p>'));
    site.set('/empty', '<html><body><div id="app"></div></body></html>');
    site.set('/moved', (_request, response) => response.writeHead(301, { location: '/about' }).end());
    site.set('/gone-away', (_request, response) => response.writeHead(302, { location: `${other.url}/x` }).end());
    site.set('/picture', (_request, response) => response.setHeader('content-type', 'image/png').end('x'));
    other.set('/', htmlPage('Other', `<p>${LONG}</p>`));
    const scan = await begin();
    await ended(scan.id);
    expect(await outcome(scan.id)).toEqual({
      '/': 'TAKEN',
      '/pricing': 'TAKEN',
      '/about': 'TAKEN',
      '/private/open': 'TAKEN',
      '/private/staff': 'SKIPPED robots',
      '/old.php': 'SKIPPED robots',
      '/menu.pdf': 'SKIPPED not_text',
      '/copy': 'SKIPPED duplicate',
      '/empty': 'SKIPPED empty',
      '/moved': 'SKIPPED redirected',
      '/gone-away': 'SKIPPED off_site',
      '/picture': 'SKIPPED not_text',
      '/missing': 'SKIPPED gone',
    });
    expect(site.pages()).not.toContain('/private/staff');
    expect(other.asked).toEqual([]);
    const times = site.asked.filter(({ path }) => !/\.(txt|xml)$/.test(path)).map(({ at }) => at);
    for (const [index, at] of times.slice(1).entries()) expect(at - (times[index] ?? 0)).toBeGreaterThanOrEqual(250);
  }, 60_000);

  it('A-ONB-9: reads what the sitemap names, though nothing links it', async () => {
    site.set('/robots.txt', (_request, response) => response.end(`Sitemap: ${site.url}/maps.xml`));
    site.set('/maps.xml', (_request, response) =>
      response.end(`<sitemapindex><sitemap><loc>${site.url}/pages.xml</loc></sitemap></sitemapindex>`),
    );
    site.set('/pages.xml', (_request, response) =>
      response.end(`<urlset><url><loc>${site.url}/hidden</loc></url><url><loc>${other.url}/</loc></url></urlset>`),
    );
    site.set('/', htmlPage('Home', `<p>${LONG}</p>`));
    site.set('/hidden', htmlPage('Hidden', `<p>Known by the sitemap alone. ${LONG}</p>`));
    const scan = await begin();
    expect(await ended(scan.id)).toMatchObject({ state: 'DONE', sitemapPages: 1 });
    expect(await outcome(scan.id)).toEqual({ '/': 'TAKEN', '/hidden': 'TAKEN' });
  }, 60_000);

  it('ends at its limits: pages and depth', async () => {
    plainSite();
    const few = await begin('/', { maxPages: 3 });
    expect(await ended(few.id)).toMatchObject({ state: 'DONE', totals: { TAKEN: 3, 'SKIPPED:page_limit': 4 } });
    expect(site.pages()).toHaveLength(3);
    await core.db.withOrg(core.orgId, tx => tx.execute(sql`delete from knowledge_sources where type = 'WEBSITE'`));
    const near = await begin('/', { maxDepth: 1 });
    await ended(near.id);
    expect(await outcome(near.id)).not.toHaveProperty('/blog/2');
  }, 60_000);

  it('asks again what fails, as the site wishes, gives up after three times, and cuts off what is too large', async () => {
    let asked = 0;
    site.set('/robots.txt', null);
    site.set('/', htmlPage('Home', `<p>${LONG}</p>`, ['/flaky', '/broken', '/huge']));
    site.set('/flaky', (_request, response) =>
      ++asked < 2
        ? response.writeHead(503, { 'retry-after': '1' }).end()
        : response.setHeader('content-type', 'text/html').end(htmlPage('Flaky', `<p>There in the end. ${LONG}</p>`)),
    );
    site.set('/broken', (_request, response) => response.writeHead(500).end());
    site.set('/huge', (_request, response) => {
      response.setHeader('content-type', 'text/html');
      response.end(Buffer.alloc(3_000_000, 'x'));
    });
    const scan = await begin();
    await ended(scan.id, 60_000);
    expect(await outcome(scan.id)).toEqual({
      '/': 'TAKEN',
      '/flaky': 'TAKEN',
      '/broken': 'FAILED http_error',
      '/huge': 'SKIPPED too_large',
    });
    expect(site.pages().filter(path => path === '/broken')).toHaveLength(3);
  }, 90_000);

  it('reaches no inner address, by link, redirect or sitemap', async () => {
    site.set('/robots.txt', (_request, response) => response.end(`Sitemap: ${inner.url}/map.xml`));
    site.set('/', htmlPage('Home', `<p>${LONG}</p>`, [`${inner.url}/`, '/lead', 'http://169.254.169.254/latest/']));
    site.set('/lead', (_request, response) => response.writeHead(302, { location: `${inner.url}/secret` }).end());
    const scan = await begin();
    await ended(scan.id);
    expect(await outcome(scan.id)).toEqual({ '/': 'TAKEN', '/lead': 'SKIPPED off_site' });
    const refused = await core.db.withOrg(core.orgId, tx =>
      startScan(tx, {
        orgId: core.orgId,
        startUrl: `${inner.url}/`,
        limits: DEFAULT_LIMITS,
        createdBy: null,
        now: Date.now(),
      }),
    );
    expect(await ended(refused?.id ?? '')).toMatchObject({
      state: 'FAILED',
      failure: expect.stringContaining('This address may not be reached'),
    });
  }, 60_000);

  it.each([
    [
      'leads to another site',
      () => site.set('/', (_q, response) => response.writeHead(301, { location: other.url }).end()),
      /leads to another one/,
    ],
    [
      'forbids it',
      () => site.set('/robots.txt', (_q, response) => response.end('User-agent: ParleyBot\nDisallow: /')),
      /robots\.txt forbids/,
    ],
    [
      'cannot give its rules',
      () => site.set('/robots.txt', (_q, response) => response.writeHead(503).end()),
      /answered with 503/,
    ],
    ['is drawn by scripts alone', () => site.set('/', '<div id="app"></div>'), /without running their scripts/],
  ])(
    'says how to mend it when the website %s',
    async (_what, prepare, sentence) => {
      site.set('/robots.txt', null);
      site.set('/', htmlPage('Home', `<p>${LONG}</p>`));
      prepare();
      const scan = await begin();
      expect((await ended(scan.id, 45_000)).failure).toMatch(sentence);
    },
    60_000,
  );
});

describe('a scan that is disturbed', () => {
  it('stops when it is stopped: nothing more is asked for, or taken', async () => {
    plainSite();
    site.set('/robots.txt', (_request, response) => response.end('User-agent: *\nCrawl-delay: 0.5'));
    const { orgId, db } = core;
    const scan = await begin();
    await until('some pages', async () => site.pages().length >= 2);
    const now = Date.now();
    const stop = () =>
      db.withOrg(orgId, tx =>
        endScan(tx, { orgId, id: scan.id, state: 'STOPPED', failure: null, left: 'stopped', now }),
      );
    expect(await stop()).toBe(true);
    expect(await stop()).toBe(false);
    const asked = site.pages().length;
    const taken = (await documents(scan.sourceId)).length;
    const run = core.client.workflow.getHandle(`website/${orgId}/${scan.id}`);
    await run.result();
    expect(site.pages().length).toBeLessThanOrEqual(asked + 1);
    expect((await documents(scan.sourceId)).length).toBe(taken);
    const pages = await pagesOf(scan.id);
    expect(pages.some(page => page.reason === 'stopped')).toBe(true);
    expect(pages.some(page => page.state === 'FOUND')).toBe(false);
  }, 60_000);

  it('goes on after the worker is gone: no page is lost, none is stored twice', async () => {
    plainSite();
    site.set('/robots.txt', (_request, response) => response.end('User-agent: *\nCrawl-delay: 0.2'));
    const scan = await begin();
    await until('some pages', async () => site.pages().length >= 3);
    await core.stopWorker();
    await core.startWorker();
    expect(await ended(scan.id, 60_000)).toMatchObject({ state: 'DONE', totals: { TAKEN: 8 } });
    expect(await documents(scan.sourceId)).toHaveLength(8);
  }, 90_000);

  it('goes on when Temporal has forgotten it', async () => {
    plainSite();
    site.set('/robots.txt', (_request, response) => response.end('User-agent: *\nCrawl-delay: 0.2'));
    const scan = await begin();
    await until('some pages', async () => site.pages().length >= 3);
    await core.client.workflow.getHandle(`website/${core.orgId}/${scan.id}`).terminate('lost');
    expect(await ended(scan.id, 60_000)).toMatchObject({ state: 'DONE', totals: { TAKEN: 8 } });
    expect(new Set(site.pages()).size).toBe(8);
  }, 90_000);

  it('one at a time for a website; its history names no address', async () => {
    plainSite();
    const scan = await begin();
    await expect(begin('/about')).rejects.toThrow('runs already');
    await ended(scan.id);
    const history = await core.client.workflow.getHandle(`website/${core.orgId}/${scan.id}`).fetchHistory();
    expect(JSON.stringify(history)).not.toMatch(/127\.0\.0\.1:\d+\/|night guard/);
  }, 60_000);
});
