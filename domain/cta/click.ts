/** Whether somebody opened a tracked link, or a program looked at it (A-CTA-4). Pure. */

const PROGRAMS =
  /bot\b|bot\/|crawl|spider|slurp|preview|facebookexternalhit|facebot|whatsapp\/|telegram|slack|discord|skype|twitter|linkedin|pinterest|embedly|headless|monitor|scan|curl\/|wget\/|python|java\/|go-http|okhttp|node-fetch|axios|^$/i;

export interface ClickRequest {
  method: string;
  userAgent: string;
  /** `Sec-Purpose`, `Purpose`, `X-Moz`: browsers say there that they fetch ahead. */
  purpose: string;
}

export const isPerson = ({ method, userAgent, purpose }: ClickRequest): boolean =>
  method === 'GET' && !PROGRAMS.test(userAgent.trim()) && !/prefetch|prerender|preview/i.test(purpose);

/** Only addresses that a browser opens are replaced by tracked ones. */
export function trackable(link: string | null): string | null {
  if (!link) return null;
  try {
    const { protocol } = new URL(link);
    return protocol === 'https:' || protocol === 'http:' ? link : null;
  } catch {
    return null;
  }
}

/** The text with this link, as a whole address, replaced by another. */
export const withLink = (text: string, link: string, by: string): string =>
  text.replace(
    new RegExp(`${link.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\p{L}\\p{N}/?#&=%_-]|\\.[\\p{L}\\p{N}])`, 'gu'),
    () => by,
  );
