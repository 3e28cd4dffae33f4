/** Pages of websites: found, claimed one at a time, settled (A-KNOW-1). */
import { createHash } from 'node:crypto';
import { and, asc, eq, isNotNull, ne, sql } from 'drizzle-orm';
import { pageKind, pagePriority } from '../../domain/website/page-kind.ts';
import { namesFile } from '../../domain/website/site.ts';
import { MAX_FOUND, type PageReason, type PageState } from '../../domain/website/words.ts';
import type { Tx } from '../database.ts';
import { newId } from '../ids.ts';
import { wordsHash } from '../knowledge/queries.ts';
import { knowledgeDocuments } from '../knowledge/table.ts';
import type { ScanRow } from './scans.ts';
import { type StoredRobots, websitePages, websiteScans } from './table.ts';

export type PageRow = typeof websitePages.$inferSelect;

export const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Adds addresses that this scan does not know yet, as far as a scan may grow. */
export async function addPages(
  tx: Tx,
  scan: Pick<ScanRow, 'orgId' | 'id' | 'sourceId'>,
  { urls, depth, now }: { urls: readonly string[]; depth: number; now: number },
): Promise<void> {
  const { orgId, id: scanId, sourceId } = scan;
  if (urls.length === 0) return;
  const [found] = await tx
    .select({ pages: sql<number>`count(*)::int` })
    .from(websitePages)
    .where(and(eq(websitePages.orgId, orgId), eq(websitePages.scanId, scanId)));
  const room = MAX_FOUND - (found?.pages ?? 0);
  const rows = [...new Set(urls)].slice(0, Math.max(0, room)).map(url => {
    const kind = pageKind(url);
    const file = namesFile(url);
    return {
      orgId,
      id: newId(),
      sourceId,
      scanId,
      url,
      kind,
      depth,
      priority: pagePriority(kind, depth),
      state: file ? ('SKIPPED' as const) : ('FOUND' as const),
      reason: file ? ('not_text' as const) : null,
      foundAt: now,
    };
  });
  if (rows.length === 0) return;
  await tx
    .insert(websitePages)
    .values(rows)
    .onConflictDoUpdate({
      target: [websitePages.orgId, websitePages.sourceId, websitePages.url],
      set: {
        scanId,
        depth: sql`excluded.depth`,
        priority: sql`excluded.priority`,
        state: sql`excluded.state`,
        reason: sql`excluded.reason`,
        detail: null,
        attempts: 0,
        nextAt: null,
      },
      setWhere: ne(websitePages.scanId, scanId),
    });
}

/** The next page to ask for, counted as one attempt; how long to wait when the only ones left must wait; null when none is left. */
export async function claimPage(
  tx: Tx,
  { orgId, scanId, now }: { orgId: string; scanId: string; now: number },
): Promise<{ page: PageRow } | { waitMs: number } | null> {
  const waiting = and(eq(websitePages.orgId, orgId), eq(websitePages.scanId, scanId), eq(websitePages.state, 'FOUND'));
  const [next] = await tx
    .select({ id: websitePages.id, nextAt: websitePages.nextAt })
    .from(websitePages)
    .where(waiting)
    .orderBy(
      sql`coalesce(${websitePages.nextAt} > ${new Date(now).toISOString()}::timestamptz, false)`,
      asc(websitePages.priority),
      asc(websitePages.id),
    )
    .limit(1);
  if (!next) return null;
  if (next.nextAt !== null && next.nextAt > now) return { waitMs: next.nextAt - now };
  const [page] = await tx
    .update(websitePages)
    .set({ attempts: sql`${websitePages.attempts} + 1` })
    .where(and(waiting, eq(websitePages.id, next.id)))
    .returning();
  return page ? { page } : null;
}

/** Whether this claim is still the newest, in a scan that still runs: what an older one brings is not stored. Locks the scan. */
export async function stillClaimed(tx: Tx, scan: Pick<ScanRow, 'orgId' | 'id'>, page: PageRow): Promise<boolean> {
  const [row] = await tx
    .select({ state: websiteScans.state })
    .from(websiteScans)
    .where(and(eq(websiteScans.orgId, scan.orgId), eq(websiteScans.id, scan.id)))
    .for('update');
  if (row?.state !== 'RUNNING') return false;
  const [now] = await tx
    .select({ attempts: websitePages.attempts, state: websitePages.state })
    .from(websitePages)
    .where(and(eq(websitePages.orgId, scan.orgId), eq(websitePages.id, page.id)));
  return now?.state === 'FOUND' && now.attempts === page.attempts;
}

export async function settlePage(
  tx: Tx,
  page: Pick<PageRow, 'orgId' | 'id'>,
  set: { state: PageState; reason?: PageReason | null; detail?: string | null } & Partial<
    Pick<PageRow, 'nextAt' | 'title' | 'words' | 'documentId' | 'fetchedAt' | 'checkAt'>
  >,
): Promise<void> {
  await tx
    .update(websitePages)
    .set({ reason: null, detail: null, nextAt: null, ...set })
    .where(and(eq(websitePages.orgId, page.orgId), eq(websitePages.id, page.id)));
}

export async function countRequest(
  tx: Tx,
  scan: Pick<ScanRow, 'orgId' | 'id'>,
  { bytes = 0, requests = 1 }: { bytes?: number; requests?: number },
): Promise<void> {
  await tx
    .update(websiteScans)
    .set({ requests: sql`${websiteScans.requests} + ${requests}`, bytes: sql`${websiteScans.bytes} + ${bytes}` })
    .where(and(eq(websiteScans.orgId, scan.orgId), eq(websiteScans.id, scan.id)));
}

export async function saveRobots(
  tx: Tx,
  scan: Pick<ScanRow, 'orgId' | 'id'>,
  { origin, robots }: { origin: string; robots: StoredRobots },
): Promise<void> {
  await tx
    .update(websiteScans)
    .set({ robots: sql`${websiteScans.robots} || ${JSON.stringify({ [origin]: robots })}::jsonb` })
    .where(and(eq(websiteScans.orgId, scan.orgId), eq(websiteScans.id, scan.id)));
}

export async function sitemapRead(tx: Tx, scan: Pick<ScanRow, 'orgId' | 'id'>, pages: number): Promise<void> {
  await tx
    .update(websiteScans)
    .set({ sitemapPages: pages, requests: 0 })
    .where(and(eq(websiteScans.orgId, scan.orgId), eq(websiteScans.id, scan.id)));
}

/** The address of another page of the website that says the same words and is knowledge. */
export async function samePage(tx: Tx, page: PageRow, words: string): Promise<string | null> {
  const [row] = await tx
    .select({ url: websitePages.url })
    .from(websitePages)
    .where(
      and(
        eq(websitePages.orgId, page.orgId),
        eq(websitePages.sourceId, page.sourceId),
        eq(websitePages.words, words),
        ne(websitePages.id, page.id),
        isNotNull(websitePages.documentId),
      ),
    )
    .limit(1);
  return row?.url ?? null;
}

/** A page becomes knowledge: its words with their address and date, to be cut and embedded. Null when these words are there. */
export async function takePage(
  tx: Tx,
  page: PageRow,
  { title, text, now }: { title: string; text: string; now: number },
): Promise<string | null> {
  const [row] = await tx
    .insert(knowledgeDocuments)
    .values({
      orgId: page.orgId,
      id: newId(),
      sourceId: page.sourceId,
      title,
      content: text,
      metadata: { page: page.kind },
      sourceUrl: page.url,
      sha256: wordsHash({ title, content: text }),
      status: 'PENDING',
      lastVerifiedAt: now,
      createdAt: now,
      updatedAt: now,
    })
    .onConflictDoNothing()
    .returning({ id: knowledgeDocuments.id });
  return row?.id ?? null;
}

export async function listPages(
  tx: Tx,
  { orgId, scanId, limit }: { orgId: string; scanId: string; limit: number },
): Promise<PageRow[]> {
  return tx
    .select()
    .from(websitePages)
    .where(and(eq(websitePages.orgId, orgId), eq(websitePages.scanId, scanId)))
    .orderBy(asc(websitePages.priority), asc(websitePages.id))
    .limit(limit);
}

/** The page whose words a document holds. */
export async function pageOfDocument(
  tx: Tx,
  { orgId, documentId }: { orgId: string; documentId: string },
): Promise<PageRow | null> {
  const [row] = await tx
    .select()
    .from(websitePages)
    .where(and(eq(websitePages.orgId, orgId), eq(websitePages.documentId, documentId)));
  return row ?? null;
}
