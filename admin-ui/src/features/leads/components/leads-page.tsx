import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Columns3, CopyCheck, KanbanSquare, Plus, Table2 } from 'lucide-react';
import { type ReactNode, useDeferredValue, useEffect, useState } from 'react';
import { write } from '../../../../../domain/permission/permission.ts';
import { Button } from '../../../components/button.tsx';
import { TopBar } from '../../../components/top-bar.tsx';
import { count } from '../../../lib/format.ts';
import { t } from '../../../lib/language.ts';
import { say, sayError } from '../../../lib/toasts.ts';
import { useMay } from '../../auth/api/session.ts';
import { fieldsQuery, leadsQuery, matchingIds, pipelineQuery } from '../api/leads.ts';
import { chosenColumns } from '../model/columns.ts';
import { askedFilter, type LeadSearch } from '../model/search.ts';
import { Board } from './board.tsx';
import { BulkBar } from './bulk-bar.tsx';
import { ColumnSheet } from './column-sheet.tsx';
import { FilterBar } from './filter-bar.tsx';
import { LeadTable } from './lead-table.tsx';
import { NewContact } from './new-contact.tsx';
import { Transfers } from './transfers.tsx';
import { ViewsMenu } from './views-menu.tsx';

const route = getRouteApi('/room/leads/{-$contactId}');

const MOST_COUNTED = 10_000;
const MOST_CHOSEN = 5_000;

/** Everybody, as a list or by status; what is looked for stands in the address. */
export const LeadsPage = () => {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const board = search.as === 'board';
  const filter = useDeferredValue(askedFilter(search));
  const order = { sort: search.sort ?? ('changed' as const), direction: search.direction ?? ('desc' as const) };
  const list = useInfiniteQuery({ ...leadsQuery(filter, order), enabled: !board });
  const pipeline = useQuery({ ...pipelineQuery(filter), enabled: board });
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [adding, setAdding] = useState(false);
  const [arranging, setArranging] = useState(false);
  const fields = useQuery(fieldsQuery).data ?? [];
  const columns = chosenColumns(search.columns, fields);
  const mayWrite = useMay(write('contacts'));
  const mayTransfer = useMay(write('transfers'));
  useEffect(() => {
    document.title = t('Leads · Parley');
  }, []);

  const look = (patch: Partial<LeadSearch>) => {
    setChosen(new Set());
    void navigate({
      search: before =>
        Object.fromEntries(
          Object.entries({ ...before, ...patch }).filter(([, value]) => value !== undefined),
        ) as LeadSearch,
      replace: true,
    });
  };
  const rows = list.data?.pages.flatMap(page => page.leads) ?? [];
  const total = list.data?.pages[0]?.total ?? null;
  const chooseAll = async () => {
    try {
      const { contactIds, more } = await matchingIds(filter);
      setChosen(new Set(contactIds));
      if (more) say(t('These are the first 5,000. Do the rest after them.'));
    } catch (error) {
      sayError(error);
    }
  };
  const toggle = (contactId: string) =>
    setChosen(before => {
      const next = new Set(before);
      if (!next.delete(contactId) && next.size < MOST_CHOSEN) next.add(contactId);
      return next;
    });

  return (
    <>
      <TopBar title={t('Leads')}>
        <span className="hidden flex-1 md:block" />
      </TopBar>
      <div className="flex min-h-0 flex-1 flex-col">
        <div className="flex flex-wrap items-center gap-2 border-line border-b px-3 py-2 md:px-4">
          <FilterBar search={search} onLook={look} />
          <ViewsMenu
            search={search}
            onOpen={saved => {
              setChosen(new Set());
              void navigate({ search: saved });
            }}
          />
          <span className="min-w-0 flex-1 text-ink-2 text-sm tabular-nums" role="status" data-testid="lead-count">
            {board || total === null
              ? ''
              : total === 1
                ? t('1 lead')
                : t('{count} leads', { count: `${count(total)}${total >= MOST_COUNTED ? '+' : ''}` })}
          </span>
          <fieldset className="flex rounded-lg border border-line-strong p-0.5">
            <legend className="sr-only">{t('Show as')}</legend>
            <Choice label={t('List')} active={!board} onClick={() => look({ as: undefined })}>
              <Table2 className="size-4" aria-hidden="true" />
            </Choice>
            <Choice label={t('Board')} active={board} onClick={() => look({ as: 'board' })}>
              <KanbanSquare className="size-4" aria-hidden="true" />
            </Choice>
          </fieldset>
          {board ? null : (
            <Button className="max-md:hidden" onClick={() => setArranging(true)} data-testid="columns">
              <Columns3 className="size-3.5" aria-hidden="true" />
              <span className="max-lg:sr-only">{t('Columns')}</span>
            </Button>
          )}
          {mayWrite ? (
            <>
              <Link
                to="/leads/duplicates"
                className="inline-flex h-8 items-center gap-1.5 rounded-lg border border-line-strong px-2.5 font-medium text-sm hover:bg-sunken"
              >
                <CopyCheck className="size-3.5" aria-hidden="true" />
                <span className="hidden lg:inline">{t('Duplicates')}</span>
                <span className="sr-only lg:hidden">{t('Duplicates')}</span>
              </Link>

              {mayTransfer ? <Transfers filter={filter} /> : null}
              <Button tone="primary" onClick={() => setAdding(true)} data-testid="new-contact">
                <Plus className="size-3.5" aria-hidden="true" />
                <span className="max-sm:sr-only">{t('New contact')}</span>
              </Button>
            </>
          ) : null}
        </div>
        {board ? (
          <Board query={pipeline} filter={search.filter} />
        ) : (
          <LeadTable
            list={list}
            rows={rows}
            order={order}
            columns={columns}
            filtered={search.q !== undefined || search.filter !== undefined}
            chosen={chosen}
            onToggle={toggle}
            onToggleAll={() =>
              setChosen(before =>
                before.size > 0 ? new Set() : new Set(rows.slice(0, MOST_CHOSEN).map(row => row.contactId)),
              )
            }
            onOrder={next => look({ sort: next.sort, direction: next.direction === 'asc' ? 'asc' : undefined })}
            onClear={() => look({ q: undefined, filter: undefined })}
          />
        )}
        {chosen.size > 0 ? (
          <BulkBar chosen={[...chosen]} onDone={() => setChosen(new Set())}>
            {total !== null && chosen.size >= rows.length && total > chosen.size && chosen.size < MOST_CHOSEN ? (
              <Button tone="ghost" onClick={() => void chooseAll()} data-testid="choose-all">
                {total >= MOST_COUNTED ? t('Choose all that fit') : t('Choose all {count}', { count: count(total) })}
              </Button>
            ) : null}
          </BulkBar>
        ) : null}
      </div>
      {arranging ? (
        <ColumnSheet
          chosen={search.columns}
          onClose={() => setArranging(false)}
          onChoose={next => {
            setArranging(false);
            look({ columns: next });
          }}
        />
      ) : null}
      {adding ? <NewContact onClose={() => setAdding(false)} /> : null}
    </>
  );
};

const Choice = ({
  label,
  active,
  onClick,
  children,
}: {
  label: string;
  active: boolean;
  onClick: () => void;
  children: ReactNode;
}) => (
  <button
    type="button"
    aria-label={label}
    aria-pressed={active}
    onClick={onClick}
    className={`inline-flex h-7 items-center rounded-md px-2 ${active ? 'bg-accent-soft text-accent-text' : 'text-ink-2 hover:bg-sunken'}`}
  >
    {children}
  </button>
);
