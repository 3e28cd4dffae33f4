import type { PageRow } from '../../db/website/pages.ts';
import type { ScanRow } from '../../db/website/scans.ts';
import type { ScanPageView, ScanView } from '../contracts/websites.ts';
import { iso, isoOrNull } from '../messages/view.ts';

/** @param totals pages by state: counted now while it runs, as they were when it ended afterwards. */
export function scanView(row: ScanRow, totals: Record<string, number>): ScanView {
  const of = (state: string): number => totals[state] ?? 0;
  const counts = {
    waiting: of('FOUND'),
    taken: of('TAKEN'),
    unchanged: of('UNCHANGED'),
    changed: of('CHANGED'),
    skipped: of('SKIPPED'),
    failed: of('FAILED'),
  };
  return {
    id: row.id,
    sourceId: row.sourceId,
    kind: row.kind,
    state: row.state,
    url: row.startUrl,
    maxPages: row.maxPages,
    maxDepth: row.maxDepth,
    found: Object.values(counts).reduce((sum, pages) => sum + pages, 0),
    ...counts,
    failure: row.failure,
    createdAt: iso(row.createdAt),
    endedAt: isoOrNull(row.endedAt),
  };
}

export const scanPageView = (row: PageRow): ScanPageView => ({
  id: row.id,
  url: row.url,
  kind: row.kind,
  depth: row.depth,
  state: row.state,
  reason: row.reason,
  detail: row.detail,
  title: row.title,
  documentId: row.documentId,
  fetchedAt: isoOrNull(row.fetchedAt),
  nextCheckAt: isoOrNull(row.checkAt),
});
