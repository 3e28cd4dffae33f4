import type { MustSay } from './rules.ts';
import {
  type ChecklistField,
  type CtaRule,
  parseChecklist,
  parseCtas,
  parseMustSay,
  parseObjections,
  quotedStrings,
} from './rules.ts';
import { LINK_PATTERN } from './text.ts';

/** A line of `recent`, `memory` or `batch`. */
export interface PromptMessage {
  number: number | null;
  from: 'customer' | 'agent' | 'person';
  text: string;
  /** `voice note`, `image, no description` …: what stands in round brackets before the text. */
  media: string | null;
}

export interface PromptSlot {
  key: string;
  value: string;
  confidence: number;
}

export interface PlanLine {
  goal: string;
  reason: string;
  cta: string | null;
  ask: string | null;
}

/** Everything a contract prompt holds, parsed. Missing sections are empty. */
export interface Prompt {
  system: string;
  user: string;
  sections: ReadonlyMap<string, readonly string[]>;
  business: ReadonlyMap<string, string>;
  links: ReadonlyMap<string, string>;
  checklist: ChecklistField[];
  ctas: CtaRule[];
  objections: { key: string; answer: string }[];
  escalateWhen: string[];
  tone: ReadonlyMap<string, string>;
  maxWords: number;
  maxQuestions: number;
  neverSay: string[];
  mustSay: MustSay[];
  knowledge: { id: string | null; text: string }[];
  summary: string;
  slots: PromptSlot[];
  /** Open promises, by their numbers. */
  promises: { number: number; by: string; what: string }[];
  memory: PromptMessage[];
  recent: PromptMessage[];
  batch: PromptMessage[];
  now: string | null;
  timing: string;
  trigger: string;
  plan: PlanLine | null;
  text: string | null;
  problems: string[];
}

/** A chat message holds at most this much; what is longer is read to here. */
const MAX_MESSAGE_CHARACTERS = 4096;

const SECTION_NAMES = new Set(
  'business rules tone guardrails knowledge summary slots memory recent batch timing changed trigger plan examples text problems'.split(
    ' ',
  ),
);

/** Splits the user message at lines `### name` of known names; the first section of a name wins. */
export function splitSections(user: string): Map<string, string[]> {
  const sections = new Map<string, string[]>();
  let current: string[] | null = null;
  for (const line of user.split(/\r?\n/)) {
    const name = /^###\s+([a-z_ ]+?)\s*$/i.exec(line)?.[1]?.toLowerCase();
    if (name !== undefined && SECTION_NAMES.has(name) && !sections.has(name)) {
      current = [];
      sections.set(name, current);
    } else if (current && line.trim() !== '') current.push(line.trim());
  }
  return sections;
}

/** `key: value` lines as a map; lines without a key continue the one before. */
export function keyedLines(lines: readonly string[]): Map<string, string> {
  const map = new Map<string, string>();
  let last: string | null = null;
  for (const line of lines) {
    const match = /^([\p{L}][\p{L}\p{N} _/-]{0,40}):\s*(.*)$/u.exec(line);
    const key = match?.[1]?.toLowerCase();
    if (key !== undefined && !/^https?$/.test(key)) {
      const before = map.get(key);
      map.set(key, before === undefined ? (match?.[2] ?? '') : `${before}; ${match?.[2] ?? ''}`);
      last = key;
    } else if (last !== null) map.set(last, `${map.get(last) ?? ''} ${line}`.trim());
  }
  return map;
}

export function unquote(raw: string): string {
  const trimmed = raw.trim();
  if (!trimmed.startsWith('"')) return trimmed;
  try {
    const value: unknown = JSON.parse(trimmed);
    return typeof value === 'string' ? value : trimmed;
  } catch {
    return trimmed.replace(/^"|"$/g, '');
  }
}

function parseMessages(lines: readonly string[]): PromptMessage[] {
  const messages: PromptMessage[] = [];
  for (const line of lines) {
    const match = /^\[([^\]]*)\]\s*(customer|agent|person)\b[^:]*:\s*(?:\(([^)]*)\)\s*)?(.*)$/i.exec(line);
    if (!match) continue;
    const number = Number.parseInt(match[1] ?? '', 10);
    messages.push({
      number: Number.isNaN(number) ? null : number,
      from: (match[2] ?? 'customer').toLowerCase() as PromptMessage['from'],
      media: match[3] ?? null,
      text: unquote(match[4] ?? '').slice(0, MAX_MESSAGE_CHARACTERS),
    });
  }
  return messages;
}

/** `promise 2 by customer: "I will send the photos" due …` */
function parsePromises(lines: readonly string[]): Prompt['promises'] {
  return lines.flatMap(line => {
    const match = /^promise (\d+) by (\w+):\s*("(?:[^"\\]|\\.)*")/.exec(line);
    return match ? [{ number: Number(match[1]), by: match[2] ?? '', what: unquote(match[3] ?? '') }] : [];
  });
}

function parseSlots(lines: readonly string[]): PromptSlot[] {
  const slots: PromptSlot[] = [];
  for (const line of lines) {
    const match = /^([\w.-]+)\s*=\s*("(?:[^"\\]|\\.)*"|[^(]*?)\s*(?:\(([\d.]+)[^)]*\))?\s*$/.exec(line);
    if (match?.[1])
      slots.push({ key: match[1], value: unquote(match[2] ?? ''), confidence: Number(match[3] ?? '0.8') });
  }
  return slots;
}

function parseLinks(business: ReadonlyMap<string, string>, all: readonly string[]): Map<string, string> {
  const links = new Map<string, string>();
  for (const match of (business.get('links') ?? '').matchAll(/([\p{L} _-]+?)[:\s]+(https?:\/\/[^\s,;]+)/gu)) {
    links.set((match[1] ?? '').trim().toLowerCase(), match[2] ?? '');
  }
  if (links.size === 0) {
    const first = all.join(' ').match(LINK_PATTERN)?.[0];
    if (first) links.set('website', first);
  }
  return links;
}

function parsePlan(lines: readonly string[]): PlanLine | null {
  if (lines.length === 0) return null;
  const line = lines.join('; ');
  const none = (value: string | undefined) => (value === undefined || /^(none|null|-)$/i.test(value) ? null : value);
  return {
    goal: /goal:\s*(.*?)(?:;\s*(?:reason|cta|ask):|$)/.exec(line)?.[1]?.trim() ?? '',
    reason: /\breason:\s*([A-Z_]+)/.exec(line)?.[1] ?? '',
    cta: none(/\bcta:\s*([A-Za-z_-]+)/.exec(line)?.[1]),
    ask: none(/\bask:\s*([\w.-]+)/.exec(line)?.[1]),
  };
}

function toneMap(lines: readonly string[]): Map<string, string> {
  return keyedLines(lines.flatMap(line => line.split(/;\s*/)));
}

/** Parses the contract's layout. Never throws: what is not there is empty. */
export function parsePrompt(system: string, user: string): Prompt {
  const sections = splitSections(user);
  const lines = (name: string): readonly string[] => sections.get(name) ?? [];
  const business = keyedLines(lines('business'));
  const rules = keyedLines(lines('rules'));
  const tone = toneMap(lines('tone'));
  const guardrails = keyedLines(lines('guardrails'));
  const timing = lines('timing').join('; ');
  return {
    system,
    user,
    sections,
    business,
    links: parseLinks(business, lines('business')),
    checklist: parseChecklist(rules.get('checklist') ?? ''),
    ctas: parseCtas(rules.get('ctas') ?? ''),
    objections: parseObjections(rules.get('objections') ?? ''),
    escalateWhen: (rules.get('escalate when') ?? '').split(/[,;]\s*/).filter(part => part !== ''),
    tone,
    maxWords: Number.parseInt(tone.get('max words') ?? '', 10) || 25,
    maxQuestions: Number.isNaN(Number.parseInt(tone.get('max questions') ?? '', 10))
      ? 1
      : Number.parseInt(tone.get('max questions') ?? '1', 10),
    neverSay: quotedStrings(guardrails.get('never say') ?? ''),
    mustSay: parseMustSay(lines('guardrails')),
    knowledge: lines('knowledge').map(line => {
      const match = /^\[([^\]]+)\]\s*(.*)$/.exec(line);
      return { id: match?.[1] ?? null, text: match?.[2] ?? line };
    }),
    summary: lines('summary').join(' '),
    slots: parseSlots(lines('slots')),
    promises: parsePromises(lines('slots')),
    memory: parseMessages(lines('memory')),
    recent: parseMessages(lines('recent')),
    batch: parseMessages(lines('batch')),
    now: /now:\s*(\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:?\d\d)?)/.exec(timing)?.[1] ?? null,
    timing,
    trigger: lines('trigger').join(' ') || 'inbound',
    plan: parsePlan(lines('plan')),
    text: sections.has('text') ? unquote(lines('text').join('\n')) : null,
    problems: [...lines('problems')],
  };
}
