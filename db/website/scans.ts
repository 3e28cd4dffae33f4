/** Scans of websites: begun, looked up, ended (A-KNOW-1, A-KNOW-2). */
import { and, desc, eq, inArray, isNotNull, lte, sql } from 'drizzle-orm';
import { pageKind, pagePriority } from '../../domain/website/page-kind.ts';
import { siteOf } from '../../domain/website/site.ts';
import {
  CHECK_AGAIN_MS,
  MOST_PAGES,
  type PageReason,
  type ScanLimits,
  type ScanState,
} from '../../domain/website/words.ts';
import type { Tx } from '../database.ts';
import { publish } from '../event/queries.ts';
import { newId } from '../ids.ts';
import { createSource } from '../knowledge/queries.ts';
import { knowledgeSources } from '../knowledge/table.ts';
import { websitePages, websiteScans } from './table.ts';

export type ScanRow = typeof websiteScans.$inferSelect;

export async function findScan(
  tx: Tx,
  { orgId, id, lock = false }: { orgId: string; id: string; lock?: boolean },
): Promise<ScanRow | null> {
  const query = tx
    .select()
    .from(websiteScans)
    .where(and(eq(websiteScans.orgId, orgId), eq(websiteScans.id, id)));
  const [row] = lock ? await query.for('update') : await query;
  return row ?? null;
}

export async function listScans(tx: Tx, { orgId, limit }: { orgId: string; limit: number }): Promise<ScanRow[]> {
  return tx
    .select()
    .from(websiteScans)
    .where(eq(websiteScans.orgId, orgId))
    .orderBy(desc(websiteScans.createdAt), desc(websiteScans.id))
    .limit(limit);
}

/** The source a website has already, whatever page of it was named. */
async function sourceOf(tx: Tx, { orgId, startUrl }: { orgId: string; startUrl: string }): Promise<string | null> {
  const rows = await tx
    .select({ id: knowledgeSources.id, url: knowledgeSources.url })
    .from(knowledgeSources)
    .where(and(eq(knowledgeSources.orgId, orgId), eq(knowledgeSources.type, 'WEBSITE')));
  return rows.find(row => row.url !== null && siteOf(row.url) === siteOf(startUrl))?.id ?? null;
}

/** Begins to read a website; what is known of it is looked at again. Null when that is under way already. */
export async function startScan(
  tx: Tx,
  input: { orgId: string; startUrl: string; limits: ScanLimits; createdBy: string | null; now: number },
): Promise<ScanRow | null> {
  const { orgId, startUrl, limits, now } = input;
  const known = await sourceOf(tx, input);
  const sourceId =
    known ?? (await createSource(tx, { orgId, type: 'WEBSITE', name: siteOf(startUrl), url: startUrl, now }));
  const scan = await begin(tx, { ...input, sourceId, kind: 'SCAN', ...limits });
  if (!scan) return null;
  // Known pages are looked at again, wherever they are linked today.
  await tx
    .update(websitePages)
    .set({ scanId: scan.id, state: 'FOUND', reason: null, detail: null, attempts: 0, nextAt: null })
    .where(and(eq(websitePages.orgId, orgId), eq(websitePages.sourceId, sourceId), isNotNull(websitePages.documentId)));
  const kind = pageKind(startUrl);
  const start = {
    scanId: scan.id,
    kind,
    depth: 0,
    priority: pagePriority('home', 0),
    state: 'FOUND' as const,
    attempts: 0,
  };
  await tx
    .insert(websitePages)
    .values({ orgId, id: newId(), sourceId, url: startUrl, foundAt: now, ...start })
    .onConflictDoUpdate({
      target: [websitePages.orgId, websitePages.sourceId, websitePages.url],
      set: { ...start, reason: null, detail: null, nextAt: null },
    });
  return scan;
}

/** Begins to look at the pages of a website that are due (A-KNOW-2). Null when there are none, or it is being read anyway. */
export async function startCheck(
  tx: Tx,
  { orgId, sourceId, now }: { orgId: string; sourceId: string; now: number },
): Promise<ScanRow | null> {
  const [source] = await tx
    .select({ url: knowledgeSources.url })
    .from(knowledgeSources)
    .where(and(eq(knowledgeSources.orgId, orgId), eq(knowledgeSources.id, sourceId)));
  if (!source?.url) return null;
  const due = await tx
    .select({ id: websitePages.id })
    .from(websitePages)
    .where(and(eq(websitePages.orgId, orgId), eq(websitePages.sourceId, sourceId), lte(websitePages.checkAt, now)))
    .orderBy(websitePages.priority, websitePages.id)
    .limit(MOST_PAGES);
  if (due.length === 0) return null;
  const scan = await begin(tx, {
    orgId,
    sourceId,
    kind: 'CHECK',
    startUrl: source.url,
    maxPages: due.length,
    maxDepth: 0,
    createdBy: null,
    now,
  });
  if (!scan) return null;
  await tx
    .update(websitePages)
    // Should it be given up, they come again tomorrow.
    .set({
      scanId: scan.id,
      state: 'FOUND',
      reason: null,
      detail: null,
      attempts: 0,
      nextAt: null,
      checkAt: now + CHECK_AGAIN_MS,
    })
    .where(
      and(
        eq(websitePages.orgId, orgId),
        inArray(
          websitePages.id,
          due.map(page => page.id),
        ),
      ),
    );
  return scan;
}

async function begin(
  tx: Tx,
  scan: Pick<ScanRow, 'orgId' | 'sourceId' | 'kind' | 'startUrl' | 'maxPages' | 'maxDepth' | 'createdBy'> & {
    now: number;
  },
): Promise<ScanRow | null> {
  const { now, ...rest } = scan;
  const [row] = await tx
    .insert(websiteScans)
    .values({ ...rest, id: newId(), state: 'RUNNING', createdAt: now })
    .onConflictDoNothing()
    .returning();
  if (row) await publish(tx, { orgId: row.orgId, kind: 'knowledge.updated', conversationId: null, now });
  return row ?? null;
}

/** Pages of a scan by state, and by state and reason ("SKIPPED:robots"). */
export async function totalsOf(tx: Tx, { orgId, id }: { orgId: string; id: string }): Promise<Record<string, number>> {
  const rows = await tx
    .select({ state: websitePages.state, reason: websitePages.reason, pages: sql<number>`count(*)::int` })
    .from(websitePages)
    .where(and(eq(websitePages.orgId, orgId), eq(websitePages.scanId, id)))
    .groupBy(websitePages.state, websitePages.reason);
  const totals: Record<string, number> = {};
  for (const { state, reason, pages } of rows) {
    totals[state] = (totals[state] ?? 0) + pages;
    if (reason) totals[`${state}:${reason}`] = pages;
  }
  return totals;
}

/** Ends a scan that runs; what still waits is left for the given reason. @returns false when it had ended. */
export async function endScan(
  tx: Tx,
  {
    orgId,
    id,
    state,
    failure,
    left,
    now,
  }: {
    orgId: string;
    id: string;
    state: Exclude<ScanState, 'RUNNING'>;
    failure: string | null;
    left: PageReason;
    now: number;
  },
): Promise<boolean> {
  const scan = await findScan(tx, { orgId, id, lock: true });
  if (scan?.state !== 'RUNNING') return false;
  await tx
    .update(websitePages)
    .set({ state: 'SKIPPED', reason: left, nextAt: null })
    .where(and(eq(websitePages.orgId, orgId), eq(websitePages.scanId, id), eq(websitePages.state, 'FOUND')));
  await tx
    .update(websiteScans)
    .set({ state, failure, totals: await totalsOf(tx, { orgId, id }), endedAt: now })
    .where(and(eq(websiteScans.orgId, orgId), eq(websiteScans.id, id)));
  await publish(tx, { orgId, kind: 'knowledge.updated', conversationId: null, now });
  return true;
}

/** Across organizations, ids only: scans that must be seen through. */
export async function openScans(tx: Tx, limit: number): Promise<{ orgId: string; id: string }[]> {
  const { rows } = await tx.execute<{ org_id: string; id: string }>(
    sql`select org_id, id from website_scans where state = 'RUNNING' order by created_at limit ${limit}`,
  );
  return rows.map(row => ({ orgId: row.org_id, id: row.id }));
}

/** Across organizations, ids only: websites with pages that are due for a look, none of which is being read now. */
export async function dueSources(tx: Tx, now: number, limit: number): Promise<{ orgId: string; sourceId: string }[]> {
  const { rows } = await tx.execute<{ org_id: string; source_id: string }>(sql`
    select distinct p.org_id, p.source_id from website_pages p
    where p.check_at <= ${new Date(now).toISOString()}::timestamptz and not exists (
      select from website_scans s where s.org_id = p.org_id and s.source_id = p.source_id and s.state = 'RUNNING')
    limit ${limit}`);
  return rows.map(row => ({ orgId: row.org_id, sourceId: row.source_id }));
}
