import type { AskedView, ScanPageView, ScanView } from '../../../../../api/contracts/websites.ts';

/** Why a page was left out, in words that need no explanation. */
const REASONS: Record<NonNullable<ScanPageView['reason']>, string> = {
  robots: 'The site’s robots.txt forbids it',
  private_address: 'The address is not public',
  off_site: 'Leads to another website',
  redirected: 'Leads to another page',
  not_text: 'Not a page of words',
  too_large: 'Too large',
  empty: 'No words to read',
  duplicate: 'Says the same as another page',
  gone: 'Not there any more',
  http_error: 'The site answered with an error',
  unreachable: 'Could not be reached',
  too_slow: 'Took too long',
  broke_off: 'Could not be read',
  page_limit: 'Beyond the limit of pages',
  byte_limit: 'Beyond the limit of size',
  time_limit: 'Beyond the limit of time',
  stopped: 'Stopped before its turn',
};

export const reasonOf = ({ reason, detail }: Pick<ScanPageView, 'reason' | 'detail'>): string => {
  if (reason === null) return '';
  const more = detail && reason !== 'private_address' ? `: ${detail}` : '';
  return `${REASONS[reason]}${more}`;
};

export const STATES: Record<ScanPageView['state'], string> = {
  FOUND: 'waiting',
  TAKEN: 'taken',
  UNCHANGED: 'unchanged',
  CHANGED: 'changed',
  SKIPPED: 'left out',
  FAILED: 'failed',
};

export const KINDS: Record<ScanPageView['kind'], string> = {
  home: 'Home',
  pricing: 'Prices',
  faq: 'Questions',
  about: 'About',
  contact: 'Contact',
  terms: 'Terms',
  refund: 'Refunds',
  other: '',
};

/** `12 taken · 3 left out · 1 failed`; nothing that is zero. */
export const countsOf = (scan: ScanView): string =>
  (
    [
      [scan.taken, 'taken'],
      [scan.unchanged, 'unchanged'],
      [scan.changed, 'changed'],
      [scan.skipped, 'left out'],
      [scan.failed, 'failed'],
      [scan.waiting, 'waiting'],
    ] as const
  )
    .filter(([pages]) => pages > 0)
    .map(([pages, what]) => `${pages} ${what}`)
    .join(' · ');

/** Pages that are settled, as a share of those there will be at most. */
export const shareOf = (scan: ScanView): number => {
  const settled = scan.found - scan.waiting;
  return scan.found === 0 ? 0 : Math.min(1, settled / Math.min(scan.found, scan.skipped + scan.failed + scan.maxPages));
};

/** Address without scheme, as people write it. */
export const plainAddress = (url: string): string => url.replace(/^https?:\/\/(www\.)?/, '').replace(/\/$/, '');

/** Path within a site. */
export const pathOf = (url: string): string => {
  const { pathname, search } = new URL(url);
  return `${pathname}${search}`;
};

export const WHY_NOT: Record<NonNullable<AskedView['hits'][number]['whyNot']>, string> = {
  below_cutoff: 'Too far from the question',
  changed: 'Its page has changed: review it first',
  gives_orders: 'It gives orders to an agent, so it is never shown to it',
  better_ones: 'Five others fit better',
};
