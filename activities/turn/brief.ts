/** The handoff brief, written at the moment of escalation from what is known (A-ESC-3). */

import type { LoadedConversation } from '../../db/conversation/load.ts';
import { type HandoffBrief, priorityOf } from '../../domain/escalation/escalation.ts';
import { sentimentTrend, trendWord } from '../../domain/sentiment/trend.ts';
import type { EscalationReason } from '../../domain/words.ts';

const ACTIONS: Partial<Record<EscalationReason, string>> = {
  human_request: 'Say hello by name and take the question over.',
  angry_sentiment: 'Apologize first, then ask what would put it right.',
  complaint: 'Acknowledge the complaint and say what happens next and when.',
  legal: 'Do not argue the matter; pass it to whoever answers legal questions.',
  complex_question: 'Answer the question that stayed open in your own words.',
  low_confidence: 'Answer the last question: it stands in no source the agent has.',
  negotiation: 'Decide whether other terms are possible, and say so.',
  objection: 'Answer the objection the agent has no answer for.',
  ai_failure: 'Answer the last message: the agent could not.',
  payment_failure: 'Check the payment and offer another way.',
  booking_failure: 'Check the calendar and propose a time.',
};

export function brief(loaded: LoadedConversation, reason: EscalationReason, now: number): HandoffBrief {
  const { memory } = loaded.row;
  const keySlots = Object.entries(memory.slots)
    .filter(([, slot]) => slot.confidence >= 0.6)
    .slice(0, 8)
    .map(([key, slot]) => ({ key, value: slot.value }));
  const known = loaded.playbook.checklist.filter(field => field.timing === 'required');
  const found = known.filter(field => (memory.slots[field.key]?.confidence ?? 0) >= 0.6).length;
  const trend = sentimentTrend(memory.sentiments);
  // X-SCORE, the parts known so far: qualification 50, engagement 15, sentiment 10.
  const rate = loaded.row.botMessages === 0 ? 0.5 : Math.min(1, loaded.row.userReplies / loaded.row.botMessages);
  const score = Math.round((known.length === 0 ? 0 : (50 * found) / known.length) + 15 * rate + 5 * (1 + trend));
  return {
    reason,
    priority: priorityOf(reason),
    summary:
      memory.summary ??
      (memory.lastIntent
        ? `Last asked about: ${memory.lastIntent.replaceAll('_', ' ')}.`
        : 'The conversation has just begun.'),
    keySlots,
    sentimentTrend: trendWord(trend),
    recommendedAction: ACTIONS[reason] ?? 'Read the last messages and answer.',
    valueScore: Math.max(0, Math.min(100, score)),
    at: now,
  };
}
