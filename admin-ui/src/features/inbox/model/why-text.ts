import type { TurnView } from '../../../../../api/contracts/turns.ts';
import { count, latency, money, percent } from '../../../lib/format.ts';
import { t } from '../../../lib/language.ts';
import { REASON_LABELS } from './labels.ts';

/** The turn as text for a ticket or a mail: the decision first, then what it rests on. */
export const whyText = (turn: TurnView, currency: string, link: string): string => {
  const lines = [
    turn.sentence,
    '',
    t('Turn {number}: {outcome}{value}', {
      number: turn.number,
      outcome: turn.outcome.toLowerCase(),
      value: turn.refusal ? ` (${turn.refusal})` : '',
    }),
    turn.reasonCode
      ? t('Reason: {value} ({reasonCode})', { value: REASON_LABELS[turn.reasonCode], reasonCode: turn.reasonCode })
      : null,
    turn.stage ? t('Stage: {from} → {to}', { from: turn.stage.from, to: turn.stage.to }) : null,
    turn.confidence === null ? null : t('Confidence: {confidence}', { confidence: percent(turn.confidence) }),
    turn.grounding === null ? null : t('Grounding: {grounding}', { grounding: percent(turn.grounding) }),
    ...turn.rules.map(rule => `${rule.passed ? '✓' : '✗'} ${rule.rule}${rule.detail ? `: ${rule.detail}` : ''}`),
    ...turn.sources.map(source =>
      t('Source ({score}): {title}', { score: percent(source.score), title: source.title }),
    ),
    ...turn.prompt.map(part =>
      t('Prompt · {section}: {tokens} tokens', { section: part.section, tokens: count(part.tokens) }),
    ),
    ...turn.steps.map(step =>
      t('Step · {name}{value}: {inputTokens} in, {outputTokens} out, {costMicros}, {latencyMs}', {
        name: step.name,
        value: step.model ? ` (${step.model})` : '',
        inputTokens: count(step.inputTokens),
        outputTokens: count(step.outputTokens),
        costMicros: money(step.costMicros, currency),
        latencyMs: latency(step.latencyMs),
      }),
    ),
    t('Total: {inputTokens} in, {outputTokens} out, {costMicros}, {latencyMs}', {
      inputTokens: count(turn.totals.inputTokens),
      outputTokens: count(turn.totals.outputTokens),
      costMicros: money(turn.totals.costMicros, currency),
      latencyMs: latency(turn.totals.latencyMs),
    }),
    t('Playbook version {playbookVersion}', { playbookVersion: turn.playbookVersion }),
    link,
  ];
  return lines.filter(line => line !== null).join('\n');
};
