import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { ArrowLeft, ChevronRight, Plus, Workflow } from 'lucide-react';
import { useState } from 'react';
import { write } from '../../../../../domain/permission/permission.ts';
import { Button } from '../../../components/button.tsx';
import { Loaded, Page } from '../../../components/page.tsx';
import { EmptyState } from '../../../components/states.tsx';
import { Ago } from '../../../components/time.tsx';
import { t } from '../../../lib/language.ts';
import { useMay } from '../../auth/api/session.ts';
import { type Flow, flowsQuery } from '../api/flows.ts';
import { triggerText } from '../model/words.ts';
import { FlowView } from './flow-view.tsx';
import { NewFlow } from './new-flow.tsx';

const route = getRouteApi('/room/area/settings/flows/{-$flowId}');

/** Fixed ways through a conversation: the list, or one of them. */
export const FlowsPage = () => {
  const { flowId } = route.useParams();
  const { as = 'list' } = route.useSearch();
  const navigate = route.useNavigate();
  const list = useQuery(flowsQuery);
  const mayWrite = useMay(write('flows'));
  const [making, setMaking] = useState(false);
  const open = (id: string | undefined) =>
    void navigate({ to: '/settings/flows/{-$flowId}', params: id ? { flowId: id } : {} });
  const one = list.data?.flows.find(each => each.id === flowId);
  return (
    <Page
      wide
      title={one ? one.name : t('Flows')}
      {...(one
        ? one.description === ''
          ? {}
          : { about: one.description }
        : {
            about: t(
              'A flow takes a conversation along a fixed way: it asks, waits, branches and labels, before keyword rules and the agent. A person who takes over ends it.',
            ),
          })}
      actions={
        flowId ? (
          <Button onClick={() => open(undefined)}>
            <ArrowLeft className="size-3.5" aria-hidden="true" />
            {t('All flows')}
          </Button>
        ) : mayWrite ? (
          <Button tone="primary" data-testid="new-flow" onClick={() => setMaking(true)}>
            <Plus className="size-3.5" aria-hidden="true" />
            {t('New flow')}
          </Button>
        ) : null
      }
    >
      <Loaded query={list} what={t('The flows did not load')}>
        {({ flows }) =>
          flowId ? (
            one ? (
              <FlowView key={one.id} flow={one} shape={as} onGone={() => open(undefined)} />
            ) : (
              <EmptyState icon={<Workflow className="size-6" />} title={t('There is no such flow')} />
            )
          ) : flows.length === 0 ? (
            <EmptyState icon={<Workflow className="size-6" />} title={t('No flow yet')}>
              <p>
                {mayWrite
                  ? t('Begin with a ready one: a welcome, a call back, or thanks for a photo.')
                  : t('A manager can make one.')}
              </p>
              {mayWrite ? <Button onClick={() => setMaking(true)}>{t('Choose an example')}</Button> : null}
            </EmptyState>
          ) : (
            <ul className="divide-y divide-line overflow-hidden rounded-xl border border-line">
              {flows.map(flow => (
                <li key={flow.id}>
                  <Row flow={flow} onOpen={() => open(flow.id)} />
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      {making && list.data ? (
        <NewFlow
          examples={list.data.examples}
          onClose={() => setMaking(false)}
          onMade={id => {
            setMaking(false);
            open(id);
          }}
        />
      ) : null}
    </Page>
  );
};

const Row = ({ flow, onOpen }: { flow: Flow; onOpen: () => void }) => (
  <button
    type="button"
    onClick={onOpen}
    className="focus-inset flex w-full items-center gap-4 bg-surface px-4 py-3.5 text-left hover:bg-sunken"
  >
    <span className="min-w-0 flex-1">
      <span dir="auto" className="block font-medium [overflow-wrap:anywhere]">
        {flow.name}
      </span>
      <span className="block text-ink-2 text-sm [overflow-wrap:anywhere]">
        <span className={flow.active ? 'font-medium text-good' : ''}>{flow.active ? t('active') : t('off')}</span> ·{' '}
        {triggerText(flow.trigger)} · {flow.totalEntered} {t('begun,')} {flow.totalCompleted} {t('completed')}
        {flow.lastRunAt ? (
          <>
            {t(', last')} <Ago at={flow.lastRunAt} />
          </>
        ) : null}
      </span>
    </span>
    <ChevronRight className="size-4 shrink-0 text-ink-3" aria-hidden="true" />
  </button>
);
