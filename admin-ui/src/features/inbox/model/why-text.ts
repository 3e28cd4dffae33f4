import type { TurnView } from '../../../../../api/contracts/turns.ts';
import { count, latency, money, percent, words } from '../../../lib/format.ts';
import { t } from '../../../lib/language.ts';
import { REASON_LABELS } from './labels.ts';

/** The turn as text for a ticket or a mail: the decision first, then what it rests on. */
export const whyText = (turn: TurnView, currency: string, link: string): string => {
  const lines = [
    turn.sentence,
    '',
    t('Turn {number}: {outcome}{why}', {
      number: turn.number,
      outcome: words(turn.outcome),
      why: turn.refusal ? ` (${turn.refusal})` : '',
    }),
    turn.reasonCode
      ? t('Reason: {reason} ({code})', { reason: REASON_LABELS[turn.reasonCode], code: turn.reasonCode })
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
      t('Step · {name}{model}: {inputTokens} in, {outputTokens} out, {cost}, {time}', {
        name: step.name,
        model: step.model ? ` (${step.model})` : '',
        inputTokens: count(step.inputTokens),
        outputTokens: count(step.outputTokens),
        cost: money(step.costMicros, currency),
        time: latency(step.latencyMs),
      }),
    ),
    t('Total: {inputTokens} in, {outputTokens} out, {cost}, {time}', {
      inputTokens: count(turn.totals.inputTokens),
      outputTokens: count(turn.totals.outputTokens),
      cost: money(turn.totals.costMicros, currency),
      time: latency(turn.totals.latencyMs),
    }),
    t('Playbook version {playbookVersion}', { playbookVersion: turn.playbookVersion }),
    link,
  ];
  return lines.filter(line => line !== null).join('\n');
};
