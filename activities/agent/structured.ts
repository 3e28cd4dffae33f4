/**
 * Structured talk: the checklist's questions and the playbook's own answers in fixed words. A model is asked only for a
 * question that none of them answers, in one call (X-BUDGET at 80%, C-PLUS-1, C-PLUS-15).
 */
import type { Source } from '../../domain/agent/decision.ts';
import { callFor } from '../../domain/agent/handoff.ts';
import type { Written } from '../../domain/agent/schemas.ts';
import { planWith, structuredMove } from '../../domain/agent/structured.ts';
import { fixedTextProblems } from '../../domain/guardrails/fixed-text.ts';
import type { StepContext } from './call.ts';
import type { ThinkInput, Thought } from './input.ts';
import { handOver, silent, speak, told } from './outcome.ts';
import { type BuildPrompt, languageOf } from './prompting.ts';
import type { Retrieved } from './retrieve.ts';
import { ruleFacts } from './rule-facts.ts';
import { thinkSimply } from './simple.ts';

const SAID_LATELY = 6;
/** Fixed words answer only what is plainly asked. */
const CLOSE = 0.5;

export async function thinkStructured(
  context: StepContext,
  input: ThinkInput,
  { sources, stale }: Retrieved,
  prompt: BuildPrompt,
): Promise<Thought> {
  const { loaded, extraction, memory, recent } = input;
  const { playbook, row } = loaded;
  const language = languageOf(input);
  const asks = extraction !== null && (extraction.asksFact || extraction.intent === 'pricing');
  const nothing = planWith({ reasonCode: 'STAY_SILENT', goal: 'Nothing is open (structured).', stage: row.stage });
  const call = callFor(extraction, null, memory, playbook, ruleFacts(input));
  const handoff = (call?.effect === 'hand_over' ? call.reason : null) ?? (stale && asks ? 'stale_knowledge' : null);
  if (handoff) return { decision: handOver(input, nothing, sources, handoff, call?.rule ?? null), prompt: [] };
  const finished = (thought: Thought): Thought => (call ? told(thought, call) : thought);

  const answer = asks ? ownAnswer(sources) : null;
  // What no fixed words answer is worth one call.
  if (asks && !answer) return thinkSimply(context, input, sources, prompt);
  const said = recent.filter(message => message.sender === 'BOT').slice(-SAID_LATELY);
  const move = structuredMove({
    playbook,
    memory,
    ctas: row.ctas,
    said: said.map(message => message.text ?? ''),
    stage: row.stage,
    language,
  });
  const text = [answer?.text, move?.text].filter(Boolean).join(' ');
  if (text === '') {
    const open = extraction !== null && !['thanks', 'smalltalk', 'greeting'].includes(extraction.intent);
    return open
      ? thinkSimply(context, input, sources, prompt)
      : finished({ decision: silent(input, nothing, sources), prompt: [] });
  }
  if (fixedTextProblems(text, playbook).length > 0) return thinkSimply(context, input, sources, prompt);
  const plan =
    move?.plan ?? planWith({ reasonCode: 'VALUE_PROPOSITION', goal: 'Answer (structured).', stage: row.stage });
  const written: Written = { text, language, buttons: [], sources: answer ? [answer.id] : [] };
  const decision = speak(
    input,
    plan,
    answer ? [answer] : [],
    written,
    { problems: [], rules: [], critique: null },
    'fixed',
  );
  return finished({ decision, prompt: [] });
}

/** The playbook's own answer, when it is the best of all that was found. */
const ownAnswer = (sources: readonly Source[]): Source | null => {
  const [best] = sources;
  return best && best.documentId === undefined && best.score >= CLOSE ? best : null;
};
