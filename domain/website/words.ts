/** Names and limits of reading an organization's website (A-KNOW-1, A-KNOW-2, A-ONB-9). */

/** SCAN looks for pages; CHECK looks at known ones again. */
export const SCAN_KINDS = ['SCAN', 'CHECK'] as const;
export type ScanKind = (typeof SCAN_KINDS)[number];

export const SCAN_STATES = ['RUNNING', 'DONE', 'STOPPED', 'FAILED'] as const;
export type ScanState = (typeof SCAN_STATES)[number];

/** FOUND waits for its turn; TAKEN is knowledge now; UNCHANGED and CHANGED were knowledge before. */
export const PAGE_STATES = ['FOUND', 'TAKEN', 'UNCHANGED', 'CHANGED', 'SKIPPED', 'FAILED'] as const;
export type PageState = (typeof PAGE_STATES)[number];

export const PAGE_REASONS = [
  'robots',
  'private_address',
  'off_site',
  'redirected',
  'not_text',
  'too_large',
  'empty',
  'duplicate',
  'gone',
  'http_error',
  'unreachable',
  'too_slow',
  'broke_off',
  'page_limit',
  'byte_limit',
  'time_limit',
  'stopped',
] as const;
export type PageReason = (typeof PAGE_REASONS)[number];

/** What a page is about, by its address; the first ones are fetched first. */
export const PAGE_KINDS = ['home', 'pricing', 'faq', 'about', 'contact', 'terms', 'refund', 'other'] as const;
export type PageKind = (typeof PAGE_KINDS)[number];

export interface ScanLimits {
  maxPages: number;
  /** Links away from the start; the start is 0, what a sitemap names is 1. */
  maxDepth: number;
}
export const DEFAULT_LIMITS: ScanLimits = { maxPages: 50, maxDepth: 3 };
export const MOST_PAGES = 200;
export const MOST_DEPTH = 5;

/** Addresses kept of one scan, fetched or not. */
export const MAX_FOUND = 1_000;
export const MAX_LINKS_OF_PAGE = 500;
export const MAX_PAGE_BYTES = 2_000_000;
export const MAX_SCAN_BYTES = 60_000_000;
export const MAX_SCAN_MS = 60 * 60_000;
/** Of one page; about 25,000 tokens. */
export const MAX_TEXT = 100_000;
/** A page with less says nothing. */
export const MIN_TEXT = 40;
export const MAX_SITEMAPS = 3;

/** Times a page is asked for before it is given up; waits 2 and 8 s in between, or as long as the site asks. */
export const MAX_ATTEMPTS = 3;
export const backoffMs = (attempt: number): number => 2_000 * 4 ** (attempt - 1);
/** Longest wait a site may ask for with Retry-After. */
export const MAX_RETRY_AFTER_MS = 5 * 60_000;

/** A-KNOW-2: every month. */
export const CHECK_AFTER_MS = 30 * 86_400_000;
/** What could not be looked at is tried again this soon. */
export const CHECK_AGAIN_MS = 86_400_000;

/** What the reader is called in robots.txt. */
export const USER_AGENT_TOKEN = 'ParleyBot';
