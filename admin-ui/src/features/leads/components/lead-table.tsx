import type { UseInfiniteQueryResult } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useVirtualizer } from '@tanstack/react-virtual';
import { clsx } from 'clsx';
import { ArrowDown, ArrowUp, Ban, Star, Users } from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { LeadRowView } from '../../../../../api/contracts/contacts.ts';
import type { LeadSort } from '../../../../../domain/crm/filter.ts';
import { Button } from '../../../components/button.tsx';
import { Skeleton } from '../../../components/skeleton.tsx';
import { EmptyState, ErrorState } from '../../../components/states.tsx';
import { Ago } from '../../../components/time.tsx';
import { money } from '../../../lib/format.ts';
import { useMe } from '../../auth/api/session.ts';
import type { LeadOrder } from '../api/leads.ts';
import { LabelChip, Score, StatusBadge } from './status-badge.tsx';

const ROW_HEIGHT_PX = 48;
/** One template for head and rows; what does not fit a narrow screen is left out there. */
const COLUMNS =
  'grid grid-cols-[2rem_minmax(0,1fr)_7.5rem] items-center gap-x-3 px-3 md:grid-cols-[2rem_minmax(12rem,2fr)_8rem_6rem_minmax(7rem,1fr)_minmax(6rem,1fr)_6.5rem_4.5rem] md:px-4';

interface Props {
  list: UseInfiniteQueryResult<unknown>;
  rows: readonly LeadRowView[];
  order: LeadOrder;
  filtered: boolean;
  chosen: ReadonlySet<string>;
  onToggle: (contactId: string) => void;
  onToggleAll: () => void;
  onOrder: (order: LeadOrder) => void;
  onClear: () => void;
}

export const LeadTable = ({ list, rows, order, filtered, chosen, onToggle, onToggleAll, onOrder, onClear }: Props) => {
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT_PX,
    getItemKey: index => rows[index]?.contactId ?? index,
    overscan: 12,
  });
  const items = virtual.getVirtualItems();
  const lastShown = items.at(-1)?.index ?? 0;
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = list;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && lastShown >= rows.length - 30) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage, lastShown, rows.length]);

  if (list.isError && rows.length === 0)
    return <ErrorState what="The leads did not load" error={list.error} retry={() => void list.refetch()} />;
  if (list.isPending)
    return (
      <div role="status" aria-label="Loading" className="flex flex-col gap-2 p-4">
        {['a', 'b', 'c', 'd', 'e', 'f'].map(key => (
          <Skeleton key={key} className="h-10 w-full" />
        ))}
      </div>
    );
  if (rows.length === 0)
    return (
      <EmptyState icon={<Users className="size-6" />} title={filtered ? 'Nobody fits this' : 'No leads yet'}>
        {filtered ? (
          <>
            <p>Change what you look for, or see everybody.</p>
            <Button onClick={onClear}>Show all leads</Button>
          </>
        ) : (
          <p>Whoever writes to you becomes a lead by itself. You can also add somebody by hand.</p>
        )}
      </EmptyState>
    );
  return (
    <div ref={scroller} className="min-h-0 flex-1 overflow-y-auto overscroll-contain" data-testid="lead-list">
      <table className="block w-full text-sm" aria-rowcount={rows.length + 1}>
        <thead className="sticky top-0 z-10 block border-line border-b bg-surface text-ink-2 text-xs">
          <tr className={clsx(COLUMNS, 'h-9')}>
            <th className="flex items-center">
              <input
                type="checkbox"
                aria-label="Choose all that are loaded"
                checked={chosen.size > 0 && chosen.size >= rows.length}
                onChange={onToggleAll}
                className="size-4 accent-accent"
              />
            </th>
            <Head label="Name" sort="name" order={order} onOrder={onOrder} />
            <th className="text-left font-medium">Status</th>
            <Head label="Score" sort="score" order={order} onOrder={onOrder} className="max-md:hidden" />
            <th className="text-left font-medium max-md:hidden">Labels</th>
            <th className="text-left font-medium max-md:hidden">Owner</th>
            <Head label="Value" sort="value" order={order} onOrder={onOrder} className="max-md:hidden" right />
            <Head label="Changed" sort="changed" order={order} onOrder={onOrder} className="max-md:hidden" right />
          </tr>
        </thead>
        <tbody className="relative block" style={{ height: virtual.getTotalSize() }}>
          {items.map(item => {
            const row = rows[item.index];
            return row ? (
              <Row
                key={item.key}
                row={row}
                index={item.index}
                top={item.start}
                chosen={chosen.has(row.contactId)}
                onToggle={onToggle}
              />
            ) : null;
          })}
        </tbody>
      </table>
    </div>
  );
};

const Head = ({
  label,
  sort,
  order,
  onOrder,
  className = '',
  right = false,
}: {
  label: string;
  sort: LeadSort;
  order: LeadOrder;
  onOrder: (order: LeadOrder) => void;
  className?: string;
  right?: boolean;
}) => {
  const active = order.sort === sort;
  const Arrow = order.direction === 'asc' ? ArrowUp : ArrowDown;
  return (
    <th
      aria-sort={active ? (order.direction === 'asc' ? 'ascending' : 'descending') : 'none'}
      className={clsx(className, right ? 'text-right' : 'text-left')}
    >
      <button
        type="button"
        onClick={() =>
          onOrder({
            sort,
            direction: active ? (order.direction === 'asc' ? 'desc' : 'asc') : sort === 'name' ? 'asc' : 'desc',
          })
        }
        className="inline-flex items-center gap-1 rounded font-medium hover:text-ink"
      >
        {label}
        {active ? <Arrow className="size-3" aria-hidden="true" /> : null}
      </button>
    </th>
  );
};

const Row = ({
  row,
  index,
  top,
  chosen,
  onToggle,
}: {
  row: LeadRowView;
  index: number;
  top: number;
  chosen: boolean;
  onToggle: (contactId: string) => void;
}) => {
  const { currency } = useMe().organization;
  const name = row.name ?? row.address;
  return (
    <tr
      aria-rowindex={index + 2}
      className={clsx(
        COLUMNS,
        'absolute inset-x-0 border-line border-b',
        chosen ? 'bg-accent-soft' : 'hover:bg-sunken',
      )}
      style={{ height: ROW_HEIGHT_PX, transform: `translateY(${top}px)` }}
    >
      <td className="flex items-center">
        <input
          type="checkbox"
          aria-label={`Choose ${name}`}
          checked={chosen}
          onChange={() => onToggle(row.contactId)}
          className="size-4 accent-accent"
        />
      </td>
      <td className="min-w-0">
        <Link
          to="/leads/{-$contactId}"
          params={{ contactId: row.contactId }}
          className="block min-w-0 rounded"
          data-testid="lead-row"
        >
          <span className="flex min-w-0 items-center gap-1.5">
            <span className="truncate font-medium" title={name}>
              {name}
            </span>
            {row.vip ? <Star className="size-3.5 shrink-0 fill-current text-accent-text" aria-label="VIP" /> : null}
            {row.blocked ? <Ban className="size-3.5 shrink-0 text-danger-text" aria-label="Blocked" /> : null}
          </span>
          {row.name ? <span className="block truncate text-ink-2 text-xs tabular-nums">{row.address}</span> : null}
        </Link>
      </td>
      <td className="min-w-0">
        <StatusBadge status={row.shown} />
      </td>
      <td className="max-md:hidden">
        <Score score={row.score} temperature={row.temperature} />
      </td>
      <td className="flex min-w-0 gap-1 overflow-hidden max-md:hidden">
        {row.labels.slice(0, 2).map(label => (
          <LabelChip key={label.id} label={label} />
        ))}
        {row.labels.length > 2 ? <span className="text-ink-2 text-xs">+{row.labels.length - 2}</span> : null}
      </td>
      <td className="truncate text-ink-2 max-md:hidden">{row.owner?.name ?? '–'}</td>
      <td className="truncate text-right tabular-nums max-md:hidden">
        {row.valueMicros === null ? <span className="text-ink-3">–</span> : money(row.valueMicros, currency)}
      </td>
      <td className="text-right text-ink-2 tabular-nums max-md:hidden">
        <Ago at={row.updatedAt} />
      </td>
    </tr>
  );
};
