import type { Prompt } from '../prompt/prompt.ts';
import { plan } from './plan.ts';
import { written } from './written.ts';

/** Answer for `simple`: one call that speaks, stays silent or hands over. */
export function simple(prompt: Prompt): Record<string, unknown> {
  const made = plan(prompt);
  if (made.handoff !== null) return { action: 'HANDOFF', text: null };
  if (!made.shouldSend) return { action: 'SILENT', text: null };
  const plain = { goal: made.goal, reason: made.reasonCode, cta: made.cta, ask: made.askSlot };
  return { action: 'MESSAGE', text: written({ ...prompt, plan: plain }).text };
}
