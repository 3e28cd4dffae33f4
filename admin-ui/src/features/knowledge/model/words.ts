import type { AskedView, ScanPageView, ScanView } from '../../../../../api/contracts/websites.ts';
import { t } from '../../../lib/language.ts';

/** Why a page was left out, in words that need no explanation. */
const REASONS: Record<NonNullable<ScanPageView['reason']>, string> = {
  robots: t('The site’s robots.txt forbids it'),
  private_address: t('The address is not public'),
  off_site: t('Leads to another website'),
  redirected: t('Leads to another page'),
  not_text: t('Not a page of words'),
  too_large: t('Too large'),
  empty: t('No words to read'),
  duplicate: t('Says the same as another page'),
  gone: t('Not there any more'),
  http_error: t('The site answered with an error'),
  unreachable: t('Could not be reached'),
  too_slow: t('Took too long'),
  broke_off: t('Could not be read'),
  page_limit: t('Beyond the limit of pages'),
  byte_limit: t('Beyond the limit of size'),
  time_limit: t('Beyond the limit of time'),
  stopped: t('Stopped before its turn'),
};

export const reasonOf = ({ reason, detail }: Pick<ScanPageView, 'reason' | 'detail'>): string => {
  if (reason === null) return '';
  const more = detail && reason !== 'private_address' ? `: ${detail}` : '';
  return `${REASONS[reason]}${more}`;
};

export const STATES: Record<ScanPageView['state'], string> = {
  FOUND: t('waiting'),
  TAKEN: t('taken'),
  UNCHANGED: t('unchanged'),
  CHANGED: t('changed'),
  SKIPPED: t('left out'),
  FAILED: t('failed'),
};

export const KINDS: Record<ScanPageView['kind'], string> = {
  home: t('Home'),
  pricing: t('Prices'),
  faq: t('Questions'),
  about: t('About'),
  contact: t('Contact'),
  terms: t('Terms'),
  refund: t('Refunds'),
  other: '',
};

/** `12 taken · 3 left out · 1 failed`; nothing that is zero. */
export const countsOf = (scan: ScanView): string =>
  (
    [
      [scan.taken, t('taken')],
      [scan.unchanged, t('unchanged')],
      [scan.changed, t('changed')],
      [scan.skipped, t('left out')],
      [scan.failed, t('failed')],
      [scan.waiting, t('waiting')],
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
  below_cutoff: t('Too far from the question'),
  changed: t('Its page has changed: review it first'),
  gives_orders: t('It gives orders to an agent, so it is never shown to it'),
  better_ones: t('Five others fit better'),
};
