/** Turns what is known of a conversation into the lines of prompt sections. Pure. */

import type { Source } from '../../domain/agent/decision.ts';
import type { PromptInput, PromptSection } from '../../domain/agent/prompt.ts';
import type { Plan } from '../../domain/agent/schemas.ts';
import type { Memory } from '../../domain/conversation/memory.ts';
import { type CtaRecords, mayOffer } from '../../domain/cta/cta.ts';
import { givesOrders } from '../../domain/guardrails/orders.ts';
import { pricesIn } from '../../domain/guardrails/prices.ts';
import { openPromises } from '../../domain/memory/promises.ts';
import type { IntakeField, Playbook } from '../../domain/playbook/playbook.ts';
import type { MessageKind, Sender } from '../../domain/words.ts';

export interface PromptMessage {
  number: number | null;
  sender: Sender;
  kind: MessageKind;
  text: string | null;
  transcript: string | null;
  description?: string | null;
  replyId: string | null;
  deleted: boolean;
}

const present = (lines: (string | false | null)[]): string[] =>
  lines.filter((line): line is string => typeof line === 'string' && line !== '');

const WHO: Record<Sender, string> = { CONTACT: 'customer', BOT: 'agent', HUMAN: 'person', SYSTEM: 'system' };

const MEDIA_NOTE: Partial<Record<MessageKind, string>> = {
  VOICE: 'voice note',
  AUDIO: 'audio file',
  IMAGE: 'image, no description',
  VIDEO: 'video, no description',
  DOCUMENT: 'document, not read',
  STICKER: 'sticker',
  LOCATION: 'location',
  CONTACT_CARD: 'contact card',
};

/** JSON, with the line separators that JSON leaves as they are. */
const quoted = (words: string): string =>
  JSON.stringify(words).replace(
    /[\u0085\u2028\u2029]/g,
    mark => `\\u${mark.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

/** One quoted line: the words are JSON, so that nothing in them can pose as a section. */
export function messageLine(message: PromptMessage, maxCharacters = CHARACTERS_OF_ONE): string {
  const words = message.deleted ? null : (message.text ?? message.transcript ?? null);
  const about = message.deleted
    ? 'deleted by the customer'
    : message.kind === 'BUTTON_REPLY' || message.kind === 'LIST_REPLY'
      ? `chose ${(message.replyId ?? 'an option').replace(/[^\p{L}\p{N}_:. -]/gu, '_').slice(0, 100)}`
      : message.transcript
        ? 'voice note'
        : message.kind === 'IMAGE' && message.description
          ? `image that shows ${quoted(message.description.slice(0, 400)).replaceAll(/[()]/g, ' ')}`
          : (MEDIA_NOTE[message.kind] ?? null);
  return `[${message.number ?? '-'}] ${WHO[message.sender]}:${about ? ` (${about})` : ''}${words ? ` ${quoted(words.slice(0, maxCharacters))}` : ''}`;
}

/** How many messages of a burst are read; the newest. */
export const BATCH_MESSAGES = 40;
const FEW_MESSAGES = 10;
const CHARACTERS_OF_MANY = 400;
const CHARACTERS_OF_ONE = 2000;

/**
 * The lines of the messages being answered, oldest first, however large the burst: the newest 40, and of more than 10 the
 * first 400 characters each; `maxCharacters` of each where even that is too much. `leftOut` is how many earlier ones the caller did not load.
 */
export function batchLines(batch: PromptMessage[], leftOut = 0, maxCharacters = Number.POSITIVE_INFINITY): string[] {
  const newest = batch.slice(-BATCH_MESSAGES);
  const earlier = leftOut + batch.length - newest.length;
  const lines = newest.map(message =>
    messageLine(
      message,
      Math.min(maxCharacters, newest.length > FEW_MESSAGES ? CHARACTERS_OF_MANY : CHARACTERS_OF_ONE),
    ),
  );
  return earlier > 0
    ? [
        `(${earlier} earlier ${earlier === 1 ? 'message' : 'messages'} of this burst ${earlier === 1 ? 'is' : 'are'} left out)`,
        ...lines,
      ]
    : lines;
}

const TIMING_WORDS: Record<string, string> = {
  required: 'required',
  optional: 'optional',
  ask_early: 'ask_early',
  ask_mid: 'ask_mid',
  ask_late: 'ask_late',
};

const choicesOf = ({ type, choices }: IntakeField): string =>
  type === 'choice' && choices.length > 0
    ? `, choices: ${choices.map(choice => choice.replace(/[|;()]/g, ' ').trim()).join('|')}`
    : '';

export function stableSections(playbook: Playbook, ctas: CtaRecords): PromptInput['stable'] {
  const { business, tone, guardrails } = playbook;
  const checklist = playbook.checklist
    .filter(field => field.timing !== 'never')
    .map(field => `${field.key} (${TIMING_WORDS[field.timing]}${choicesOf(field)}) ${JSON.stringify(field.question)}`);
  const offers = playbook.ctas.map(cta => {
    const state = ctas[cta.type]?.state ?? 'NOT_OFFERED';
    return `${cta.type} ${JSON.stringify(cta.label)}${cta.link ? ` ${cta.link}` : ''}${mayOffer(state) ? '' : ` [not now: ${state.toLowerCase()}]`}`;
  });
  return [
    {
      name: 'business',
      lines: present([
        `name: ${business.name}`,
        business.industry && `industry: ${business.industry}`,
        `offer: ${business.offer}`,
        business.prices && `prices: ${business.prices}`,
        business.hours && `hours: ${business.hours}`,
        business.city && `city: ${business.city}`,
        business.phone && `phone: ${business.phone}`,
        business.email && `email: ${business.email}`,
        business.website && `links: website ${business.website}`,
      ]),
    },
    {
      name: 'rules',
      lines: present([
        checklist.length > 0 && `checklist: ${checklist.join('; ')}`,
        offers.length > 0 && `ctas: ${offers.join(' then ')}`,
        playbook.objections.length > 0 &&
          `objections: ${playbook.objections.map(objection => `${objection.key} -> ${JSON.stringify(objection.answer)}`).join('; ')}`,
        `escalate when: ${playbook.escalateOn.join(', ')}`,
      ]),
    },
    {
      name: 'tone',
      lines: present([
        `language: ${tone.languages.join(', ')}; formality: ${tone.formality}; persuasion: ${tone.persuasion}; emoji: ${tone.emoji}; max words: ${tone.maxWords}; max questions: ${tone.maxQuestions}; honorifics: ${tone.honorifics ? 'yes' : 'none'}`,
        tone.instructions &&
          `custom instructions (how to speak; facts, limits and guardrails go before them): ${JSON.stringify(tone.instructions)}`,
      ]),
    },
    {
      name: 'guardrails',
      lines: present([
        guardrails.forbiddenPhrases.length > 0 &&
          `never say: ${guardrails.forbiddenPhrases.map(phrase => JSON.stringify(phrase)).join(', ')}`,
        ...guardrails.disclaimers.map(
          disclaimer =>
            `must say: ${JSON.stringify(disclaimer.text)} when ${disclaimer.triggers.join(' or ')} is mentioned`,
        ),
        ...guardrails.rules.map(rule => `rule: ${rule}`),
      ]),
    },
  ];
}

export const knowledgeLines = (sources: Source[]): string[] =>
  sources.map(source => `[${source.id}] Q: ${source.title} A: ${source.text}`);

export const slotLines = (memory: Memory): string[] =>
  present([
    ...Object.entries(memory.slots).map(
      ([key, slot]) =>
        `${key.replace(/[^\p{L}\p{N}_ -]/gu, '_')} = ${JSON.stringify(slot.value)} (${slot.confidence.toFixed(2)})`,
    ),
    ...openPromises(memory).map(
      ({ number, promise: commitment }) =>
        `promise ${number} by ${commitment.by === 'user' ? 'customer' : 'agent'}: ${JSON.stringify(commitment.what)}${commitment.dueAt ? ` due ${new Date(commitment.dueAt).toISOString()}` : ''}`,
    ),
  ]);

/** Making a formatter costs about a millisecond; there are few zones. */
const clocks = new Map<
  string,
  { local: Intl.DateTimeFormat; weekday: Intl.DateTimeFormat; offset: Intl.DateTimeFormat }
>();

function clocksOf(zone: string) {
  let found = clocks.get(zone);
  if (!found) {
    found = {
      local: new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' }),
      weekday: new Intl.DateTimeFormat('en-US', { timeZone: zone, weekday: 'long' }),
      offset: new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' }),
    };
    clocks.set(zone, found);
  }
  return found;
}

export function timingLines(input: {
  now: number;
  zone: string;
  lastInboundAt: number | null;
  responseRate: number | null;
  windowEndsAt: number | null;
}): string[] {
  const { local: date, weekday: day, offset: shift } = clocksOf(input.zone);
  const local = date.format(input.now).replace(' ', 'T');
  const weekday = day.format(input.now);
  const offset =
    shift
      .formatToParts(input.now)
      .find(part => part.type === 'timeZoneName')
      ?.value.replace('GMT', '') || '+00:00';
  const minutes =
    input.lastInboundAt === null ? 'none yet' : Math.floor((input.now - input.lastInboundAt) / 60_000).toString();
  const rate = input.responseRate === null ? 'unknown' : input.responseRate.toFixed(2);
  const open = input.windowEndsAt !== null && input.windowEndsAt > input.now;
  return [
    `now: ${local}${offset} (${weekday}); minutes since last customer message: ${minutes}; response rate: ${rate}; window: ${open ? `open until ${new Date(input.windowEndsAt ?? 0).toISOString()}` : 'closed'}`,
  ];
}

export const planLines = (plan: Plan): string[] => [
  `goal: ${plan.goal}; reason: ${plan.reasonCode}; cta: ${plan.cta ?? 'none'}; ask: ${plan.askSlot ?? 'none'}`,
];

const FACT_SECTIONS = ['business', 'rules', 'guardrails', 'knowledge'];

/**
 * What a price or percentage in the text may rest on: the business's own words, knowledge, and what the business said
 * before. Never the customer's words: "so it is $1?" makes no price. One exception: the prices in the budget slot, so
 * that a budget can be confirmed (A-SLOT-3).
 */
export function factsOf(sections: PromptSection[], playbook: Playbook, recent: PromptMessage[]): string {
  const said = recent.filter(message => message.sender === 'HUMAN' || message.sender === 'BOT');
  const budget = sections
    .find(part => part.name === 'slots')
    ?.text.split('\n')
    .find(line => line.startsWith('budget = '));
  return [
    ...sections.filter(part => FACT_SECTIONS.includes(part.name)).map(part => part.text),
    JSON.stringify(playbook.faqs.filter(faq => !givesOrders(faq.answer))),
    ...said.map(message => message.text ?? ''),
    ...pricesIn(budget ?? '').map(price => `budget = ${price}`),
  ].join('\n');
}
