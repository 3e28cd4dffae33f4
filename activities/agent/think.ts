/**
 * The agent's thinking: plan → retrieve → write → guard in code → critique, each step stored (design.md section 7). It
 * decides and nothing more; `send` acts. Text that breaks a rule is rewritten once and then replaced by the configured
 * text; a model that fails never reaches the customer (X-FAIL).
 */

import type { LoadedConversation } from '../../db/conversation/load.ts';
import { snapshotOf } from '../../db/conversation/load.ts';
import type { TurnMessage } from '../../db/turn/queries.ts';
import type { Decision, Source } from '../../domain/agent/decision.ts';
import { handoffReason } from '../../domain/agent/handoff.ts';
import { assemblePrompt, type PromptSection, renderPrompt } from '../../domain/agent/prompt.ts';
import {
  type Critique,
  critiqueSchema,
  type Extraction,
  type Plan,
  planSchema,
  type Simple,
  simpleSchema,
  type Written,
  writtenSchema,
} from '../../domain/agent/schemas.ts';
import type { Memory } from '../../domain/conversation/memory.ts';
import { mayOffer } from '../../domain/cta/cta.ts';
import { checkText, missingDisclaimers, type RuleResult } from '../../domain/guardrails/text-rules.ts';
import { matchKnowledge } from '../../domain/knowledge/match.ts';
import type { OutboundContent } from '../../domain/message/outbound.ts';
import { modelStep, type StepContext } from './call.ts';
import { critiqueInstructions, planInstructions, simpleInstructions, writeInstructions } from './instructions.ts';
import {
  BATCH_MESSAGES,
  batchLines,
  factsOf,
  knowledgeLines,
  messageLine,
  planLines,
  slotLines,
  stableSections,
  timingLines,
} from './sections.ts';

export interface Thought {
  decision: Decision;
  /** What the writer saw, section by section. */
  prompt: PromptSection[];
}

export interface ThinkInput {
  loaded: LoadedConversation;
  /** With this turn's extraction merged in. */
  memory: Memory;
  /** Null for turns that no message started. */
  extraction: Extraction | null;
  /** `inbound`, `follow_up soft_ping` … */
  trigger: string;
  batch: TurnMessage[];
  /** How many earlier messages of the batch were not loaded. */
  batchLeftOut?: number;
  recent: TurnMessage[];
}

const KNOWLEDGE_LIMIT = 5;

export async function think(context: StepContext, input: ThinkInput): Promise<Thought> {
  const { loaded, memory, extraction } = input;
  const sources = retrieve(input);
  const language = languageOf(input);
  const prompt = buildPrompt(context, input, sources);
  if (loaded.playbook.mode === 'SIMPLE_PROMPT') return thinkSimply(context, input, sources, prompt, language);

  const name = loaded.playbook.agentName;
  const business = loaded.playbook.business.name;
  const planPrompt = prompt([]);
  const plan = guardPlan(
    await modelStep(context, {
      name: 'plan',
      position: 2,
      role: 'plan',
      schemaName: 'plan',
      schema: planSchema,
      system: planInstructions(name, business),
      user: renderPrompt(planPrompt),
    }),
    loaded,
  );
  const called = extraction ? handoffReason(extraction, plan, memory, loaded.playbook) : plan.handoff;
  // A plan that would say nothing because a person must never ends in silence.
  const handoff = called ?? (plan.shouldSend ? null : plan.handoff);
  if (handoff) return { decision: handOver(input, plan, sources, handoff), prompt: planPrompt };
  if (!plan.shouldSend || plan.reasonCode === 'STAY_SILENT')
    return { decision: silent(input, plan, sources), prompt: planPrompt };

  const writePrompt = prompt([{ name: 'plan', lines: planLines(plan) }]);
  const system = writeInstructions(name, business);
  const first = await modelStep(context, {
    name: 'write',
    position: 3,
    role: 'write',
    schemaName: 'written',
    schema: writtenSchema,
    system,
    user: renderPrompt(writePrompt),
  });
  const firstCheck = await review(context, input, sources, plan, first, language, 'critique', 4);
  if (firstCheck.problems.length === 0)
    return { decision: speak(input, plan, sources, first, firstCheck, 'written'), prompt: writePrompt };

  const rewritePrompt = prompt([
    { name: 'plan', lines: planLines(plan) },
    { name: 'text', lines: [JSON.stringify(first.text)] },
    { name: 'problems', lines: firstCheck.problems },
  ]);
  const second = await modelStep(context, {
    name: 'rewrite',
    position: 5,
    role: 'write',
    schemaName: 'written',
    schema: writtenSchema,
    system,
    user: renderPrompt(rewritePrompt),
  });
  const secondCheck = await review(context, input, sources, plan, second, language, 'critique_again', 6);
  if (secondCheck.problems.length === 0)
    return { decision: speak(input, plan, sources, second, secondCheck, 'rewritten'), prompt: rewritePrompt };

  // Rules failed twice: the configured text leaves instead. A text that is only ungrounded goes to a person (X-CONF).
  const ungrounded = secondCheck.rules.every(rule => rule.passed);
  const decision = ungrounded
    ? { ...handOver(input, plan, sources, 'low_confidence'), grounding: secondCheck.critique?.grounding ?? null }
    : fallback(loaded, plan, sources, secondCheck.rules, 'guardrails');
  return { decision, prompt: rewritePrompt };
}

/** The decision when the model gave no usable answer at all. */
export function failSafe(loaded: LoadedConversation, failure: string): Decision {
  return fallback(loaded, null, [], [], failure);
}

function retrieve({ loaded, batch, recent }: ThinkInput): Source[] {
  const { playbook } = loaded;
  const entries = playbook.faqs.map((faq, index) => ({
    id: `faq-${index + 1}`,
    title: faq.question,
    text: faq.answer,
  }));
  const words = (messages: TurnMessage[]) =>
    messages.map(message => message.text ?? message.transcript ?? '').join(' ');
  const asked = words(batch.slice(-BATCH_MESSAGES));
  const before = words(recent.filter(message => message.direction === 'in').slice(-2));
  const best = matchKnowledge(asked, entries, KNOWLEDGE_LIMIT);
  const more = matchKnowledge(`${asked} ${before}`, entries, KNOWLEDGE_LIMIT);
  return [...best, ...more.filter(source => !best.some(found => found.id === source.id))].slice(0, KNOWLEDGE_LIMIT);
}

/** X-LANG: the batch's language within the allowed ones, else the playbook's first. */
function languageOf({ loaded, memory, extraction }: ThinkInput): string {
  const { languages } = loaded.playbook.tone;
  const wanted = extraction?.language ?? memory.language ?? loaded.contact.language ?? 'en';
  const base = wanted.split('-')[0] ?? wanted;
  return (
    languages.find(language => language === wanted) ??
    languages.find(language => language === base) ??
    languages[0] ??
    'en'
  );
}

function buildPrompt(context: StepContext, input: ThinkInput, sources: Source[]) {
  const { loaded, memory, recent, batch, trigger } = input;
  const snapshot = snapshotOf(loaded);
  const { ports } = context;
  const systemTokens = ports.countTokens(planInstructions(loaded.playbook.agentName, loaded.playbook.business.name));
  return (tail: { name: string; lines: string[] }[]): PromptSection[] =>
    assemblePrompt(
      {
        stable: stableSections(loaded.playbook, loaded.row.ctas),
        knowledge: knowledgeLines(sources),
        summary: memory.summary,
        slots: slotLines(memory),
        memory: [],
        recent: recent.map(message => messageLine(message)),
        batch: batchLines(batch, input.batchLeftOut),
        timing: timingLines({
          now: ports.clock.now(),
          zone: loaded.contact.zone ?? loaded.organization.zone,
          lastInboundAt: loaded.row.lastInboundAt,
          responseRate: snapshot.responseRate,
          windowEndsAt: loaded.row.windowEndsAt,
        }),
        tail: [{ name: 'trigger', lines: [trigger] }, { name: 'answer in', lines: [languageOf(input)] }, ...tail],
      },
      loaded.playbook.budget.promptTokens,
      systemTokens,
      ports.countTokens,
    );
}

/** What the model may not decide: a CTA that is not to be offered now is taken out of the plan. */
function guardPlan(plan: Plan, loaded: LoadedConversation): Plan {
  const offered = loaded.playbook.ctas.some(cta => cta.type === plan.cta);
  const allowed = plan.cta !== null && offered && mayOffer(loaded.row.ctas[plan.cta]?.state ?? 'NOT_OFFERED');
  return { ...plan, cta: allowed ? plan.cta : null };
}

interface Review {
  problems: string[];
  rules: RuleResult[];
  /** Null when the critic was not asked. */
  critique: Critique | null;
}

/** Rules in code first; the critic is asked only about text that passes them. */
async function review(
  context: StepContext,
  input: ThinkInput,
  sources: Source[],
  plan: Plan,
  written: Written,
  language: string,
  name: string,
  position: number,
): Promise<Review> {
  const { loaded } = input;
  const check = checkRules(input, buildPrompt(context, input, sources)([]), written, language);
  if (check.problems.length > 0) return check;
  const prompt = buildPrompt(
    context,
    input,
    sources,
  )([
    { name: 'plan', lines: planLines(plan) },
    { name: 'text', lines: [JSON.stringify(withDisclaimers(written, loaded))] },
  ]);
  const critique = await modelStep(context, {
    name,
    position,
    role: 'critique',
    schemaName: 'critique',
    schema: critiqueSchema,
    system: critiqueInstructions(),
    user: renderPrompt(prompt),
  });
  const serious = critique.issues.filter(issue => issue.kind !== 'tone');
  const problems = [
    ...serious.map(issue => `${issue.kind}: ${issue.detail}`),
    ...(critique.grounding < loaded.playbook.groundingThreshold
      ? [`grounding ${critique.grounding.toFixed(2)}: say only what the sections say`]
      : []),
    // A refusal is one, also when it names nothing.
    ...(!critique.ok && critique.issues.length === 0 ? [`the critic is not satisfied: ${critique.reason}`] : []),
  ];
  return { ...check, problems, critique };
}

function checkRules(
  { loaded, recent }: ThinkInput,
  sections: PromptSection[],
  written: Written,
  language: string,
): Review {
  const rules = checkText(withDisclaimers(written, loaded), loaded.playbook, {
    sources: factsOf(sections, loaded.playbook, recent),
    language,
    buttons: written.buttons.map(button => button.title),
  });
  const problems = rules.filter(rule => !rule.passed).map(rule => rule.detail ?? rule.rule);
  return { problems, rules, critique: null };
}

function withDisclaimers(written: Written, loaded: LoadedConversation): string {
  const text = written.text.trim();
  const titles = written.buttons.map(button => button.title);
  const missing = missingDisclaimers(text, loaded.playbook, titles);
  return missing.length > 0 ? `${text} ${missing.join(' ')}` : text;
}

const base = ({ loaded }: Pick<ThinkInput, 'loaded'>, plan: Plan | null, sources: Source[]) => ({
  parts: [] as OutboundContent[],
  stageFrom: loaded.row.stage,
  stageTo: plan?.stage && plan.stage !== 'HUMAN_TAKEOVER' && plan.stage !== 'ARCHIVED' ? plan.stage : loaded.row.stage,
  cta: null,
  askSlot: plan?.askSlot ?? null,
  handoff: null,
  confidence: plan?.confidence ?? 0,
  grounding: null,
  rules: [] as RuleResult[],
  sources,
  failure: null,
});

function speak(
  input: ThinkInput,
  plan: Plan,
  sources: Source[],
  written: Written,
  check: Review,
  origin: 'written' | 'rewritten',
): Decision {
  const text = withDisclaimers(written, input.loaded);
  const content: OutboundContent =
    written.buttons.length > 0
      ? { kind: 'buttons', text, buttons: written.buttons }
      : { kind: 'text', text, previewUrl: false };
  const cited = sources.filter(source => written.sources.includes(source.id));
  return {
    ...base(input, plan, cited.length > 0 ? cited : sources),
    shouldSend: true,
    parts: [content],
    reasonCode: plan.reasonCode,
    sentence: plan.goal,
    cta: plan.cta,
    grounding: check.critique?.grounding ?? null,
    rules: check.rules,
    origin,
  };
}

const silent = (input: ThinkInput, plan: Plan, sources: Source[]): Decision => ({
  ...base(input, plan, sources),
  shouldSend: false,
  reasonCode: 'STAY_SILENT',
  sentence: plan.goal || 'Nothing needs saying.',
  origin: 'none',
});

function handOver(
  input: ThinkInput,
  plan: Plan,
  sources: Source[],
  reason: NonNullable<Decision['handoff']>,
): Decision {
  const text = input.loaded.playbook.texts.humanEscalation;
  return {
    ...base(input, plan, sources),
    shouldSend: true,
    parts: [{ kind: 'text', text, previewUrl: false }],
    reasonCode: 'NEEDS_HUMAN',
    sentence: `A person is needed: ${reason.replaceAll('_', ' ')}.`,
    handoff: reason,
    origin: 'fixed',
  };
}

function fallback(
  loaded: LoadedConversation,
  plan: Plan | null,
  sources: Source[],
  rules: RuleResult[],
  failure: string,
): Decision {
  // The second failure in a row hands over, so the customer hears that, not the question again (X-FAIL).
  const text = loaded.row.aiFailures >= 1 ? loaded.playbook.texts.humanEscalation : loaded.playbook.texts.fallback;
  return {
    ...base({ loaded }, plan, sources),
    shouldSend: true,
    parts: [{ kind: 'text', text, previewUrl: false }],
    reasonCode: 'CLARIFICATION_REQUEST',
    sentence: `The configured text was sent instead: ${failure.replaceAll('_', ' ')}.`,
    handoff: 'ai_failure',
    rules,
    origin: 'fallback',
    failure,
  };
}

/** A-SIMPLE-1: one call; the same guardrails, and one rewrite when the text breaks one. No critic is asked. */
async function thinkSimply(
  context: StepContext,
  input: ThinkInput,
  sources: Source[],
  prompt: (tail: { name: string; lines: string[] }[]) => PromptSection[],
  language: string,
): Promise<Thought> {
  const { loaded, extraction, memory } = input;
  const call = (name: string, position: number, sections: PromptSection[]): Promise<Simple> =>
    modelStep(context, {
      name,
      position,
      role: 'simple',
      schemaName: 'simple',
      schema: simpleSchema,
      system: simpleInstructions(loaded.playbook.agentName, loaded.playbook.business.name),
      user: renderPrompt(sections),
    });
  const sections = prompt([]);
  const answer = await call('simple', 2, sections);
  const plan: Plan = {
    shouldSend: answer.action === 'MESSAGE',
    reasonCode: 'DISCOVERY',
    goal: 'Answered in one call (simple mode).',
    stage: loaded.row.stage,
    cta: null,
    askSlot: null,
    retrieve: false,
    retrievalQuery: null,
    handoff: null,
    confidence: 0.7,
  };
  const handoff =
    (extraction && handoffReason(extraction, null, memory, loaded.playbook)) ??
    (answer.action === 'HANDOFF' ? 'other' : null);
  if (handoff) return { decision: handOver(input, plan, sources, handoff), prompt: sections };
  if (answer.action === 'SILENT' || !answer.text) return { decision: silent(input, plan, sources), prompt: sections };
  const asWritten = (text: string): Written => ({ text, language, buttons: [], sources: [] });
  const first = asWritten(answer.text);
  const firstCheck = checkRules(input, sections, first, language);
  if (firstCheck.problems.length === 0)
    return { decision: speak(input, plan, sources, first, firstCheck, 'written'), prompt: sections };

  const again = prompt([
    { name: 'text', lines: [JSON.stringify(first.text)] },
    { name: 'problems', lines: firstCheck.problems },
  ]);
  const rewrite = await call('simple_rewrite', 3, again);
  if (rewrite.action === 'HANDOFF') return { decision: handOver(input, plan, sources, 'other'), prompt: again };
  // Silence is no mending: the first answer was that something needs saying.
  const second = asWritten(rewrite.action === 'MESSAGE' ? (rewrite.text ?? '') : '');
  const secondCheck = checkRules(input, again, second, language);
  const decision =
    secondCheck.problems.length === 0
      ? speak(input, plan, sources, second, secondCheck, 'rewritten')
      : fallback(loaded, plan, sources, secondCheck.rules, 'guardrails');
  return { decision, prompt: again };
}
