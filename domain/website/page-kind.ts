/** What a page is about, told from its address (A-ONB-9). Pure. */
import { PAGE_KINDS, type PageKind } from './words.ts';

const WORDS: [kind: PageKind, words: RegExp][] = [
  ['pricing', /^(pric(e|es|ing)|plans?|fees?|rates?|tariffs?|costs?|packages?|precios|tarifas|preise)$/],
  ['refund', /^(refunds?|returns?|cancellations?|cancel|money)$/],
  ['terms', /^(terms|tos|conditions|legal|agb|policy|policies|privacy)$/],
  ['faq', /^(faqs?|questions|help|support)$/],
  ['contact', /^(contact|contacts|locations?|directions|kontakt|contacto)$/],
  ['about', /^(about|team|company|story|mission|us)$/],
];

const MOST_WORDS = 4;

export function pageKind(address: string): PageKind {
  const { pathname } = new URL(address);
  const path = pathname.toLowerCase().replace(/\/(index\.\w+)?$/, '');
  if (path === '' || /^\/[a-z]{2}(-[a-z]{2})?$/.test(path)) return 'home';
  // The last part says most: /about/pricing is about prices.
  for (const part of path.split('/').filter(Boolean).reverse()) {
    const words = part.split(/[^a-z]+/).filter(Boolean);
    // A headline that has the word in it somewhere is about something else.
    if (words.length > MOST_WORDS) continue;
    const found = WORDS.find(([, pattern]) => words.some(word => pattern.test(word)));
    if (found) return found[0];
  }
  return 'other';
}

/** Lower goes first: what a business must have told first, then what is close to the start. */
export const pagePriority = (kind: PageKind, depth: number): number => PAGE_KINDS.indexOf(kind) * 10 + depth;
