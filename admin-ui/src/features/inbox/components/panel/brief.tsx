import type { ConversationDetail } from '../../../../../../api/contracts/conversations.ts';
import { CopyButton } from '../../../../components/copy-button.tsx';
import { Ago } from '../../../../components/time.tsx';
import { t } from '../../../../lib/language.ts';
import { ESCALATION_LABELS } from '../../model/labels.ts';
import { Fact, Section } from './section.tsx';

type BriefView = NonNullable<ConversationDetail['brief']>;

const asText = (brief: BriefView): string =>
  [
    t('Reason: {value} ({priority})', {
      value: ESCALATION_LABELS[brief.reason],
      priority: brief.priority.toLowerCase(),
    }),
    brief.summary,
    ...brief.keySlots.map(slot => `${slot.label}: ${slot.value}`),
    t('Mood: {sentimentTrend}', { sentimentTrend: brief.sentimentTrend }),
    `Do: ${brief.recommendedAction}`,
  ].join('\n');

/** What somebody who steps in must know, in the order they need it. */
export const Brief = ({ brief, past = false }: { brief: BriefView; past?: boolean }) => (
  <Section
    title={past ? t('Last handoff brief') : t('Handoff brief')}
    aside={<CopyButton text={() => asText(brief)} />}
  >
    <div className={past ? '' : 'rounded-lg border border-danger/30 bg-danger-soft p-3'}>
      <p className="text-xs">
        <span className={past ? 'font-medium' : 'font-medium text-danger-text'}>{ESCALATION_LABELS[brief.reason]}</span>
        <span className="text-ink-2">
          {' '}
          · {brief.priority.toLowerCase()} · <Ago at={brief.at} />
        </span>
      </p>
      <p dir="auto" className="mt-1 text-base [overflow-wrap:anywhere]">
        {brief.recommendedAction}
      </p>
    </div>
    <p dir="auto" className="mt-2 text-sm [overflow-wrap:anywhere]">
      {brief.summary}
    </p>
    <dl className="mt-2">
      {brief.keySlots.map(slot => (
        <Fact key={slot.label} name={slot.label}>
          <bdi>{slot.value}</bdi>
        </Fact>
      ))}
      <Fact name={t('Mood')}>{brief.sentimentTrend}</Fact>
      <Fact name={t('Value')}>{t('{valueScore} of 100', { valueScore: brief.valueScore })}</Fact>
    </dl>
  </Section>
);
