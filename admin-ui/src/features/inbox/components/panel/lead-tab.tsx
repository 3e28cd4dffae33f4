import { Link } from '@tanstack/react-router';
import { CornerUpLeft } from 'lucide-react';
import type { ConversationDetail } from '../../../../../../api/contracts/conversations.ts';
import { bandOf, type ConfidenceBand } from '../../../../../../domain/slots/band.ts';
import { Avatar } from '../../../../components/avatar.tsx';
import { Filled } from '../../../../components/filled.tsx';
import { IconButton } from '../../../../components/icon-button.tsx';
import { Ago, DayTime } from '../../../../components/time.tsx';
import { percent, sentence } from '../../../../lib/format.ts';
import { t } from '../../../../lib/language.ts';
import { BookButton } from '../../../calendar/components/book-button.tsx';
import { MOOD_LABELS, SENTIMENT_LABELS, SOURCE_LABELS, STAGE_LABELS } from '../../model/labels.ts';
import { displayName } from '../../model/row-status.ts';
import { jumpTo } from '../../model/state.ts';
import { useInbox } from '../use-inbox.ts';
import { Brief } from './brief.tsx';
import { ConsentPart } from './consent.tsx';
import { LeadValue } from './lead-value.tsx';
import { Linked } from './linked.tsx';
import { Fact, Section } from './section.tsx';

type Props = { detail: ConversationDetail; covers: boolean };

/** What is known about the lead, each fact with the message it came from. The handoff brief first when there is one. */
export const LeadTab = ({ detail, covers }: Props) => {
  const { showTab } = useInbox();
  const jump = (messageId: string) => {
    jumpTo(messageId);
    if (covers) showTab(undefined);
  };
  const name = displayName(detail.contact);
  return (
    <>
      {detail.brief && detail.escalation ? <Brief brief={detail.brief} /> : null}
      <Section title={t('Contact')}>
        <div className="flex items-center gap-3">
          <Avatar name={name} className="size-9" />
          <div className="min-w-0">
            <p className="font-medium text-base [overflow-wrap:anywhere]">
              <bdi>{name}</bdi>
            </p>
            <p className="text-ink-2 text-sm">
              <bdi>{detail.contact.address}</bdi>
            </p>
          </div>
          <Link
            to="/leads/{-$contactId}"
            params={{ contactId: detail.contact.id }}
            className="ml-auto shrink-0 rounded font-medium text-accent-text text-sm underline-offset-2 hover:underline"
          >
            {t('Open lead')}
          </Link>
        </div>
        <dl className="mt-2">
          <Fact name={t('Stage')}>{STAGE_LABELS[detail.stage]}</Fact>
          <Fact name={t('Status')}>{sentence(detail.leadStatus)}</Fact>
          <Fact name={t('Came by')}>{SOURCE_LABELS[detail.leadSource]}</Fact>
          {detail.lastTouch && detail.lastTouch.source !== detail.leadSource ? (
            <Fact name={t('Came back by')}>{SOURCE_LABELS[detail.lastTouch.source]}</Fact>
          ) : null}
          <Fact name={t('Worth')}>
            <LeadValue detail={detail} />
          </Fact>
        </dl>
        <div className="mt-2">
          <BookButton small contactId={detail.contact.id} conversationId={detail.id} name={detail.contact.name} />
        </div>
      </Section>
      <Section title={t('Known facts')}>
        {detail.slots.length === 0 ? (
          <p className="text-ink-2 text-sm">{t('Nothing yet. Facts appear here as the customer mentions them.')}</p>
        ) : (
          <ul className="flex flex-col gap-2">
            {detail.slots.map(slot => (
              <Slot key={slot.key} slot={slot} jump={jump} />
            ))}
          </ul>
        )}
        {detail.missingSlots.length > 0 ? (
          <div className="mt-3">
            <p className="mb-1 text-ink-2 text-xs">{t('Still to find out')}</p>
            <ul className="flex flex-wrap gap-1.5">
              {detail.missingSlots.map(slot => (
                <li
                  key={slot.key}
                  className="rounded-md border border-line-strong border-dashed px-2 py-0.5 text-ink-2 text-sm"
                >
                  {slot.label}
                  {slot.required ? <span className="text-danger-text"> {t('· needed')}</span> : null}
                </li>
              ))}
            </ul>
          </div>
        ) : null}
      </Section>
      <Commitments detail={detail} />
      <ConsentPart detail={detail} />
      <Linked conversationId={detail.id} />
      {detail.summary ? (
        <Section title={t('Summary')}>
          <p dir="auto" className="whitespace-pre-wrap text-sm [overflow-wrap:anywhere]">
            {detail.summary}
          </p>
        </Section>
      ) : null}
      <Sentiments detail={detail} />
      {detail.brief && !detail.escalation ? <Brief brief={detail.brief} past /> : null}
    </>
  );
};

/** How sure a fact is. */
const BAND_LABELS: Record<ConfidenceBand, string> = {
  stated: t('stated'),
  implied: t('implied'),
  guessed: t('guessed'),
};

const Slot = ({ slot, jump }: { slot: ConversationDetail['slots'][number]; jump: (messageId: string) => void }) => {
  const { sourceMessageId } = slot;
  return (
    <li className="flex items-start gap-2">
      <div className="min-w-0 flex-1">
        <p className="text-ink-2 text-xs">{slot.label}</p>
        <p dir="auto" className="text-base [overflow-wrap:anywhere]">
          {slot.value}
        </p>
      </div>
      <span
        className="mt-4 shrink-0 text-ink-2 text-xs"
        title={slot.setBy === 'person' ? t('Set by a person') : t('How sure the AI is')}
      >
        {slot.setBy === 'person'
          ? t('by hand')
          : `${BAND_LABELS[bandOf(slot.confidence)]} · ${percent(slot.confidence)}`}
      </span>
      {sourceMessageId ? (
        <IconButton
          label={t('Show where this was said: {label}', { label: slot.label })}
          className="mt-2.5 size-7"
          onClick={() => jump(sourceMessageId)}
        >
          <CornerUpLeft className="size-3.5" aria-hidden="true" />
        </IconButton>
      ) : (
        <span className="w-7" />
      )}
    </li>
  );
};

const Commitments = ({ detail }: { detail: ConversationDetail }) => {
  if (detail.commitments.length === 0) return null;
  return (
    <Section title={t('Promises')}>
      <ul className="flex flex-col gap-2 text-sm">
        {detail.commitments.map(promise => (
          <li key={`${promise.by}-${promise.what}`}>
            <p className="text-ink-2 text-xs">
              {promise.by === 'user' ? t('The customer') : t('We')}
              {promise.dueTime ? (
                <>
                  {' '}
                  <Filled text={t('· by {when}')} values={{ when: <DayTime at={promise.dueTime} /> }} />
                </>
              ) : null}
            </p>
            <p dir="auto" className="[overflow-wrap:anywhere]">
              {promise.what}
            </p>
          </li>
        ))}
      </ul>
    </Section>
  );
};

const Sentiments = ({ detail }: { detail: ConversationDetail }) => {
  if (detail.sentiments.length === 0) return null;
  const latest = detail.sentiments.toSorted((left, right) => Date.parse(right.at) - Date.parse(left.at)).slice(0, 4);
  return (
    <Section
      title={t('Mood')}
      aside={detail.mood ? <span className="text-ink-2 text-xs">{MOOD_LABELS[detail.mood]}</span> : null}
    >
      <ol className="flex flex-col gap-1 text-sm">
        {latest.map(mood => (
          <li key={mood.at} className="flex justify-between gap-3">
            <span>{SENTIMENT_LABELS[mood.sentiment]}</span>
            <span className="text-ink-2">
              {percent(mood.confidence)} · <Ago at={mood.at} />
            </span>
          </li>
        ))}
      </ol>
    </Section>
  );
};
