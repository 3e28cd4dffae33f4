/**
 * Buttons and lists of an answer (A-WA-6), put together by code: which choices there are stands in the playbook, and the
 * provider's limits are kept here. Three short ones are buttons, up to ten a list; what fits neither is no option. Pure.
 */
import type { Plan, Written } from '../agent/schemas.ts';
import { countQuestions } from '../guardrails/text-rules.ts';
import type { OutboundContent } from '../message/outbound.ts';
import type { Playbook } from '../playbook/playbook.ts';
import { ctaReplyId, slotReplyId } from './reply.ts';

export interface Option {
  id: string;
  title: string;
  /** Whole words of what the title cuts short. */
  description: string | null;
}

export const BUTTONS_MOST = 3;
export const BUTTON_TITLE_MOST = 20;
export const ROWS_MOST = 10;
export const ROW_TITLE_MOST = 24;
export const ROW_DESCRIPTION_MOST = 72;
const ROW_ID_MOST = 200;
const TEXT_ABOVE_BUTTONS_MOST = 1024;
const TEXT_ABOVE_LIST_MOST = 4096;

interface Words {
  choose: string;
  yes: string;
  no: string;
  notNow: string;
}

const ENGLISH: Words = { choose: 'Choose', yes: 'Yes', no: 'No', notNow: 'Not now' };
const WORDS: Record<string, Words> = {
  es: { choose: 'Elegir', yes: 'Sí', no: 'No', notNow: 'Ahora no' },
  hi: { choose: 'चुनें', yes: 'हाँ', no: 'नहीं', notNow: 'अभी नहीं' },
  'hi-en': { choose: 'Chuniye', yes: 'Haan', no: 'Nahi', notNow: 'Abhi nahi' },
};
const wordsIn = (language: string): Words => WORDS[language] ?? WORDS[language.split('-')[0] ?? ''] ?? ENGLISH;

const trimmed = (title: string, most: number): string => {
  const characters = [...title];
  return characters.length <= most
    ? title
    : `${characters
        .slice(0, most - 1)
        .join('')
        .trimEnd()}…`;
};

/** A row with its whole words below when the title cannot hold them. */
function row(id: string, words: string): Option {
  const title = trimmed(words, ROW_TITLE_MOST);
  return { id, title, description: title === words ? null : trimmed(words, ROW_DESCRIPTION_MOST) };
}

/**
 * What the customer may tap below this text. The playbook's own choices first: those of the field that the text asks for,
 * yes or no to the offer; else what the writer proposed, which sets the field asked for.
 */
export function optionsFor(
  written: Pick<Written, 'text' | 'buttons' | 'language'>,
  plan: Pick<Plan, 'askSlot' | 'cta'> | null,
  playbook: Pick<Playbook, 'checklist' | 'ctas'>,
): Option[] {
  const words = wordsIn(written.language);
  // A text that asks nothing takes no answer.
  const asks = countQuestions(written.text) > 0;
  const field = asks ? playbook.checklist.find(entry => entry.key === plan?.askSlot) : undefined;
  if (field?.type === 'choice' && field.choices.length > 1)
    return field.choices.map(choice => row(slotReplyId(field.key, choice), choice));
  if (field?.type === 'yes_no')
    return [row(slotReplyId(field.key, 'yes'), words.yes), row(slotReplyId(field.key, 'no'), words.no)];
  const offer = playbook.ctas.find(entry => entry.type === plan?.cta);
  // One with a link is taken by its link.
  if (offer && !offer.link && !field)
    return [row(ctaReplyId(offer.type, true), offer.label), row(ctaReplyId(offer.type, false), words.notNow)];
  return written.buttons.map((button, index) =>
    row(field ? slotReplyId(field.key, button.title.trim()) : `say:${index + 1}`, button.title.trim()),
  );
}

/** Only what the provider takes: told apart by their titles, ids within their length, at most ten. */
export function sendable(options: readonly Option[]): Option[] {
  const seen = new Set<string>();
  return options
    .filter(({ id, title, description }) => {
      const shown = `${title}\n${description ?? ''}`.toLowerCase();
      const fits = title.trim() !== '' && id === id.trim() && id.length <= ROW_ID_MOST && !seen.has(shown);
      if (fits) seen.add(shown);
      return fits;
    })
    .slice(0, ROWS_MOST);
}

/** The message: text alone when there is nothing to tap, or no room for it. */
export function interactive(text: string, all: readonly Option[], language: string): OutboundContent {
  const options = sendable(all);
  const plain: OutboundContent = { kind: 'text', text, previewUrl: false };
  if (options.length === 0) return plain;
  const short = options.every(({ title, description }) => description === null && title.length <= BUTTON_TITLE_MOST);
  const titles = new Set(options.map(({ title }) => title));
  if (short && options.length <= BUTTONS_MOST && titles.size === options.length)
    return text.length <= TEXT_ABOVE_BUTTONS_MOST
      ? { kind: 'buttons', text, buttons: options.map(({ id, title }) => ({ id, title })) }
      : plain;
  if (options.length < 2 || text.length > TEXT_ABOVE_LIST_MOST) return plain;
  return { kind: 'list', text, button: wordsIn(language).choose, sections: [{ title: '', rows: [...options] }] };
}

/** The same choices as numbered text, for a channel that has neither buttons nor lists. */
export function numberedText(content: OutboundContent): OutboundContent {
  if (content.kind !== 'buttons' && content.kind !== 'list') return content;
  const rows =
    content.kind === 'buttons'
      ? content.buttons.map(button => button.title)
      : content.sections.flatMap(section => section.rows.map(entry => entry.description ?? entry.title));
  const lines = rows.map((words, index) => `${index + 1}. ${words}`);
  return { kind: 'text', text: [content.text, ...lines].join('\n'), previewUrl: false };
}

/** The id that a bare number ("2", "2.") chooses among what was offered last; null when it chooses nothing. */
export function numberedReplyId(text: string | null, offered: OutboundContent | null): string | null {
  const number = /^\s*(\d{1,2})[.)]?\s*$/.exec(text ?? '')?.[1];
  if (number === undefined || !offered) return null;
  const ids =
    offered.kind === 'buttons'
      ? offered.buttons.map(button => button.id)
      : offered.kind === 'list'
        ? offered.sections.flatMap(section => section.rows.map(entry => entry.id))
        : [];
  return ids[Number(number) - 1] ?? null;
}
