/** What becomes of a page, by what its address answered: knowledge, the same as before, changed, left out with a reason, or asked for again. */
import type { Tx } from '../../db/database.ts';
import { publish } from '../../db/event/queries.ts';
import { findDocument } from '../../db/knowledge/queries.ts';
import { clearChanged, markChanged } from '../../db/knowledge/review.ts';
import {
  addPages,
  countRequest,
  hashOf,
  type PageRow,
  samePage,
  settlePage,
  stillClaimed,
  takePage,
} from '../../db/website/pages.ts';
import type { ScanRow } from '../../db/website/scans.ts';
import { pageAddress, sameSite } from '../../domain/website/site.ts';
import {
  backoffMs,
  CHECK_AFTER_MS,
  CHECK_AGAIN_MS,
  MAX_ATTEMPTS,
  MAX_RETRY_AFTER_MS,
  MIN_TEXT,
  type PageReason,
} from '../../domain/website/words.ts';
import type { PageAnswer, Ports, ReadPage } from '../ports.ts';

const GONE = [404, 410];
/** Definite for today: asking again changes nothing. */
const mayPass = (status: number): boolean => status === 408 || status === 425 || status === 429 || status >= 500;

/** One transaction; nothing is stored of a scan that was stopped meanwhile. */
export async function settleAnswer(ports: Ports, scan: ScanRow, page: PageRow, answer: PageAnswer): Promise<void> {
  const now = ports.clock.now();
  await ports.db.withOrg(scan.orgId, async tx => {
    if (!(await stillClaimed(tx, scan, page))) return;
    await countRequest(tx, scan, { bytes: answer.kind === 'page' ? answer.bytes : 0 });
    await settle(tx, { scan, page, now }, answer);
    await publish(tx, { orgId: scan.orgId, kind: 'knowledge.updated', conversationId: null, now });
  });
}

interface At {
  scan: ScanRow;
  page: PageRow;
  now: number;
}

async function settle(tx: Tx, at: At, answer: PageAnswer): Promise<void> {
  const { scan, page, now } = at;
  const leave = (reason: PageReason, detail: string | null = null) =>
    settlePage(tx, page, { state: 'SKIPPED', reason, detail, fetchedAt: now });
  switch (answer.kind) {
    case 'page':
      return readPage(tx, at, answer.page);
    case 'redirect': {
      const to = pageAddress(answer.to);
      const inside = to !== null && sameSite(to, scan.startUrl);
      if (inside && to !== page.url) await addPages(tx, scan, { urls: [to], depth: page.depth, now });
      if (page.documentId) return lost(tx, at, to ?? answer.to);
      return leave(inside ? 'redirected' : 'off_site', to ?? answer.to.slice(0, 300));
    }
    case 'refused':
      return leave('private_address', answer.detail);
    case 'not_text':
      return page.documentId ? lost(tx, at, answer.contentType) : leave('not_text', answer.contentType);
    case 'too_large':
      return leave('too_large');
    case 'status':
      if (GONE.includes(answer.status))
        return page.documentId ? lost(tx, at, String(answer.status)) : leave('gone', String(answer.status));
      if (!mayPass(answer.status)) return leave('http_error', String(answer.status));
      return again(tx, at, 'http_error', String(answer.status), answer.retryAfterMs);
    case 'too_slow':
      return again(tx, at, 'too_slow', null, null);
    case 'unreachable':
      return again(tx, at, 'unreachable', answer.code, null);
  }
}

/** Asked for again after a while, or given up; knowledge stays what it was, and is looked at again tomorrow. */
async function again(
  tx: Tx,
  { page, now }: At,
  reason: PageReason,
  detail: string | null,
  afterMs: number | null,
): Promise<void> {
  if (page.attempts >= MAX_ATTEMPTS) {
    const checkAt = page.documentId ? now + CHECK_AGAIN_MS : null;
    await settlePage(tx, page, { state: 'FAILED', reason, detail, fetchedAt: now, checkAt });
    return;
  }
  const waitMs = Math.min(MAX_RETRY_AFTER_MS, Math.max(backoffMs(page.attempts), afterMs ?? 0));
  await settlePage(tx, page, { state: 'FOUND', reason, detail, nextAt: now + waitMs });
}

/** Knowledge whose page is no more: its facts are not stated until somebody has looked (A-KNOW-2). */
async function lost(tx: Tx, { page, now }: At, detail: string): Promise<void> {
  const { orgId, documentId } = page;
  const words = hashOf('');
  if (documentId && page.words !== words) await markChanged(tx, { orgId, id: documentId, content: '', now });
  await settlePage(tx, page, {
    state: 'CHANGED',
    reason: 'gone',
    detail: detail.slice(0, 300),
    words,
    fetchedAt: now,
    checkAt: now + CHECK_AFTER_MS,
  });
}

async function readPage(tx: Tx, at: At, read: ReadPage): Promise<void> {
  const { scan, page, now } = at;
  if (scan.kind === 'SCAN' && page.depth < scan.maxDepth) {
    const urls = read.links.flatMap(link => pageAddress(link) ?? []).filter(url => sameSite(url, scan.startUrl));
    await addPages(tx, scan, { urls, depth: page.depth + 1, now });
  }
  const text = read.text.trim();
  const words = hashOf(text);
  const title = read.title.trim().slice(0, 300) || new URL(page.url).pathname.slice(0, 300);
  const known = page.documentId ? await findDocument(tx, { orgId: page.orgId, id: page.documentId }) : null;
  if (known) return compare(tx, at, { known, text, words, title });
  const skip = (reason: PageReason, detail: string | null = null) =>
    settlePage(tx, page, {
      state: 'SKIPPED',
      reason,
      detail,
      title,
      words,
      documentId: null,
      fetchedAt: now,
      checkAt: null,
    });
  if (text.length < MIN_TEXT) return skip('empty');
  const same = await samePage(tx, page, words);
  if (same) return skip('duplicate', same);
  const documentId = await takePage(tx, page, { title, text, now });
  if (!documentId) return skip('duplicate');
  await settlePage(tx, page, {
    state: 'TAKEN',
    title,
    words,
    documentId,
    fetchedAt: now,
    checkAt: now + CHECK_AFTER_MS,
  });
}

/** A page that is knowledge already: what it says now against what is stored, and against what was last seen. */
async function compare(
  tx: Tx,
  { page, now }: At,
  {
    known,
    text,
    words,
    title,
  }: { known: { id: string; content: string; staleAlert: boolean }; text: string; words: string; title: string },
): Promise<void> {
  const { orgId } = page;
  const seen = { title, words, fetchedAt: now, checkAt: now + CHECK_AFTER_MS };
  if (text === known.content) {
    await clearChanged(tx, { orgId, id: known.id, now });
    return settlePage(tx, page, { state: 'UNCHANGED', ...seen });
  }
  // Reported before: it still waits, or a person has kept what is stored.
  if (words === page.words) return settlePage(tx, page, { state: known.staleAlert ? 'CHANGED' : 'UNCHANGED', ...seen });
  await markChanged(tx, { orgId, id: known.id, content: text, now });
  return settlePage(tx, page, { state: 'CHANGED', ...seen });
}
