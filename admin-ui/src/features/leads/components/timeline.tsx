import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { clsx } from 'clsx';
import {
  ArrowRightLeft,
  Brain,
  CalendarClock,
  Hand,
  History,
  type LucideIcon,
  MessageSquareText,
  Pencil,
  Siren,
  StickyNote,
} from 'lucide-react';
import { useState } from 'react';
import type { HappeningView } from '../../../../../api/contracts/contacts.ts';
import { Button } from '../../../components/button.tsx';
import { Loaded } from '../../../components/page.tsx';
import { EmptyState } from '../../../components/states.tsx';
import { DayTime } from '../../../components/time.tsx';
import { t } from '../../../lib/language.ts';
import { timelineQuery } from '../api/leads.ts';

type Kind = HappeningView['kind'];

const KINDS: Record<Kind, { label: string; Icon: LucideIcon }> = {
  message: { label: t('Messages'), Icon: MessageSquareText },
  note: { label: t('Notes'), Icon: StickyNote },
  decision: { label: t('Decisions'), Icon: Brain },
  conversation: { label: t('Ownership'), Icon: Hand },
  escalation: { label: t('Escalations'), Icon: Siren },
  appointment: { label: t('Appointments'), Icon: CalendarClock },
  status: { label: t('Status'), Icon: ArrowRightLeft },
  change: { label: t('Changes'), Icon: Pencil },
};

/** Everything that happened, newest first. */
export const Timeline = ({ contactId }: { contactId: string }) => {
  const [kinds, setKinds] = useState<readonly Kind[]>([]);
  const timeline = useInfiniteQuery(timelineQuery(contactId, kinds));
  return (
    <section aria-label={t('Timeline')}>
      <fieldset className="mb-4 flex flex-wrap gap-1.5 border-0 p-0">
        <legend className="sr-only">{t('Show')}</legend>
        {(Object.keys(KINDS) as Kind[]).map(kind => {
          const on = kinds.includes(kind);
          return (
            <button
              key={kind}
              type="button"
              aria-pressed={on}
              onClick={() => setKinds(on ? kinds.filter(each => each !== kind) : [...kinds, kind])}
              className={clsx(
                'h-7 rounded-full border px-2.5 text-sm',
                on ? 'border-accent bg-accent-soft text-accent-text' : 'border-line-strong text-ink-2 hover:bg-sunken',
              )}
            >
              {KINDS[kind].label}
            </button>
          );
        })}
      </fieldset>
      <Loaded query={timeline} what={t('The timeline did not load')} rows={6}>
        {data => {
          const all = data.pages.flatMap(page => page.happenings);
          if (all.length === 0)
            return (
              <EmptyState icon={<History className="size-6" />} title={t('Nothing has happened yet')}>
                <p>{t('Messages, decisions, statuses and changes will stand here.')}</p>
              </EmptyState>
            );
          return (
            <>
              <ol className="flex flex-col" data-testid="timeline">
                {all.map(each => (
                  <Entry key={`${each.kind}${each.id}`} happening={each} />
                ))}
              </ol>
              {timeline.hasNextPage ? (
                <Button
                  className="mt-3"
                  disabled={timeline.isFetchingNextPage}
                  onClick={() => void timeline.fetchNextPage()}
                >
                  {t('Show earlier')}
                </Button>
              ) : null}
            </>
          );
        }}
      </Loaded>
    </section>
  );
};

const Entry = ({ happening }: { happening: HappeningView }) => {
  const { Icon } = KINDS[happening.kind];
  const said = happening.kind === 'message' || happening.kind === 'note' ? happening.text : null;
  const undelivered = happening.data.state === 'FAILED' || happening.data.state === 'UNKNOWN';
  return (
    <li className="grid grid-cols-[1.75rem_minmax(0,1fr)] gap-2 border-line border-l-0 py-2.5 text-sm">
      <span
        className={clsx(
          'mt-0.5 inline-flex size-6 items-center justify-center rounded-full bg-sunken',
          happening.kind === 'escalation' ? 'text-danger-text' : 'text-ink-2',
        )}
        aria-hidden="true"
      >
        <Icon className="size-3.5" />
      </span>
      <div className="min-w-0">
        <p className="flex flex-wrap items-baseline gap-x-2">
          <span className="min-w-0 font-medium [overflow-wrap:anywhere] first-letter:uppercase">{happening.label}</span>
          {undelivered ? <span className="text-danger-text text-xs">{t('not confirmed as delivered')}</span> : null}
          <DayTime at={happening.at} className="text-ink-2 text-xs" />
          {happening.conversationId && said !== null ? (
            <Link
              to="/inbox/{-$conversationId}"
              params={{ conversationId: happening.conversationId }}
              search={{ view: 'all' }}
              className="text-accent-text text-xs underline-offset-2 hover:underline"
            >
              {t('open')}
            </Link>
          ) : null}
        </p>
        {said ? (
          <p
            dir="auto"
            className={clsx(
              'mt-1 inline-block max-w-160 whitespace-pre-wrap rounded-lg border border-line px-3 py-2 [overflow-wrap:anywhere]',
              happening.kind === 'note'
                ? 'border-approval/60 border-dashed bg-approval-soft/50'
                : happening.data.direction === 'in'
                  ? 'bg-bubble-in'
                  : 'bg-bubble-out',
            )}
          >
            {said}
          </p>
        ) : happening.text ? (
          <p className="text-ink-2">{happening.text}</p>
        ) : null}
      </div>
    </li>
  );
};
