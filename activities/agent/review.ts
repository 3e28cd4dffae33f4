/** Rules in code on what the model wrote; then the critic. */
import type { LoadedConversation } from '../../db/conversation/load.ts';
import { type PromptSection, renderPrompt } from '../../domain/agent/prompt.ts';
import { type Critique, critiqueSchema, type Plan, type Written } from '../../domain/agent/schemas.ts';
import { checkText, missingDisclaimers, type RuleResult } from '../../domain/guardrails/text-rules.ts';
import type { Option } from '../../domain/interactive/options.ts';
import { modelStep, type StepContext } from './call.ts';
import type { ThinkInput } from './input.ts';
import { critiqueInstructions } from './instructions.ts';
import { type BuildPrompt, languageOf } from './prompting.ts';
import { factsOf, planLines } from './sections.ts';

export interface Review {
  problems: string[];
  rules: RuleResult[];
  /** Null when the critic was not asked. */
  critique: Critique | null;
}

/** Rules in code first; the critic is asked only about text that passes them. */
export async function review(
  context: StepContext,
  input: ThinkInput,
  prompt: BuildPrompt,
  plan: Plan,
  written: Written,
  step: { name: string; position: number },
): Promise<Review> {
  const { loaded } = input;
  const check = checkRules(input, prompt([]), written);
  if (check.problems.length > 0) return check;
  const sections = prompt([
    { name: 'plan', lines: planLines(plan) },
    { name: 'text', lines: [JSON.stringify(withDisclaimers(written, loaded))] },
  ]);
  const critique = await modelStep(context, {
    ...step,
    role: 'critique',
    schemaName: 'critique',
    schema: critiqueSchema,
    system: critiqueInstructions(),
    user: renderPrompt(sections),
    mayBeLast: true,
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

export function checkRules(input: ThinkInput, sections: PromptSection[], written: Written): Review {
  const { loaded, recent } = input;
  const rules = checkText(withDisclaimers(written, loaded), loaded.playbook, {
    sources: factsOf(sections, loaded.playbook, recent),
    language: languageOf(input),
    buttons: written.buttons.map(button => button.title),
  });
  const problems = rules.filter(rule => !rule.passed).map(rule => rule.detail ?? rule.rule);
  return { problems, rules, critique: null };
}

export function withDisclaimers(
  written: Written,
  loaded: LoadedConversation,
  options: readonly Pick<Option, 'title'>[] = written.buttons,
): string {
  const text = written.text.trim();
  const titles = options.map(option => option.title);
  const missing = missingDisclaimers(text, loaded.playbook, titles);
  return missing.length > 0 ? `${text} ${missing.join(' ')}` : text;
}
