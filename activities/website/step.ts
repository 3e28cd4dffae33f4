/**
 * One step of reading a website: its rules and sitemap first, then one page after the other, then the end. Each step looks at
 * the record for what is next, so that it may be repeated, by another worker too, and a stop counts at once (A-KNOW-1, A-KNOW-2).
 */
import {
  addPages,
  claimPage,
  countRequest,
  listPages,
  saveRobots,
  settlePage,
  sitemapRead,
} from '../../db/website/pages.ts';
import { endScan, findScan, type ScanRow, totalsOf } from '../../db/website/scans.ts';
import { ALL_ALLOWED, mayFetch, parseRobots, type Robots } from '../../domain/website/robots.ts';
import { pageAddress, sameSite } from '../../domain/website/site.ts';
import {
  backoffMs,
  MAX_ATTEMPTS,
  MAX_PAGE_BYTES,
  MAX_SCAN_BYTES,
  MAX_SCAN_MS,
  MAX_SITEMAPS,
  type PageReason,
  USER_AGENT_TOKEN,
} from '../../domain/website/words.ts';
import type { Ports, WebsitePort } from '../ports.ts';
import { failureOf } from './failure.ts';
import { settleAnswer } from './settle.ts';

export interface ScanRef {
  orgId: string;
  scanId: string;
}

export interface StepResult {
  done: boolean;
  /** Until the next step: the site's own pace. */
  waitMs: number;
}

const DONE: StepResult = { done: true, waitMs: 0 };
const NOBODY: Robots = { ...ALL_ALLOWED, rules: [{ allow: false, path: '/' }] };
/** Between the few requests of one step, when a site asks for longer waits. */
const SHORT_WAIT_MS = 5_000;

export async function scanStep(ports: Ports, ref: ScanRef, signal: AbortSignal): Promise<StepResult> {
  const { website } = ports;
  if (!website) throw new Error('this worker was started without what reading websites needs');
  const scan = await ports.db.withOrg(ref.orgId, tx => findScan(tx, { orgId: ref.orgId, id: ref.scanId }));
  if (scan?.state !== 'RUNNING') return DONE;
  if (scan.sitemapPages === null) return openSite(ports, website, scan, signal);
  const limit = limitReached(scan, ports.clock.now());
  if (limit) return finish(ports, scan, limit);
  for (;;) {
    const next = await claim(ports, scan);
    if (next === null || next === 'limit') return finish(ports, scan, 'page_limit');
    if ('waitMs' in next) return { done: false, waitMs: next.waitMs };
    const { page } = next;
    const settle = (reason: PageReason, state: 'SKIPPED' | 'FAILED' = 'SKIPPED') =>
      ports.db.withOrg(scan.orgId, tx => settlePage(tx, page, { state, reason }));
    // A page that breaks whoever reads it is given up like one that does not answer.
    if (page.attempts > MAX_ATTEMPTS) {
      await settle('broke_off', 'FAILED');
      continue;
    }
    const { origin } = new URL(page.url);
    const known = scan.robots[origin];
    if (!known) {
      await readRobots(ports, website, scan, origin, signal);
      // The same page again, now that its host's rules are known.
      await ports.db.withOrg(scan.orgId, tx => settlePage(tx, page, { state: 'FOUND', nextAt: ports.clock.now() - 1 }));
      return { done: false, waitMs: website.delayMs };
    }
    if (!mayFetch(known, page.url)) {
      await settle('robots');
      continue;
    }
    const keepFooter = page.kind === 'home' || page.kind === 'contact';
    const answer = await website.page(page.url, { keepFooter, maxBytes: MAX_PAGE_BYTES, signal });
    await settleAnswer(ports, scan, page, answer);
    return { done: false, waitMs: Math.max(website.delayMs, known.crawlDelayMs ?? 0) };
  }
}

/** A page to ask for; 'limit' when enough of them are kept. */
function claim(ports: Ports, scan: ScanRow) {
  const { orgId, id } = scan;
  return ports.db.withOrg(orgId, async tx => {
    const totals = await totalsOf(tx, { orgId, id });
    const kept = (totals.TAKEN ?? 0) + (totals.UNCHANGED ?? 0) + (totals.CHANGED ?? 0);
    if (kept >= scan.maxPages) return 'limit' as const;
    return claimPage(tx, { orgId, scanId: id, now: ports.clock.now() });
  });
}

function limitReached(scan: ScanRow, now: number): PageReason | null {
  if (now - scan.createdAt > MAX_SCAN_MS) return 'time_limit';
  if (scan.bytes > MAX_SCAN_BYTES) return 'byte_limit';
  // Errors and redirects count too, less.
  return scan.requests > 3 * scan.maxPages + 10 ? 'page_limit' : null;
}

/** The rules of the start's host, and what its sitemap names. A site that cannot be reached is tried again a few times. */
async function openSite(ports: Ports, website: WebsitePort, scan: ScanRow, signal: AbortSignal): Promise<StepResult> {
  const { orgId, id } = scan;
  const { origin } = new URL(scan.startUrl);
  const rules = await readRobots(ports, website, scan, origin, signal);
  if (rules.failed) {
    if (rules.final || scan.requests + 1 >= MAX_ATTEMPTS) {
      await end(ports, scan, { state: 'FAILED', failure: rules.failed, left: 'unreachable' });
      return DONE;
    }
    await ports.db.withOrg(orgId, tx => countRequest(tx, { orgId, id }, {}));
    return { done: false, waitMs: backoffMs(scan.requests + 1) };
  }
  const { robots } = rules;
  const named = new Set<string>();
  if (scan.kind === 'SCAN') {
    const waiting = [...robots.sitemaps, '/sitemap.xml'].flatMap(link => pageAddress(link, origin) ?? []);
    const read = new Set<string>();
    for (let link = waiting.shift(); link !== undefined && read.size < MAX_SITEMAPS; link = waiting.shift()) {
      if (read.has(link) || !sameSite(link, scan.startUrl)) continue;
      read.add(link);
      await pause(Math.min(SHORT_WAIT_MS, Math.max(website.delayMs, robots.crawlDelayMs ?? 0)), signal);
      const found = await website.sitemap(link, signal);
      for (const page of found?.pages ?? []) {
        const url = pageAddress(page, link);
        if (url && sameSite(url, scan.startUrl)) named.add(url);
      }
      waiting.unshift(...(found?.sitemaps ?? []).flatMap(other => pageAddress(other, link) ?? []));
      if (found && named.size > 0 && waiting.every(other => other.endsWith('/sitemap.xml'))) break;
    }
  }
  await ports.db.withOrg(orgId, async tx => {
    const depth = Math.min(1, scan.maxDepth);
    const urls = scan.maxDepth === 0 ? [] : [...named];
    await addPages(tx, scan, { urls, depth, now: ports.clock.now() });
    await sitemapRead(tx, scan, named.size);
  });
  return { done: false, waitMs: Math.max(website.delayMs, robots.crawlDelayMs ?? 0) };
}

/** RFC 9309: no file allows all; one that cannot be had forbids all. */
async function readRobots(
  ports: Ports,
  website: WebsitePort,
  scan: ScanRow,
  origin: string,
  signal: AbortSignal,
): Promise<{ robots: Robots; failed: string | null; final: boolean }> {
  const { status, text, refused, code } = await website.robots(origin, signal);
  const unreachable = status === 0 || status === 429 || status >= 500;
  const robots = unreachable ? NOBODY : parseRobots(text, USER_AGENT_TOKEN);
  await ports.db.withOrg(scan.orgId, tx =>
    saveRobots(tx, scan, { origin, robots: { rules: robots.rules, crawlDelayMs: robots.crawlDelayMs } }),
  );
  if (!unreachable) return { robots, failed: null, final: false };
  const failed =
    refused ??
    (status === 0
      ? `The website could not be reached (${code ?? 'it took too long'}). Check its address.`
      : `The website answered with ${status} when asked for its rules (robots.txt). Try again later.`);
  return { robots, failed, final: refused !== null };
}

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise(resolve => {
    const timer = setTimeout(resolve, signal.aborted ? 0 : ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });

/** A scan that brought nothing has failed, and says why. */
async function finish(ports: Ports, scan: ScanRow, left: PageReason): Promise<StepResult> {
  const { orgId, id } = scan;
  const failure = await ports.db.withOrg(orgId, async tx => {
    const totals = await totalsOf(tx, { orgId, id });
    if (scan.kind === 'CHECK' || (totals.TAKEN ?? 0) + (totals.UNCHANGED ?? 0) + (totals.CHANGED ?? 0) > 0) return null;
    const pages = await listPages(tx, { orgId, scanId: id, limit: 200 });
    return failureOf(pages);
  });
  await end(ports, scan, { state: failure === null ? 'DONE' : 'FAILED', failure, left });
  return DONE;
}

const end = (
  ports: Ports,
  { orgId, id }: ScanRow,
  how: { state: 'DONE' | 'FAILED'; failure: string | null; left: PageReason },
) => ports.db.withOrg(orgId, tx => endScan(tx, { orgId, id, ...how, now: ports.clock.now() }));
