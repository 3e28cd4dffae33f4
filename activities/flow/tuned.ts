import type { Playbook } from '../../domain/playbook/playbook.ts';

/** The playbook with what an `ai` node asks of the agent on top of it (B-FLOW-6). */
export function tunedBy(
  playbook: Playbook,
  { instructions, maxTokens }: { instructions: string; maxTokens: number | null },
): Playbook {
  const { tone, guardrails } = playbook;
  const rules = instructions === '' ? guardrails.rules : [...guardrails.rules, instructions];
  // A word is some 4/3 tokens.
  const maxWords =
    maxTokens === null ? tone.maxWords : Math.max(5, Math.min(tone.maxWords, Math.floor(maxTokens * 0.75)));
  return { ...playbook, tone: { ...tone, maxWords }, guardrails: { ...guardrails, rules } };
}
