/** What people should know of a conversation before they act in it (A-MEM-7): found by code, none is the model's guess. Pure. */
import type { Memory } from '../conversation/memory.ts';
import { givesOrders } from '../guardrails/orders.ts';
import { sentimentTrend } from '../sentiment/trend.ts';

export const RISK_FLAGS = [
  'angry',
  'declining_mood',
  'complaint',
  'legal',
  'opt_out_near',
  'confused',
  'contradiction',
  'repeated_objection',
  'broken_promise',
  'instructions_in_text',
  'agent_failing',
] as const;
export type RiskFlag = (typeof RISK_FLAGS)[number];

export interface RiskFacts {
  memory: Memory;
  /** What the customer wrote just now. */
  texts: readonly string[];
  aiFailures: number;
  now: number;
}

const WEEK_MS = 7 * 86_400_000;

export function riskFlags({ memory, texts, aiFailures, now }: RiskFacts): RiskFlag[] {
  const last = memory.sentiments.at(-1);
  const trend = sentimentTrend(memory.sentiments);
  const recent = (at: number) => now - at < WEEK_MS;
  const found: Record<RiskFlag, boolean> = {
    angry: last?.sentiment === 'ANGRY',
    declining_mood: trend < 0,
    complaint: memory.lastIntent === 'complaint' || memory.lastIntent === 'refund',
    legal: memory.lastIntent === 'legal',
    // Twice no, and in no better mood: one more message may be one too many.
    opt_out_near: memory.lastIntent === 'opt_out' || (trend < 0 && Object.keys(memory.objections).length >= 2),
    confused: memory.confusedInARow >= 2,
    contradiction: memory.slotHistory.some(entry => entry.reason === 'contradiction' && recent(entry.at)),
    repeated_objection: Object.values(memory.objections).some(count => count >= 2),
    broken_promise: memory.commitments.some(
      ({ by, passedAt, closed }) => by === 'user' && !closed && passedAt !== undefined,
    ),
    instructions_in_text: texts.some(givesOrders),
    agent_failing: aiFailures > 0,
  };
  return RISK_FLAGS.filter(flag => found[flag]);
}
