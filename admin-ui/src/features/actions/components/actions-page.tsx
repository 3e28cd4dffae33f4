import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { clsx } from 'clsx';
import { PartyPopper } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { Actions } from '../../../../../api/contracts/actions.ts';
import { Kbd } from '../../../components/kbd.tsx';
import { Loaded } from '../../../components/page.tsx';
import { EmptyState } from '../../../components/states.tsx';
import { TopBar } from '../../../components/top-bar.tsx';
import { t } from '../../../lib/language.ts';
import { useShortcuts } from '../../../lib/shortcuts.ts';
import { actionsQuery } from '../api/actions.ts';
import { countOf, FILTER_LABELS, FILTERS, type Filter, openIndex, queueOf } from '../model/queue.ts';
import { ActionCard } from './action-card.tsx';

const route = getRouteApi('/room/actions');

/** What waits for a person, one column, the most urgent open. */
export const ActionsPage = () => {
  const actions = useQuery(actionsQuery);
  useEffect(() => {
    document.title = t('Actions · Parley');
  }, []);
  return (
    <>
      <TopBar title={t('Actions')}>
        <span className="hidden flex-1 md:block" />
      </TopBar>
      <div className="min-h-0 flex-1 overflow-y-auto overscroll-contain">
        <div className="mx-auto flex max-w-190 flex-col gap-4 px-3 py-4 md:px-8 md:py-6">
          <Loaded query={actions} what={t('The actions did not load')} rows={5}>
            {data => <Queue actions={data} />}
          </Loaded>
        </div>
      </div>
    </>
  );
};

const Queue = ({ actions }: { actions: Actions }) => {
  const { show = null } = route.useSearch();
  const navigate = route.useNavigate();
  const [chosen, setChosen] = useState<{ id: string; index: number } | null>(null);
  const list = useRef<HTMLOListElement>(null);
  const items = queueOf(actions, show);
  const at = openIndex(items, chosen);

  const open = (index: number) => {
    const item = items[index];
    if (item) setChosen({ id: item.id, index });
  };
  // The one that is open is remembered before it is settled, so that the next one opens in its place.
  const opened = items[at];
  useEffect(() => {
    if (opened)
      setChosen(before => (before?.id === opened.id && before.index === at ? before : { id: opened.id, index: at }));
  }, [opened, at]);
  const step = (by: number) => {
    const next = Math.min(Math.max(at + by, 0), items.length - 1);
    open(next);
    requestAnimationFrame(() => list.current?.children[next]?.scrollIntoView({ block: 'nearest' }));
  };
  useShortcuts({ j: () => step(1), k: () => step(-1) });

  const choose = (filter: Filter | null) => {
    setChosen(null);
    void navigate({ search: filter === null ? {} : { show: filter }, replace: true });
  };
  const all = FILTERS.reduce((sum, filter) => sum + countOf(actions, filter), 0);
  return (
    <>
      <fieldset className="flex flex-wrap gap-1.5 border-0 p-0">
        <legend className="sr-only">{t('Show')}</legend>
        <Chip label={t('All')} count={all} active={show === null} onClick={() => choose(null)} />
        {FILTERS.map(filter => (
          <Chip
            key={filter}
            label={FILTER_LABELS[filter]}
            count={countOf(actions, filter)}
            active={show === filter}
            urgent={filter === 'CRITICAL' || filter === 'HIGH'}
            onClick={() => choose(filter)}
          />
        ))}
      </fieldset>
      {items.length === 0 ? (
        <EmptyState
          icon={<PartyPopper className="size-6" />}
          title={all === 0 ? t('Nothing waits for you') : t('Nothing of this kind waits')}
        >
          <p>
            {all === 0
              ? t('Every conversation is answered. What needs a person will appear here by itself.')
              : t('Choose All to see the rest.')}
          </p>
        </EmptyState>
      ) : (
        <>
          <ol ref={list} className="flex flex-col gap-2" aria-label={t('Actions')} data-testid="action-list">
            {items.map((item, index) => (
              <ActionCard key={item.id} item={item} open={index === at} onOpen={() => open(index)} />
            ))}
          </ol>
          <p className="hidden items-center gap-1.5 text-ink-2 text-xs md:flex">
            <Kbd>J</Kbd>
            <Kbd>K</Kbd> {t('up and down')}
          </p>
        </>
      )}
    </>
  );
};

const Chip = ({
  label,
  count,
  active,
  urgent = false,
  onClick,
}: {
  label: string;
  count: number;
  active: boolean;
  urgent?: boolean;
  onClick: () => void;
}) => (
  <button
    type="button"
    aria-pressed={active}
    onClick={onClick}
    className={clsx(
      'inline-flex h-8 items-center gap-1.5 rounded-full border px-3 font-medium text-sm',
      active
        ? 'border-accent bg-accent-soft text-accent-text'
        : 'border-line bg-surface text-ink-2 hover:bg-sunken hover:text-ink',
    )}
  >
    {label}
    <span className={clsx('tabular-nums', urgent && count > 0 && !active ? 'text-danger-text' : !active && 'text-ink')}>
      {count}
    </span>
  </button>
);
