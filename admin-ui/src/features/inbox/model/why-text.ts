import type { TurnView } from '../../../../../api/contracts/turns.ts';
import { count, latency, money, percent } from '../../../lib/format.ts';
import { REASON_LABELS } from './labels.ts';

/** The turn as text for a ticket or a mail: the decision first, then what it rests on. */
export const whyText = (turn: TurnView, currency: string, link: string): string => {
  const lines = [
    turn.sentence,
    '',
    `Turn ${turn.number}: ${turn.outcome.toLowerCase()}${turn.refusal ? ` (${turn.refusal})` : ''}`,
    turn.reasonCode ? `Reason: ${REASON_LABELS[turn.reasonCode]} (${turn.reasonCode})` : null,
    turn.stage ? `Stage: ${turn.stage.from} → ${turn.stage.to}` : null,
    turn.confidence === null ? null : `Confidence: ${percent(turn.confidence)}`,
    turn.grounding === null ? null : `Grounding: ${percent(turn.grounding)}`,
    ...turn.rules.map(rule => `${rule.passed ? '✓' : '✗'} ${rule.rule}${rule.detail ? `: ${rule.detail}` : ''}`),
    ...turn.sources.map(source => `Source (${percent(source.score)}): ${source.title}`),
    ...turn.prompt.map(part => `Prompt · ${part.section}: ${count(part.tokens)} tokens`),
    ...turn.steps.map(
      step =>
        `Step · ${step.name}${step.model ? ` (${step.model})` : ''}: ${count(step.inputTokens)} in, ${count(step.outputTokens)} out, ${money(step.costMicros, currency)}, ${latency(step.latencyMs)}`,
    ),
    `Total: ${count(turn.totals.inputTokens)} in, ${count(turn.totals.outputTokens)} out, ${money(turn.totals.costMicros, currency)}, ${latency(turn.totals.latencyMs)}`,
    `Playbook version ${turn.playbookVersion}`,
    link,
  ];
  return lines.filter(line => line !== null).join('\n');
};
