import type { FieldKind } from '../understanding/fields.ts';
import { en } from './en.ts';
import { es } from './es.ts';
import { hi } from './hi.ts';
import { hiEn } from './hi-en.ts';

/** The sentences one language needs. Lists are variants of the same thing; the shortest stands last. */
export interface Phrasebook {
  code: string;
  stop: string;
  greet: (business: string) => string[];
  greetBack: string[];
  ack: string[];
  noted: (value: string) => string[];
  thanks: string[];
  unknown: string[];
  unknownShort: string;
  cannotSee: string[];
  handoff: string[];
  sorryWrongNumber: string[];
  stopped: string;
  identity: string[];
  objection: Record<string, string[]>;
  noDiscount: string[];
  clarify: string[];
  whichQuestion: string[];
  softNudge: (about: string | null) => string[];
  valueAdd: string[];
  exit: string[];
  priceIs: (topic: string, price: string) => string;
  ourPrices: (list: string) => string;
  hoursAre: (hours: string) => string;
  located: (place: string) => string;
  linkIs: (link: string) => string;
  quote: (text: string) => string;
  /** Words before a link, by CTA; without a link the second is used. */
  cta: Record<string, { link: string; ask: string; button: string }>;
  ask: Record<FieldKind, string[]>;
  askOther: (words: string) => string;
  yesNo: [string, string];
  untilThen: string[];
  confirm: string[];
  alreadyAsked: string[];
}

const BOOKS: Record<string, Phrasebook> = { en, es, hi, 'hi-en': hiEn };

/** The book of a language; null where the simulator has none. */
export function bookOf(code: string): Phrasebook | null {
  return BOOKS[code.toLowerCase()] ?? BOOKS[code.toLowerCase().split('-')[0] ?? ''] ?? null;
}

export const ALL_BOOKS: readonly Phrasebook[] = [en, es, hi, hiEn];
