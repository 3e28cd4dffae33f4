import type { ConversationDetail } from '../../../../../../api/contracts/conversations.ts';
import { CopyButton } from '../../../../components/copy-button.tsx';
import { Ago } from '../../../../components/time.tsx';
import { words } from '../../../../lib/format.ts';
import { t } from '../../../../lib/language.ts';
import { ESCALATION_LABELS } from '../../model/labels.ts';
import { Fact, Section } from './section.tsx';

type BriefView = NonNullable<ConversationDetail['brief']>;

const asText = (brief: BriefView): string =>
  [
    t('Reason: {reason} ({priority})', {
      reason: ESCALATION_LABELS[brief.reason],
      priority: words(brief.priority),
    }),
    brief.summary,
    ...brief.keySlots.map(slot => `${slot.label}: ${slot.value}`),
    t('Mood: {mood}', { mood: words(brief.sentimentTrend) }),
    t('Do: {action}', { action: brief.recommendedAction }),
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
          · {words(brief.priority)} · <Ago at={brief.at} />
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
      <Fact name={t('Mood')}>{words(brief.sentimentTrend)}</Fact>
      <Fact name={t('Value')}>{t('{score} of 100', { score: brief.valueScore })}</Fact>
    </dl>
  </Section>
);
