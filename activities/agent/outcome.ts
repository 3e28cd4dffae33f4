/** The decisions that thinking can come to. */
import type { LoadedConversation } from '../../db/conversation/load.ts';
import type { Decision, Source } from '../../domain/agent/decision.ts';
import type { Call } from '../../domain/agent/handoff.ts';
import type { Plan, Written } from '../../domain/agent/schemas.ts';
import { plannedStage } from '../../domain/agent/stage.ts';
import { type FixedText, fixedText } from '../../domain/guardrails/fixed-text.ts';
import type { RuleResult } from '../../domain/guardrails/text-rules.ts';
import { interactive, optionsFor } from '../../domain/interactive/options.ts';
import { replyLanguage } from '../../domain/language/language.ts';
import type { OutboundContent } from '../../domain/message/outbound.ts';
import type { ThinkInput, Thought } from './input.ts';
import { type Review, withDisclaimers } from './review.ts';

const base = ({ loaded }: Pick<ThinkInput, 'loaded'>, plan: Plan | null, sources: Source[]) => ({
  parts: [] as OutboundContent[],
  stageFrom: loaded.row.stage,
  stageTo: plannedStage(loaded.row.stage, plan?.stage ?? null),
  cta: null,
  askSlot: plan?.askSlot ?? null,
  handoff: null,
  confidence: plan?.confidence ?? 0,
  grounding: null,
  rules: [] as RuleResult[],
  sources,
  failure: null,
});

export function speak(
  input: ThinkInput,
  plan: Plan,
  sources: Source[],
  written: Written,
  check: Review,
  origin: 'written' | 'rewritten' | 'fixed',
): Decision {
  const options = optionsFor(written, plan, input.loaded.playbook);
  const text = withDisclaimers(written, input.loaded, options);
  const content = interactive(text, options, written.language);
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

export const silent = (input: ThinkInput, plan: Plan, sources: Source[]): Decision => ({
  ...base(input, plan, sources),
  shouldSend: false,
  reasonCode: 'STAY_SILENT',
  sentence: plan.goal || 'Nothing needs saying.',
  origin: 'none',
});

export function handOver(
  input: ThinkInput,
  plan: Plan,
  sources: Source[],
  reason: NonNullable<Decision['handoff']>,
  rule: Call['rule'] = null,
): Decision {
  return {
    ...base(input, plan, sources),
    ...said(input.loaded, 'humanEscalation'),
    reasonCode: 'NEEDS_HUMAN',
    sentence: `A person is needed: ${rule ? `rule “${rule.name}”` : reason.replaceAll('_', ' ')}.`,
    handoff: reason,
    ...(rule ? { rule } : {}),
    origin: 'fixed',
  };
}

/** The agent goes on, and a person is told (X-ESC, effect). One who is handed the conversation knows anyway. */
export const told = (thought: Thought, { reason, rule }: Call): Thought =>
  thought.decision.handoff === null
    ? { ...thought, decision: { ...thought.decision, tell: { reason, rule } } }
    : thought;

/** A configured text in the customer's language, or silence when none may be said. */
function said(loaded: LoadedConversation, kind: FixedText): Pick<Decision, 'shouldSend' | 'parts'> {
  const language = replyLanguage(loaded.row.memory.language ?? loaded.contact.language, loaded.playbook.tone.languages);
  const text = fixedText(loaded.playbook, kind, language);
  return text === null
    ? { shouldSend: false, parts: [] }
    : { shouldSend: true, parts: [{ kind: 'text', text, previewUrl: false }] };
}

export function fallback(
  loaded: LoadedConversation,
  plan: Plan | null,
  sources: Source[],
  rules: RuleResult[],
  failure: string,
): Decision {
  return {
    ...base({ loaded }, plan, sources),
    // The second failure in a row hands over, so the customer hears that, not the question again (X-FAIL).
    ...said(loaded, loaded.row.aiFailures >= 1 ? 'humanEscalation' : 'fallback'),
    reasonCode: 'CLARIFICATION_REQUEST',
    sentence: `The configured text was sent instead: ${failure.replaceAll('_', ' ')}.`,
    handoff: 'ai_failure',
    rules,
    origin: 'fallback',
    failure,
  };
}

/** The decision when the model gave no usable answer at all, or may not be asked. */
export function failSafe(loaded: LoadedConversation, failure: string): Decision {
  return failure === 'over_budget' ? overBudget(loaded) : fallback(loaded, null, [], [], failure);
}

/** X-BUDGET at 100%: no model call; the configured text or silence, and a person. */
const overBudget = (loaded: LoadedConversation): Decision => ({
  ...base({ loaded }, null, []),
  ...said(loaded, 'overBudget'),
  reasonCode: 'NEEDS_HUMAN',
  sentence: 'The budget for the agent is spent: no model was asked.',
  handoff: 'over_budget',
  origin: 'fixed',
});
