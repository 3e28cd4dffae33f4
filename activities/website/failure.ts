/** Why a scan brought nothing, in words that say how to mend it. Pure. */
import type { PageReason } from '../../domain/website/words.ts';

export function failureOf(
  pages: readonly { reason: PageReason | null; detail: string | null; depth: number }[],
): string {
  const first = pages.find(page => page.reason !== 'redirected' && page.reason !== null) ?? pages[0];
  const detail = first?.detail ?? '';
  switch (first?.reason) {
    case 'off_site':
      return `The website leads to another one: scan ${detail} instead.`;
    case 'robots':
      return 'The website’s robots.txt forbids reading it. Allow ParleyBot there, or paste the texts by hand.';
    case 'private_address':
      return detail;
    case 'not_text':
      return `What is there is no web page (${detail || 'a file'}). Give the address of the home page.`;
    case 'gone':
    case 'http_error':
      return `The website answered with ${detail}. Check the address.`;
    case 'empty':
      return 'The pages hold no words that can be read without running their scripts. Paste the texts by hand.';
    case 'unreachable':
    case 'too_slow':
      return `The website could not be reached (${detail || 'it took too long'}). Check its address, or try again later.`;
    case 'too_large':
      return 'The page is too large to be read.';
    default:
      return 'No page could be read.';
  }
}
