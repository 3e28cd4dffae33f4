import { sql } from 'drizzle-orm';
import { foreignKey, index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import type { PageKind, PageReason, PageState, ScanKind, ScanState } from '../../domain/website/words.ts';
import { instant, orgId } from '../columns.ts';
import { knowledgeSources } from '../knowledge/table.ts';

/** One reading of a website (A-KNOW-1, A-ONB-9), or one look at known pages again (A-KNOW-2). */
export const websiteScans = pgTable(
  'website_scans',
  {
    orgId: orgId(),
    id: uuid('id').notNull(),
    sourceId: uuid('source_id').notNull(),
    kind: text('kind').$type<ScanKind>().notNull(),
    state: text('state').$type<ScanState>().notNull(),
    startUrl: text('start_url').notNull(),
    maxPages: integer('max_pages').notNull(),
    maxDepth: integer('max_depth').notNull(),
    /** By origin, as it was when this scan asked for it. */
    robots: jsonb('robots').$type<Record<string, StoredRobots>>().notNull().default({}),
    /** Pages the site's sitemap named; null until it was asked for. */
    sitemapPages: integer('sitemap_pages'),
    requests: integer('requests').notNull().default(0),
    bytes: integer('bytes').notNull().default(0),
    failure: text('failure'),
    /** Pages by state and reason, once it has ended. */
    totals: jsonb('totals').$type<Record<string, number>>().notNull().default({}),
    createdBy: uuid('created_by'),
    createdAt: instant('created_at').notNull(),
    endedAt: instant('ended_at'),
  },
  t => [
    primaryKey({ columns: [t.orgId, t.id] }),
    index('website_scans_source').on(t.orgId, t.sourceId, t.createdAt),
    // One at a time per website.
    uniqueIndex('website_scans_running').on(t.orgId, t.sourceId).where(sql`state = 'RUNNING'`),
    foreignKey({
      columns: [t.orgId, t.sourceId],
      foreignColumns: [knowledgeSources.orgId, knowledgeSources.id],
    }).onDelete('cascade'),
  ],
);

export interface StoredRobots {
  rules: { allow: boolean; path: string }[];
  crawlDelayMs: number | null;
}

/** The pages of a website, with what became of each in its newest scan. */
export const websitePages = pgTable(
  'website_pages',
  {
    orgId: orgId(),
    id: uuid('id').notNull(),
    sourceId: uuid('source_id').notNull(),
    scanId: uuid('scan_id').notNull(),
    url: text('url').notNull(),
    kind: text('kind').$type<PageKind>().notNull(),
    depth: integer('depth').notNull(),
    priority: integer('priority').notNull(),
    state: text('state').$type<PageState>().notNull(),
    reason: text('reason').$type<PageReason>(),
    /** What belongs to the reason: where it leads, the status, the page it repeats. */
    detail: text('detail'),
    attempts: integer('attempts').notNull().default(0),
    /** Not asked for again before. */
    nextAt: instant('next_at'),
    title: text('title'),
    /** SHA-256 of its words, to tell changes and pages that say the same. */
    words: text('words'),
    documentId: uuid('document_id'),
    foundAt: instant('found_at').notNull(),
    fetchedAt: instant('fetched_at'),
    /** When it is looked at again by itself; null for what is no knowledge. */
    checkAt: instant('check_at'),
  },
  t => [
    primaryKey({ columns: [t.orgId, t.id] }),
    uniqueIndex('website_pages_url').on(t.orgId, t.sourceId, t.url),
    index('website_pages_scan').on(t.orgId, t.scanId, t.state, t.priority),
    index('website_pages_document').on(t.orgId, t.documentId),
    index('website_pages_due').on(t.checkAt).where(sql`check_at is not null`),
    foreignKey({
      columns: [t.orgId, t.sourceId],
      foreignColumns: [knowledgeSources.orgId, knowledgeSources.id],
    }).onDelete('cascade'),
  ],
);
