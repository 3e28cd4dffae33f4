import type { UseInfiniteQueryResult } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useVirtualizer } from '@tanstack/react-virtual';
import { clsx } from 'clsx';
import { ArrowDown, ArrowUp, Ban, Star, Users } from 'lucide-react';
import { type CSSProperties, useEffect, useRef } from 'react';
import type { LeadRowView } from '../../../../../api/contracts/contacts.ts';
import type { LeadSort } from '../../../../../domain/crm/filter.ts';
import { Button } from '../../../components/button.tsx';
import { Skeleton } from '../../../components/skeleton.tsx';
import { EmptyState, ErrorState } from '../../../components/states.tsx';
import { t } from '../../../lib/language.ts';
import type { LeadOrder } from '../api/leads.ts';
import { type Column, gridOf } from '../model/columns.ts';
import { LeadCell } from './lead-cell.tsx';

const ROW_HEIGHT_PX = 48;
/** One template for head and rows. On a narrow screen the name and the status, whatever is chosen. */
const GRID =
  'grid grid-cols-[2rem_minmax(0,1fr)_7.5rem] items-center gap-x-3 px-3 md:min-w-(--least) md:grid-cols-(--columns) md:px-4';
const onlyWide = ({ key }: Column) => (key === 'status' ? '' : 'max-md:hidden');

interface Props {
  list: UseInfiniteQueryResult<unknown>;
  rows: readonly LeadRowView[];
  order: LeadOrder;
  columns: readonly Column[];
  filtered: boolean;
  chosen: ReadonlySet<string>;
  onToggle: (contactId: string) => void;
  onToggleAll: () => void;
  onOrder: (order: LeadOrder) => void;
  onClear: () => void;
}

export const LeadTable = ({
  list,
  rows,
  order,
  columns,
  filtered,
  chosen,
  onToggle,
  onToggleAll,
  onOrder,
  onClear,
}: Props) => {
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT_PX,
    getItemKey: index => rows[index]?.contactId ?? index,
    overscan: 12,
  });
  const { template, leastPx } = gridOf(columns);
  const style = { '--columns': template, '--least': `${leastPx}px` } as CSSProperties;
  const items = virtual.getVirtualItems();
  const lastShown = items.at(-1)?.index ?? 0;
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = list;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && lastShown >= rows.length - 30) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage, lastShown, rows.length]);

  if (list.isError && rows.length === 0)
    return <ErrorState what={t('The leads did not load')} error={list.error} retry={() => void list.refetch()} />;
  if (list.isPending)
    return (
      <div role="status" aria-label={t('Loading')} className="flex flex-col gap-2 p-4">
        {['a', 'b', 'c', 'd', 'e', 'f'].map(key => (
          <Skeleton key={key} className="h-10 w-full" />
        ))}
      </div>
    );
  if (rows.length === 0)
    return (
      <EmptyState icon={<Users className="size-6" />} title={filtered ? t('Nobody fits this') : t('No leads yet')}>
        {filtered ? (
          <>
            <p>{t('Change what you look for, or see everybody.')}</p>
            <Button onClick={onClear}>{t('Show all leads')}</Button>
          </>
        ) : (
          <p>{t('Whoever writes to you becomes a lead by itself. You can also add somebody by hand.')}</p>
        )}
      </EmptyState>
    );
  return (
    <div ref={scroller} className="min-h-0 flex-1 overflow-auto overscroll-contain" data-testid="lead-list">
      <table className="block w-full text-sm md:min-w-(--least)" style={style} aria-rowcount={rows.length + 1}>
        <thead className="sticky top-0 z-10 block border-line border-b bg-surface text-ink-2 text-xs">
          <tr className={clsx(GRID, 'h-9')}>
            <th className="flex items-center">
              <input
                type="checkbox"
                aria-label={t('Choose all that are loaded')}
                checked={chosen.size > 0 && chosen.size >= rows.length}
                onChange={onToggleAll}
                className="size-4 accent-accent"
              />
            </th>
            <Head label={t('Name')} sort="name" order={order} onOrder={onOrder} />
            {columns.map(column =>
              column.sort ? (
                <Head
                  key={column.key}
                  label={column.label}
                  sort={column.sort}
                  order={order}
                  onOrder={onOrder}
                  className={onlyWide(column)}
                  right={column.right ?? false}
                />
              ) : (
                <th
                  key={column.key}
                  className={clsx('truncate font-medium', column.right ? 'text-right' : 'text-left', onlyWide(column))}
                  title={column.label}
                >
                  {column.label}
                </th>
              ),
            )}
          </tr>
        </thead>
        <tbody className="relative block" style={{ height: virtual.getTotalSize() }}>
          {items.map(item => {
            const row = rows[item.index];
            return row ? (
              <Row
                key={item.key}
                row={row}
                columns={columns}
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
  columns,
  index,
  top,
  chosen,
  onToggle,
}: {
  row: LeadRowView;
  columns: readonly Column[];
  index: number;
  top: number;
  chosen: boolean;
  onToggle: (contactId: string) => void;
}) => {
  const name = row.name ?? row.address;
  return (
    <tr
      aria-rowindex={index + 2}
      className={clsx(GRID, 'absolute inset-x-0 border-line border-b', chosen ? 'bg-accent-soft' : 'hover:bg-sunken')}
      style={{ height: ROW_HEIGHT_PX, transform: `translateY(${top}px)` }}
    >
      <td className="flex items-center">
        <input
          type="checkbox"
          aria-label={t('Choose {name}', { name })}
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
            {row.vip ? (
              <Star className="size-3.5 shrink-0 fill-current text-accent-text" aria-label={t('VIP')} />
            ) : null}
            {row.blocked ? <Ban className="size-3.5 shrink-0 text-danger-text" aria-label={t('Blocked')} /> : null}
          </span>
          {row.name ? <span className="block truncate text-ink-2 text-xs tabular-nums">{row.address}</span> : null}
        </Link>
      </td>
      {columns.map(column => (
        <td
          key={column.key}
          className={clsx('min-w-0', column.right && 'truncate text-right tabular-nums', onlyWide(column))}
        >
          <LeadCell row={row} column={column} />
        </td>
      ))}
    </tr>
  );
};
