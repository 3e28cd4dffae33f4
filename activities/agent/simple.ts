/** Simple mode: one call instead of plan, write and critique. */
import type { Source } from '../../domain/agent/decision.ts';
import { callFor } from '../../domain/agent/handoff.ts';
import { type PromptSection, renderPrompt } from '../../domain/agent/prompt.ts';
import { type Plan, type Simple, simpleSchema, type Written } from '../../domain/agent/schemas.ts';
import { modelStep, type StepContext } from './call.ts';
import { exampleTail } from './examples.ts';
import type { ThinkInput, Thought } from './input.ts';
import { simpleInstructions } from './instructions.ts';
import { fallback, handOver, silent, speak, told } from './outcome.ts';
import { type BuildPrompt, languageOf } from './prompting.ts';
import { checkRules } from './review.ts';
import { ruleFacts } from './rule-facts.ts';
import { scriptTail } from './scripts.ts';

/** A-SIMPLE-1: one call; the same guardrails, and one rewrite when the text breaks one. No critic is asked. */
export async function thinkSimply(
  context: StepContext,
  input: ThinkInput,
  sources: Source[],
  prompt: BuildPrompt,
): Promise<Thought> {
  const { loaded, extraction, memory } = input;
  const language = languageOf(input);
  const ask = (name: string, position: number, sections: PromptSection[]): Promise<Simple> =>
    modelStep(context, {
      name,
      position,
      role: 'simple',
      schemaName: 'simple',
      mayBeLast: true,
      schema: simpleSchema,
      system: simpleInstructions(loaded.playbook.agentName, loaded.playbook.business.name),
      user: renderPrompt(sections),
    });
  const manner = [...scriptTail(input, null), ...exampleTail(loaded.playbook)];
  const sections = prompt(manner);
  const answer = await ask('simple', 2, sections);
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
  const call = callFor(extraction, null, memory, loaded.playbook, ruleFacts(input));
  const handoff = (call?.effect === 'hand_over' ? call.reason : null) ?? (answer.action === 'HANDOFF' ? 'other' : null);
  if (handoff) return { decision: handOver(input, plan, sources, handoff, call?.rule ?? null), prompt: sections };
  const finished = (thought: Thought): Thought => (call ? told(thought, call) : thought);
  if (answer.action === 'SILENT' || !answer.text)
    return finished({ decision: silent(input, plan, sources), prompt: sections });
  const asWritten = (text: string): Written => ({ text, language, buttons: [], sources: [] });
  const first = asWritten(answer.text);
  const firstCheck = checkRules(input, sections, first);
  if (firstCheck.problems.length === 0)
    return finished({ decision: speak(input, plan, sources, first, firstCheck, 'written'), prompt: sections });

  const again = prompt([
    ...manner,
    { name: 'text', lines: [JSON.stringify(first.text)] },
    { name: 'problems', lines: firstCheck.problems },
  ]);
  const rewrite = await ask('simple_rewrite', 3, again);
  if (rewrite.action === 'HANDOFF') return { decision: handOver(input, plan, sources, 'other'), prompt: again };
  // Silence is no mending: the first answer was that something needs saying.
  const second = asWritten(rewrite.action === 'MESSAGE' ? (rewrite.text ?? '') : '');
  const secondCheck = checkRules(input, again, second);
  const decision =
    secondCheck.problems.length === 0
      ? speak(input, plan, sources, second, secondCheck, 'rewritten')
      : fallback(loaded, plan, sources, secondCheck.rules, 'guardrails');
  return finished({ decision, prompt: again });
}
