/** The handoff brief, written at the moment of escalation from what is known (A-ESC-3), and the score in it (X-SCORE). */
import { type HandoffBrief, priorityIn } from '../../domain/escalation/escalation.ts';
import { pricesIn } from '../../domain/guardrails/prices.ts';
import { type ScoreParts, scoreOf, scoreParts } from '../../domain/lead/score.ts';
import { rulePoints } from '../../domain/lead/score-rules.ts';
import { amountOf } from '../../domain/money/amount.ts';
import type { Playbook } from '../../domain/playbook/playbook.ts';
import { sentimentTrend, trendWord } from '../../domain/sentiment/trend.ts';
import type { EscalationReason, Priority } from '../../domain/words.ts';
import type { ConversationRow } from '../conversation/load.ts';

const ACTIONS: Partial<Record<EscalationReason, string>> = {
  human_request: 'Say hello by name and take the question over.',
  angry_sentiment: 'Apologize first, then ask what would put it right.',
  complaint: 'Acknowledge the complaint and say what happens next and when.',
  legal: 'Do not argue the matter; pass it to whoever answers legal questions.',
  complex_question: 'Answer the question that stayed open in your own words.',
  low_confidence: 'Answer the last question: it stands in no source the agent has.',
  stale_knowledge: 'Answer with today’s price or terms, and review the page that has changed.',
  negotiation: 'Decide whether other terms are possible, and say so.',
  objection: 'Answer the objection the agent has no answer for.',
  ai_failure: 'Answer the last message: the agent could not.',
  payment_failure: 'Check the payment and offer another way.',
  booking_failure: 'Check the calendar and propose a time.',
  over_budget: 'Answer the last message: the budget for the agent is spent.',
  staff_silent: 'Answer now: the customer has been waiting for a person.',
  hot_lead: 'Write now: this lead is ready.',
};

const CONFIDENT = 0.6;

type Known = Pick<ConversationRow, 'memory' | 'botMessages' | 'userReplies' | 'replySeconds' | 'ctas'>;

/** What the score is made of, from the conversation as it stands. */
export function scoreFor(row: Known, playbook: Playbook): { score: number; parts: ScoreParts } {
  const required = playbook.checklist.filter(field => field.timing === 'required');
  const prices = pricesIn(playbook.business.prices).flatMap(price => amountOf(price) ?? []);
  const { rules } = playbook.scoring;
  const always = scoreParts({
    requiredFields: required.length,
    knownFields: required.filter(field => (row.memory.slots[field.key]?.confidence ?? 0) >= CONFIDENT).length,
    customerBudget: amountOf(row.memory.slots.budget?.value ?? ''),
    lowestPrice: prices.length > 0 ? Math.min(...prices) : null,
    responseRate: row.botMessages === 0 ? null : row.userReplies / row.botMessages,
    averageReplyMs: row.userReplies === 0 ? null : (row.replySeconds * 1000) / row.userReplies,
    ctas: row.ctas,
    trend: sentimentTrend(row.memory.sentiments),
  });
  const parts = rules.length > 0 ? { ...always, rules: rulePoints(rules, row.memory.slots) } : always;
  return { score: scoreOf(parts), parts };
}

export function brief(
  { row, playbook }: { row: Known; playbook: Playbook },
  reason: EscalationReason,
  now: number,
  rule: { name: string; priority: Priority } | null = null,
): HandoffBrief {
  const { memory } = row;
  const { score, parts } = scoreFor(row, playbook);
  return {
    reason,
    priority: rule?.priority ?? priorityIn(playbook, reason),
    ...(rule ? { rule: rule.name } : {}),
    summary:
      memory.summary ??
      (memory.lastIntent
        ? `Last asked about: ${memory.lastIntent.replaceAll('_', ' ')}.`
        : 'The conversation has just begun.'),
    keySlots: Object.entries(memory.slots)
      .filter(([, slot]) => slot.confidence >= CONFIDENT)
      .slice(0, 8)
      .map(([key, slot]) => ({ key, value: slot.value })),
    sentimentTrend: trendWord(sentimentTrend(memory.sentiments)),
    recommendedAction: rule
      ? `Your rule “${rule.name}” applies: read the last messages and answer.`
      : (ACTIONS[reason] ?? 'Read the last messages and answer.'),
    valueScore: score,
    scoreParts: parts,
    at: now,
  };
}
