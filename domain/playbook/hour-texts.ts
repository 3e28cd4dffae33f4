/**
 * Configured texts that depend on the hour and on who has been greeted (B-SET-2, B-SET-3): the welcome opens the very first
 * reply, the away message opens one reply of each closed period, and a hand-over says when a person answers. Pure.
 */
import { fixedText } from '../guardrails/fixed-text.ts';
import type { OutboundContent } from '../message/outbound.ts';
import { businessTime } from '../zone/business-hours.ts';
import type { Playbook } from './playbook.ts';

/** Stands in texts for the next opening: "Monday 23 November, 09:00". */
export const OPENS_AT = '{{opens_at}}';

export interface Opening {
  /** What stands before the agent's own words. */
  text: string;
  kinds: ('welcome' | 'away')[];
}

/** The words as a customer would read them some day: what is checked when they are saved. */
export const sampleOf = (text: string): string => text.replaceAll(OPENS_AT, 'Monday, 23 November at 09:00');

/** Null while people answer, and where business hours are off. */
export function closedUntil(
  { businessHours }: Pick<Playbook, 'businessHours'>,
  now: number,
  organizationZone: string,
): { opensAt: number | null; zone: string } | null {
  if (!businessHours.enabled) return null;
  const { open, opensAt } = businessTime(businessHours, now, organizationZone);
  return open ? null : { opensAt, zone: businessHours.zone ?? organizationZone };
}

/** An instant in words of the customer's language, on the clock of the business. */
export function instantWords(at: number, zone: string, language: string): string {
  // Hinglish is written in Latin letters.
  const locale = language.toLowerCase() === 'hi-en' ? 'en-IN' : language === 'en' ? 'en-GB' : language;
  const style = {
    timeZone: zone,
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    hour: '2-digit',
    minute: '2-digit',
  } as const;
  try {
    return new Intl.DateTimeFormat(locale, style).format(at);
  } catch {
    return new Intl.DateTimeFormat('en-GB', style).format(at);
  }
}

/** The same playbook while it is closed: its hand-over texts are those of closed hours, with the next opening written in. */
export function playbookAt(playbook: Playbook, now: number, organizationZone: string): Playbook {
  const closed = closedUntil(playbook, now, organizationZone);
  if (!closed) return playbook;
  const { texts, tone } = playbook;
  const own = filled(texts.handOverClosed, closed, tone.languages[0] ?? 'en');
  // A translation for open hours only would promise a person shortly: the text of closed hours goes before the language.
  const translations = Object.fromEntries(
    Object.entries(texts.translations).map(([language, { humanEscalation, ...rest }]) => {
      const closedText = filled(rest.handOverClosed ?? '', closed, language);
      return [language, closedText === null ? rest : { ...rest, humanEscalation: closedText }];
    }),
  );
  return { ...playbook, texts: { ...texts, translations, humanEscalation: own ?? HAND_OVER_CLOSED } };
}

const HAND_OVER_CLOSED = 'Thank you. A colleague will reply to you here as soon as we are open again.';

/** Null for an empty text, and for one that names an opening nobody knows. */
function filled(text: string, closed: { opensAt: number | null; zone: string }, language: string): string | null {
  if (text === '' || (closed.opensAt === null && text.includes(OPENS_AT))) return null;
  return closed.opensAt === null
    ? text
    : text.replaceAll(OPENS_AT, instantWords(closed.opensAt, closed.zone, language));
}

/**
 * What opens this reply; null when nothing does.
 * @param first nothing was ever said to this customer here. @param awaySaidAt when the away message was last said.
 */
export function openingOf(
  playbook: Playbook,
  given: { first: boolean; awaySaidAt: number | null; language: string; now: number; organizationZone: string },
): Opening | null {
  const { first, awaySaidAt, language, now, organizationZone } = given;
  const closed = closedUntil(playbook, now, organizationZone);
  const welcome = first ? fixedText(playbook, 'welcome', language) : null;
  const before = awaySaidAt === null ? null : closedUntil(playbook, awaySaidAt, organizationZone);
  // Two instants that wait for the same opening lie in the same closed period.
  const said = before !== null && before.opensAt === closed?.opensAt;
  const away = closed && !said ? fixedText(playbook, 'away', language, text => filled(text, closed, language)) : null;
  const texts = [welcome, away].filter(text => text !== null);
  if (texts.length === 0) return null;
  return {
    text: texts.join('\n\n'),
    kinds: [...(welcome === null ? [] : ['welcome' as const]), ...(away === null ? [] : ['away' as const])],
  };
}

const TEXT_MOST = 4_096;
const ABOVE_BUTTONS_MOST = 1_024;

/** The opening in the same bubble as the answer, which is one message; null where both do not fit: the answer goes first. */
export function opened(content: OutboundContent, { text }: Opening): OutboundContent | null {
  if (content.kind !== 'text' && content.kind !== 'buttons' && content.kind !== 'list') return null;
  const together = `${text}\n\n${content.text}`;
  return together.length <= (content.kind === 'buttons' ? ABOVE_BUTTONS_MOST : TEXT_MOST)
    ? { ...content, text: together }
    : null;
}
