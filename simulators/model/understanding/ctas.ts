import { ALL_BOOKS } from '../phrases/phrasebook.ts';
import type { Prompt } from '../prompt/prompt.ts';
import { hasAny, normalize, padded } from '../prompt/text.ts';
import { lastOurs } from './asked.ts';
import { CUES } from './cues.ts';
import type { Understanding } from './understand.ts';

export interface CtaSignal {
  cta: string;
  signal: 'interested' | 'clicked' | 'declined' | 'completed';
}

const LINK_NAMES: Record<string, RegExp> = {
  BOOK_CALL: /book|calend|call|appointment|schedule|reserv|cita/,
  PAYMENT: /pay|checkout|buy|invoice/,
  APP_DOWNLOAD: /app|download|play ?store/,
  SEND_DOCS: /doc|upload|brochure/,
  VISIT_WEBSITE: /web|site|home|url/,
  FILL_FORM: /form/,
  SCHEDULE_DEMO: /demo|book|calend/,
  JOIN_WEBINAR: /webinar/,
};
const WANTED: [string, RegExp][] = [
  ['SCHEDULE_DEMO', /\bdemo\b|\btrial\b|डेमो/],
  ['JOIN_WEBINAR', /\bwebinar\b|वेबिनार/],
  ['APP_DOWNLOAD', /\bapp\b|\bdownload/],
  ['PAYMENT', /\bpay(?:ment)?\b|\bbuy\b|\bpurchase\b|\benroll?\b|\bpagar\b|भुगतान/],
  ['FILL_FORM', /\bform\b/],
  ['SEND_DOCS', /\bdocuments?\b|\bbrochure\b/],
  ['VISIT_WEBSITE', /\bwebsite\b/],
  ['BOOK_CALL', /\bcall\b|\bbook\b|\bappointment\b|\bschedule\b|\breserv|\bagendar\b|\bcita\b|बुक/],
];

/** The link that goes with a call to action: its own, or the business link named like it. */
export function linkFor(cta: string, prompt: Prompt): string | null {
  const own = prompt.ctas.find(rule => rule.name === cta)?.url;
  if (own) return own;
  const pattern = LINK_NAMES[cta];
  for (const [name, url] of prompt.links) if (pattern?.test(name)) return url;
  return null;
}

/** Which calls to action a text of ours offers. */
export function offeredIn(text: string, prompt: Prompt): string[] {
  const n = normalize(text);
  return prompt.ctas
    .map(rule => rule.name)
    .filter(name => {
      const link = linkFor(name, prompt);
      if (link !== null && text.includes(link)) return true;
      return ALL_BOOKS.some(book => {
        const words = book.cta[name];
        return (
          words !== undefined && (n.includes(normalize(words.ask).replace(/[?¿]/g, '')) || text.includes(words.link))
        );
      });
    });
}

/** The CTA of the rules that the customer's words ask for, or null. */
export function wantedCta(text: string, prompt: Prompt): string | null {
  const n = normalize(text);
  const names = prompt.ctas.map(rule => rule.name);
  return WANTED.find(([name, pattern]) => names.includes(name) && pattern.test(n))?.[0] ?? null;
}

export function ctaSignals(prompt: Prompt, understood: Understanding): CtaSignal[] {
  const p = padded(understood.text);
  const last = lastOurs(prompt);
  const offered = last === null ? [] : offeredIn(last, prompt);
  const first = offered[0] ?? null;
  const wanted = wantedCta(understood.text, prompt) ?? first ?? prompt.ctas[0]?.name ?? null;
  if (wanted === null) return [];
  if (hasAny(p, CUES.booked)) return [{ cta: wanted, signal: 'completed' }];
  if (hasAny(p, CUES.clicked)) return [{ cta: first ?? wanted, signal: 'clicked' }];
  if (understood.notInterested || (first !== null && understood.declines))
    return [{ cta: first ?? wanted, signal: 'declined' }];
  const asksForIt =
    understood.intent === 'booking' || understood.questions.some(question => question.kind === 'booking');
  if (asksForIt || (first !== null && understood.accepts))
    return [{ cta: asksForIt ? wanted : (first ?? wanted), signal: 'interested' }];
  return [];
}
