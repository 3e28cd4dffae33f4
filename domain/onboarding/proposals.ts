/**
 * What a model proposes for each of the five configurations (A-ONB-10 to A-ONB-14), and what code takes of it: what people
 * answered stays, nothing is stated that no source states, and what cannot go live is left out, with the reason. Pure.
 */
import { z } from 'zod';
import { claimsHuman } from '../guardrails/claims-human.ts';
import { unsourcedContacts } from '../guardrails/contacts.ts';
import { givesOrders } from '../guardrails/orders.ts';
import { unsourcedPrices } from '../guardrails/prices.ts';
import { objectionKey } from '../objection/objection.ts';
import { exampleProblems } from '../playbook/examples.ts';
import { type Playbook, playbookSchema } from '../playbook/playbook.ts';
import { SCRIPT_SITUATIONS } from '../playbook/scripts.ts';
import { CTA_TYPES, ESCALATION_REASONS } from '../words.ts';
import { draftProblems } from './draft.ts';

export const PROPOSED = ['business', 'sales', 'tone', 'guardrails', 'scripts'] as const;
export type Proposed = (typeof PROPOSED)[number];

export const PROPOSAL_SCHEMAS = {
  business: z.strictObject({
    offerSummary: z.string().min(1).max(900).describe('what is sold, to whom and why here; facts of the sections only'),
    pricingSummary: z.string().max(900).describe('the prices as the sections state them; empty when they state none'),
  }),
  sales: z.strictObject({
    questions: z
      .array(
        z.strictObject({
          key: z.string().min(1).max(40).describe('lower case with underscores'),
          question: z.string().min(1).max(200),
          type: z.enum(['text', 'yes_no', 'date', 'number']),
          timing: z.enum(['required', 'optional', 'ask_early', 'ask_mid', 'ask_late']),
        }),
      )
      .max(6)
      .describe('what else the agent should find out; none that is asked already'),
    objections: z
      .array(z.strictObject({ key: z.string().min(1).max(60), answer: z.string().min(1).max(300) }))
      .max(6)
      .describe('what customers may object, with an answer from the sections; none that is answered already'),
    ctaFirst: z.enum(CTA_TYPES).nullable().describe('the call to action to offer first, among those of the answers'),
    escalateOn: z.array(z.enum(ESCALATION_REASONS)).max(6),
  }),
  tone: z.strictObject({
    examples: z
      .array(z.string().min(1).max(300))
      .max(3)
      .describe('messages the agent could send, within the word limit and the tone of the answers'),
  }),
  guardrails: z.strictObject({
    forbiddenPhrases: z.array(z.string().min(3).max(80)).max(8),
    disclaimers: z
      .array(
        z.strictObject({
          triggers: z.array(z.string().min(3).max(40)).min(1).max(5),
          text: z.string().min(1).max(200),
        }),
      )
      .max(3),
    rules: z.array(z.string().min(1).max(200)).max(4),
  }),
  scripts: z.strictObject({
    scripts: z
      .array(
        z.strictObject({
          situation: z.enum(SCRIPT_SITUATIONS),
          about: z
            .string()
            .max(60)
            .describe('key of a question or objection, type of a call to action; empty for openers and exits'),
          language: z.string().min(2).max(16),
          text: z.string().min(1).max(300).describe('[LINK] stands for the link of a call to action'),
        }),
      )
      .max(20),
  }),
} as const;

export type Proposals = { [Part in Proposed]: z.infer<(typeof PROPOSAL_SCHEMAS)[Part]> };

export interface Taken {
  playbook: Playbook;
  /** What was left out, and why, in words for whoever reviews the draft. */
  refused: string[];
}

/** Why a text may not be taken; null when it may. @param sources everything that was given as fact. */
function wrongWith(text: string, sources: string): string | null {
  const prices = unsourcedPrices(text, sources);
  if (prices.length > 0) return `it states ${prices.join(', ')}, which nothing you gave says`;
  const contacts = unsourcedContacts(text, sources);
  if (contacts.length > 0) return `it names ${contacts.join(', ')}, which nothing you gave says`;
  if (claimsHuman(text)) return 'it claims to be a person';
  if (givesOrders(text)) return 'it gives orders instead of facts';
  return null;
}

const short = (text: string): string => (text.length > 60 ? `${text.slice(0, 57)}…` : text);

/** Takes of a proposal what holds. @param sources the answers and the pages of the website, as text. */
export function take<Part extends Proposed>(
  part: Part,
  proposal: Proposals[Part],
  base: Playbook,
  sources: string,
): Taken {
  const refused: string[] = [];
  const right = (what: string, text: string): boolean => {
    const wrong = wrongWith(text, sources);
    if (wrong) refused.push(`${what} “${short(text)}” was left out: ${wrong}.`);
    return wrong === null;
  };
  /** The change, unless it makes something of the playbook unfit to go live. */
  const tried = (before: Playbook, change: Partial<Playbook>, what: string): Playbook => {
    const after = playbookSchema.safeParse({ ...before, ...change });
    if (!after.success) {
      refused.push(`${what} was left out: ${after.error.issues[0]?.message ?? 'it does not fit'}.`);
      return before;
    }
    const known = new Set(draftProblems(before).map(problem => problem.message));
    const problem = draftProblems(after.data).find(each => !known.has(each.message));
    if (!problem) return after.data;
    refused.push(`${what} was left out: ${problem.message}`);
    return before;
  };
  const taken = { right, tried, refused };
  const { playbook } = TAKE[part](proposal, base, taken, sources);
  return { playbook, refused };
}

interface Taking {
  right(what: string, text: string): boolean;
  tried(before: Playbook, change: Partial<Playbook>, what: string): Playbook;
  refused: string[];
}

const TAKE: {
  [Part in Proposed]: (
    proposal: Proposals[Part],
    base: Playbook,
    taking: Taking,
    sources: string,
  ) => { playbook: Playbook };
} = {
  business: ({ offerSummary, pricingSummary }, base, { right, tried }) => {
    let playbook = base;
    if (right('The summary of the offer', offerSummary))
      playbook = tried(
        playbook,
        { business: { ...playbook.business, offer: offerSummary } },
        'The summary of the offer',
      );
    if (pricingSummary !== '' && right('The summary of the prices', pricingSummary))
      playbook = tried(
        playbook,
        { business: { ...playbook.business, prices: pricingSummary } },
        'The summary of the prices',
      );
    return { playbook };
  },
  sales: ({ questions, objections, ctaFirst, escalateOn }, base, { right, tried }) => {
    let playbook = base;
    for (const { key: said, ...question } of questions) {
      const key = said
        .toLowerCase()
        .replace(/[^a-z0-9]+/g, '_')
        .replace(/^[^a-z]+|_+$/g, '');
      if (
        key === '' ||
        playbook.checklist.some(field => field.key === key) ||
        !right('The question', question.question)
      )
        continue;
      const field = { key, ...question, choices: [] };
      playbook = tried(playbook, { checklist: [...playbook.checklist, field] }, `The question “${question.question}”`);
    }
    for (const { key: said, answer } of objections) {
      const key = said.trim().toLowerCase().replace(/\s+/g, '_');
      const known = playbook.objections.some(each => objectionKey(each.key) === objectionKey(key));
      if (known || !right('The answer to an objection', answer)) continue;
      playbook = tried(playbook, { objections: [...playbook.objections, { key, answer }] }, `The objection “${key}”`);
    }
    const first = playbook.ctas.find(cta => cta.type === ctaFirst);
    if (first) playbook = { ...playbook, ctas: [first, ...playbook.ctas.filter(cta => cta !== first)] };
    return { playbook: { ...playbook, escalateOn: [...new Set([...playbook.escalateOn, ...escalateOn])] } };
  },
  tone: ({ examples }, base, { right, tried, refused }) => {
    const kept = examples.filter(text => {
      const [wrong] = exampleProblems(text, base);
      if (wrong) refused.push(`The example “${short(text)}” was left out: ${wrong}.`);
      return !wrong && right('The example', text);
    });
    // Those that code made of the answers give way to ones of the business.
    if (kept.length === 0) return { playbook: base };
    return { playbook: tried(base, { tone: { ...base.tone, examples: kept } }, 'The examples of the tone') };
  },
  guardrails: ({ forbiddenPhrases, disclaimers, rules }, base, { tried, right }) => {
    let playbook = base;
    const add = (change: Partial<Playbook['guardrails']>, what: string): void => {
      playbook = tried(playbook, { guardrails: { ...playbook.guardrails, ...change } }, what);
    };
    for (const phrase of forbiddenPhrases)
      if (!playbook.guardrails.forbiddenPhrases.some(known => known.toLowerCase() === phrase.toLowerCase()))
        add(
          { forbiddenPhrases: [...playbook.guardrails.forbiddenPhrases, phrase] },
          `The forbidden phrase “${short(phrase)}”`,
        );
    for (const disclaimer of disclaimers)
      if (right('The disclaimer', disclaimer.text))
        add({ disclaimers: [...playbook.guardrails.disclaimers, disclaimer] }, 'The disclaimer');
    for (const rule of rules)
      if (right('The rule', rule) && !playbook.guardrails.rules.includes(rule))
        add({ rules: [...playbook.guardrails.rules, rule] }, `The rule “${short(rule)}”`);
    return { playbook };
  },
  scripts: ({ scripts }, base, { tried, right }) => {
    let playbook = base;
    for (const { situation, about, language, text } of scripts) {
      if (!right('The script', text)) continue;
      const same = (script: Playbook['scripts'][number]): boolean =>
        script.situation === situation && script.about === about;
      const known = playbook.scripts.find(same);
      const script = { situation, about, texts: { ...known?.texts, [language]: text } };
      const others = playbook.scripts.filter(each => !same(each));
      playbook = tried(playbook, { scripts: [...others, script] }, `The script “${short(text)}”`);
    }
    return { playbook };
  },
};
