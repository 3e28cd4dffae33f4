import type { UseQueryResult } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { clsx } from 'clsx';
import { type ReactNode, useState } from 'react';
import type { LeadRowView, Pipeline } from '../../../../../api/contracts/contacts.ts';
import type { LeadFilter } from '../../../../../domain/crm/filter.ts';
import { ALL_COLUMNS, MAIN_COLUMNS, type ShownStatus, whyNot } from '../../../../../domain/lead/moves.ts';
import { write } from '../../../../../domain/permission/permission.ts';
import { Skeleton } from '../../../components/skeleton.tsx';
import { ErrorState } from '../../../components/states.tsx';
import { Ago } from '../../../components/time.tsx';
import { count, money } from '../../../lib/format.ts';
import { t } from '../../../lib/language.ts';
import { say, sayError } from '../../../lib/toasts.ts';
import { useMay, useMe } from '../../auth/api/session.ts';
import { useMove } from '../api/leads.ts';
import { statusWord } from '../model/words.ts';
import { asksFirst, MoveDialog, type Moving } from './move-dialog.tsx';
import { LabelChip, Score } from './status-badge.tsx';

/** Leads by status. A card is dragged, or moved with the arrow keys; what the table forbids springs back and says why. */
export const Board = ({ query, filter }: { query: UseQueryResult<Pipeline>; filter: LeadFilter | undefined }) => {
  const [moving, setMoving] = useState<Moving | null>(null);
  const [dragged, setDragged] = useState<LeadRowView | null>(null);
  const [said, setSaid] = useState('');
  const mayMove = useMay(write('leads'));
  const move = useMove();

  if (query.isError && !query.data)
    return <ErrorState what={t('The pipeline did not load')} error={query.error} retry={() => void query.refetch()} />;
  const held = new Map(query.data?.columns.map(column => [column.status, column]));
  const chosen = filter?.statuses;
  const columns = ALL_COLUMNS.filter(status =>
    chosen ? chosen.includes(status) : MAIN_COLUMNS.includes(status) || held.has(status),
  );

  const drop = (row: LeadRowView, to: ShownStatus) => {
    setDragged(null);
    if (row.shown === to) return;
    const why = to === 'OPTED_OUT' || to === 'NEEDS_HUMAN' ? null : whyNot(row.status, to);
    if (why !== null) {
      setSaid(why);
      say(why);
      return;
    }
    const asked: Moving = {
      contactId: row.contactId,
      name: row.name ?? row.address,
      from: row.shown,
      to,
      valueMicros: row.valueMicros,
    };
    if (asksFirst(asked)) setMoving(asked);
    else
      move.mutate(
        { contactId: row.contactId, to },
        {
          onError: sayError,
          onSuccess: () => setSaid(t('{name} is in {to} now.', { name: asked.name, to: statusWord(to) })),
        },
      );
  };
  /** The next column there is in a direction that may be gone to; past the forbidden ones. */
  const step = (row: LeadRowView, by: 1 | -1) => {
    for (let at = columns.indexOf(row.shown) + by; at >= 0 && at < columns.length; at += by) {
      const to = columns[at];
      if (to && (to === 'OPTED_OUT' || to === 'NEEDS_HUMAN' || whyNot(row.status, to) === null)) return drop(row, to);
    }
  };

  return (
    <div className="min-h-0 flex-1 overflow-x-auto overscroll-contain" data-testid="board">
      <p role="status" className="sr-only">
        {said}
      </p>
      <div className="flex h-full min-w-max gap-3 p-3 md:p-4">
        {columns.map(status => {
          const column = held.get(status);
          return (
            <Column
              key={status}
              status={status}
              column={column}
              loading={query.isPending}
              target={dragged !== null && dragged.shown !== status}
              onDropCard={() => (dragged ? drop(dragged, status) : undefined)}
            >
              {column?.cards.map(row => (
                <Card
                  key={row.contactId}
                  row={row}
                  movable={mayMove}
                  onDrag={on => setDragged(on ? row : null)}
                  onStep={by => step(row, by)}
                />
              ))}
              {column && column.count > column.cards.length ? (
                <p className="px-1 text-ink-2 text-xs">
                  {t('and {count} more: see the list with this status', {
                    count: count(column.count - column.cards.length),
                  })}
                </p>
              ) : null}
            </Column>
          );
        })}
      </div>
      {moving ? <MoveDialog moving={moving} onClose={() => setMoving(null)} /> : null}
    </div>
  );
};

const Column = ({
  status,
  column,
  loading,
  target,
  onDropCard,
  children,
}: {
  status: ShownStatus;
  column: Pipeline['columns'][number] | undefined;
  loading: boolean;
  target: boolean;
  onDropCard: () => void;
  children: ReactNode;
}) => {
  const [over, setOver] = useState(false);
  const { currency } = useMe().organization;
  return (
    <section
      aria-label={`${statusWord(status)}: ${column?.count ?? 0}`}
      data-testid={`column-${status}`}
      className={clsx(
        'flex max-h-full w-64 flex-col rounded-xl border bg-sunken',
        over && target ? 'border-accent' : 'border-line',
      )}
      onDragOver={event => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={event => {
        event.preventDefault();
        setOver(false);
        onDropCard();
      }}
    >
      <header className="flex items-baseline gap-2 px-3 pt-2.5 pb-2 text-sm">
        <h2 className="font-semibold">{statusWord(status)}</h2>
        <span className="text-ink-2 tabular-nums">{column ? count(column.count) : 0}</span>
        <span className="flex-1" />
        {column && column.valueMicros > 0 ? (
          <span className="text-ink-2 text-xs tabular-nums">{money(column.valueMicros, currency)}</span>
        ) : null}
      </header>
      <div className="flex min-h-16 flex-col gap-2 overflow-y-auto overscroll-contain px-2 pb-2">
        {loading ? <Skeleton className="h-20 w-full" /> : children}
      </div>
    </section>
  );
};

const Card = ({
  row,
  movable,
  onDrag,
  onStep,
}: {
  row: LeadRowView;
  movable: boolean;
  onDrag: (on: boolean) => void;
  onStep: (by: 1 | -1) => void;
}) => {
  const { currency } = useMe().organization;
  return (
    <Link
      to="/leads/{-$contactId}"
      params={{ contactId: row.contactId }}
      data-testid="card"
      draggable={movable}
      aria-description={movable ? t('Alt and the left or right arrow move it to another status') : undefined}
      onDragStart={event => {
        event.dataTransfer.effectAllowed = 'move';
        event.dataTransfer.setData('text/plain', row.contactId);
        onDrag(true);
      }}
      onDragEnd={() => onDrag(false)}
      onKeyDown={event => {
        if (!movable || !event.altKey || (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight')) return;
        event.preventDefault();
        onStep(event.key === 'ArrowRight' ? 1 : -1);
      }}
      className="flex shrink-0 flex-col gap-1.5 rounded-lg border border-line bg-surface p-2.5 text-sm hover:border-line-strong"
    >
      <span className="flex items-baseline gap-2">
        <span className="min-w-0 flex-1 truncate font-medium">{row.name ?? row.address}</span>
        <Ago at={row.updatedAt} className="shrink-0 text-ink-2 text-xs" />
      </span>
      {row.score === null && row.valueMicros === null ? null : (
        <span className="flex items-center gap-2 text-xs">
          {row.score === null ? null : <Score score={row.score} temperature={row.temperature} />}
          <span className="flex-1" />
          {row.valueMicros === null ? null : <span className="tabular-nums">{money(row.valueMicros, currency)}</span>}
        </span>
      )}
      {row.labels.length > 0 || row.owner ? (
        <span className="flex min-w-0 flex-wrap items-center gap-1">
          {row.labels.slice(0, 2).map(label => (
            <LabelChip key={label.id} label={label} />
          ))}
          {row.owner?.name ? <span className="ml-auto truncate text-ink-2 text-xs">{row.owner.name}</span> : null}
        </span>
      ) : null}
    </Link>
  );
};
