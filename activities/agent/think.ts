/**
 * The agent's thinking: plan → retrieve → write → guard in code → critique, each step stored (design.md section 7). It
 * decides and nothing more; `send` acts. Text that breaks a rule is rewritten once and then replaced by the configured
 * text; a model that fails never reaches the customer (X-FAIL).
 */

import { handoffReason } from '../../domain/agent/handoff.ts';
import { renderPrompt } from '../../domain/agent/prompt.ts';
import { planSchema, writtenSchema } from '../../domain/agent/schemas.ts';
import { modelStep, type StepContext } from './call.ts';
import type { ThinkInput, Thought } from './input.ts';
import { planInstructions, writeInstructions } from './instructions.ts';
import { fallback, handOver, silent, speak } from './outcome.ts';
import { buildPrompt, languageOf } from './prompting.ts';
import { retrieve } from './retrieve.ts';
import { guardPlan, review } from './review.ts';
import { planLines } from './sections.ts';
import { thinkSimply } from './simple.ts';

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
