/**
 * The agent's thinking: plan → retrieve → write → guard in code → critique, each step stored (design.md section 7). It
 * decides and nothing more; `send` acts. Text that breaks a rule is rewritten once and then replaced by the configured
 * text; a model that fails never reaches the customer (X-FAIL).
 */
import { guardPlan } from '../../domain/agent/guard-plan.ts';
import { type Call, callFor } from '../../domain/agent/handoff.ts';
import { renderPrompt } from '../../domain/agent/prompt.ts';
import { type Critique, type Plan, planSchema, type Written, writtenSchema } from '../../domain/agent/schemas.ts';
import { type RetrievalTrigger, triggersAfter, triggersBefore } from '../../domain/knowledge/triggers.ts';
import { modelStep, type StepContext } from './call.ts';
import { exampleTail } from './examples.ts';
import type { ThinkInput, Thought } from './input.ts';
import { planInstructions, writeInstructions } from './instructions.ts';
import { fallback, handOver, silent, speak, told } from './outcome.ts';
import { buildPrompt, type PromptTail } from './prompting.ts';
import { retrieve, scrollUp } from './retrieve.ts';
import { review } from './review.ts';
import { ruleFacts } from './rule-facts.ts';
import { scriptTail } from './scripts.ts';
import { planLines } from './sections.ts';
import { thinkSimply } from './simple.ts';
import { thinkStructured } from './structured.ts';

export async function think(context: StepContext, input: ThinkInput): Promise<Thought> {
  const { loaded, memory, extraction } = input;
  const { playbook } = loaded;
  const now = context.ports.clock.now();
  const retrieved = retrieve(input);
  const { sources, stale } = retrieved;
  const triggers: RetrievalTrigger[] = triggersBefore(extraction, memory, playbook.checklist, now);
  const sight = () => buildPrompt(context, input, sources, scrollUp(input, triggers, now));
  const learn = (plan: Plan | null, critique: Critique | null) => {
    for (const trigger of triggersAfter(plan, critique)) if (!triggers.includes(trigger)) triggers.push(trigger);
  };
  let tell: Call | null = null;
  const noted = (thought: Thought): Thought => searched(tell === null ? thought : told(thought, tell));
  const searched = (thought: Thought): Thought =>
    input.found?.messages.length
      ? {
          ...thought,
          decision: {
            ...thought.decision,
            scrolledUp: { triggers, messages: scrollUp(input, triggers, now).length },
          },
        }
      : thought;

  if (playbook.talk === 'structured') return noted(await thinkStructured(context, input, retrieved, sight()));
  if (playbook.mode === 'SIMPLE_PROMPT') return noted(await thinkSimply(context, input, sources, sight()));

  const name = playbook.agentName;
  const business = playbook.business.name;
  const planPrompt = sight()([]);
  const planned = await modelStep(context, {
    name: 'plan',
    position: 2,
    role: 'plan',
    schemaName: 'plan',
    schema: planSchema,
    system: planInstructions(name, business),
    user: renderPrompt(planPrompt),
  });
  const plan = guardPlan(planned, { playbook, ctas: loaded.row.ctas, memory, ctaTiming: loaded.ctaTiming ?? 'early' });
  learn(plan, null);
  const asksFact = extraction?.asksFact === true || extraction?.intent === 'pricing';
  const call = callFor(extraction, plan, memory, playbook, ruleFacts(input));
  // A plan that would say nothing because a person must never ends in silence.
  const handoff =
    (call?.effect === 'hand_over' ? call.reason : null) ??
    (stale && asksFact ? 'stale_knowledge' : null) ??
    (plan.shouldSend ? null : plan.handoff);
  if (handoff)
    return noted({ decision: handOver(input, plan, sources, handoff, call?.rule ?? null), prompt: planPrompt });
  tell = call;
  if (!plan.shouldSend || plan.reasonCode === 'STAY_SILENT')
    return noted({ decision: silent(input, plan, sources), prompt: planPrompt });

  const write = async (step: string, position: number, tail: PromptTail) => {
    const sections = sight()([
      { name: 'plan', lines: planLines(plan) },
      ...scriptTail(input, plan),
      ...exampleTail(playbook),
      ...tail,
    ]);
    const written: Written = await modelStep(context, {
      name: step,
      position,
      role: 'write',
      schemaName: 'written',
      schema: writtenSchema,
      system: writeInstructions(name, business),
      user: renderPrompt(sections),
    });
    return { written, sections };
  };
  const first = await write('write', 3, []);
  const firstCheck = await review(context, input, sight(), plan, first.written, { name: 'critique', position: 4 });
  if (firstCheck.problems.length === 0)
    return noted({
      decision: speak(input, plan, sources, first.written, firstCheck, 'written'),
      prompt: first.sections,
    });

  learn(null, firstCheck.critique);
  const second = await write('rewrite', 5, [
    { name: 'text', lines: [JSON.stringify(first.written.text)] },
    { name: 'problems', lines: firstCheck.problems },
  ]);
  const again = { name: 'critique_again', position: 6 };
  const secondCheck = await review(context, input, sight(), plan, second.written, again);
  if (secondCheck.problems.length === 0)
    return noted({
      decision: speak(input, plan, sources, second.written, secondCheck, 'rewritten'),
      prompt: second.sections,
    });

  // Rules failed twice: the configured text leaves instead. A text that is only ungrounded goes to a person (X-CONF).
  const ungrounded = secondCheck.rules.every(rule => rule.passed);
  const decision = ungrounded
    ? {
        ...handOver(input, plan, sources, 'low_confidence'),
        grounding: secondCheck.critique?.grounding ?? null,
        withheld: second.written.text,
      }
    : fallback(loaded, plan, sources, secondCheck.rules, 'guardrails');
  return noted({ decision, prompt: second.sections });
}
