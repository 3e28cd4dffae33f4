import { Check, X } from 'lucide-react';
import type { TurnView } from '../../../../../../api/contracts/turns.ts';
import { Button } from '../../../../components/button.tsx';
import { Notice } from '../../../../components/notice.tsx';
import { latency, money, percent, sentence, words } from '../../../../lib/format.ts';
import { t } from '../../../../lib/language.ts';
import { useMe } from '../../../auth/api/session.ts';
import { CTA_LABELS, REASON_LABELS, STAGE_LABELS } from '../../model/labels.ts';
import { Fact, Section } from './section.tsx';

const OUTCOMES: Record<TurnView['outcome'], string> = {
  RUNNING: t('still at work'),
  SENT: t('sent'),
  DRAFTED: t('drafted for approval'),
  SILENT: t('kept silent'),
  SUPERSEDED: t('put aside: newer messages came'),
  REFUSED: t('held back'),
  ESCALATED: t('handed to a person'),
  FAILED: t('failed safely'),
};

/** The decision in one sentence, then what led to it. */
export const WhyDecision = ({ turn, onShow }: { turn: TurnView; onShow?: () => void }) => {
  const { currency } = useMe().organization;
  const broken = turn.rules.filter(rule => !rule.passed);
  const kept = turn.rules.filter(rule => rule.passed);
  return (
    <>
      <Section
        title={t('Decision')}
        aside={
          onShow ? (
            <Button size="sm" tone="ghost" onClick={onShow}>
              {t('Show the message')}
            </Button>
          ) : null
        }
      >
        <p dir="auto" data-testid="why-sentence" className="text-lg [overflow-wrap:anywhere]">
          {turn.sentence}
        </p>
        {turn.refusal ? (
          <Notice className="mt-2" tone="approval">
            {t('Held back: {refusal}', { refusal: turn.refusal })}
          </Notice>
        ) : null}
        <dl className="mt-3">
          <Fact name={t('Outcome')}>{OUTCOMES[turn.outcome]}</Fact>
          {turn.reasonCode ? (
            <Fact name={t('Reason')}>
              {REASON_LABELS[turn.reasonCode]}
              <span className="block text-ink-2 text-xs">{turn.reasonCode}</span>
            </Fact>
          ) : null}
          {turn.stage ? (
            <Fact name={t('Stage')}>
              {turn.stage.from === turn.stage.to
                ? STAGE_LABELS[turn.stage.to]
                : `${STAGE_LABELS[turn.stage.from]} → ${STAGE_LABELS[turn.stage.to]}`}
            </Fact>
          ) : null}
          {turn.cta ? <Fact name={t('Offer')}>{CTA_LABELS[turn.cta]}</Fact> : null}
          {turn.confidence === null ? null : <Fact name={t('How sure')}>{percent(turn.confidence)}</Fact>}
          {turn.grounding === null ? null : <Fact name={t('Backed by sources')}>{percent(turn.grounding)}</Fact>}
          <Fact name={t('Because')}>{turn.trigger === 'inbound' ? t('the customer wrote') : words(turn.trigger)}</Fact>
          <Fact name={t('Cost and time')}>
            {money(turn.totals.costMicros, currency)} · {latency(turn.totals.latencyMs)}
          </Fact>
          <Fact name={t('Playbook')}>{t('version {playbookVersion}', { playbookVersion: turn.playbookVersion })}</Fact>
        </dl>
      </Section>
      {turn.rules.length > 0 ? (
        <Section title={t('Rules')}>
          <ul className="flex flex-col gap-1.5 text-sm">
            {[...broken, ...kept].map(rule => (
              <li key={rule.rule} className="flex items-start gap-2">
                {rule.passed ? (
                  <Check className="mt-0.5 size-3.5 shrink-0 text-good" aria-hidden="true" />
                ) : (
                  <X className="mt-0.5 size-3.5 shrink-0 text-danger" aria-hidden="true" />
                )}
                <span className="min-w-0 [overflow-wrap:anywhere]">
                  <span className="sr-only">{rule.passed ? t('kept: ') : t('broken: ')}</span>
                  {sentence(rule.rule)}
                  {rule.detail ? <span className="block text-ink-2">{rule.detail}</span> : null}
                </span>
              </li>
            ))}
          </ul>
        </Section>
      ) : null}
    </>
  );
};
