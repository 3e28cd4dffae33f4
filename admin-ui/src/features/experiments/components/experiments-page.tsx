import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { ArrowLeft, ChevronRight, Plus, SplitSquareHorizontal } from 'lucide-react';
import { useState } from 'react';
import { write } from '../../../../../domain/permission/permission.ts';
import { Button } from '../../../components/button.tsx';
import { Filled } from '../../../components/filled.tsx';
import { Loaded, Page } from '../../../components/page.tsx';
import { EmptyState } from '../../../components/states.tsx';
import { Ago } from '../../../components/time.tsx';
import { useNow } from '../../../lib/clock.ts';
import { t } from '../../../lib/language.ts';
import { useMay } from '../../auth/api/session.ts';
import { type Experiment, experimentsQuery } from '../api/experiments.ts';
import { STATE_WORDS, stateOf } from '../model/experiment.ts';
import { ExperimentView } from './experiment-view.tsx';
import { NewExperiment } from './new-experiment.tsx';

const route = getRouteApi('/room/area/settings/experiments/{-$experimentId}');

/** Ways of answering beside each other. */
export const ExperimentsPage = () => {
  const { experimentId } = route.useParams();
  const navigate = route.useNavigate();
  const list = useQuery(experimentsQuery);
  const mayWrite = useMay(write('playbooks'));
  const [making, setMaking] = useState(false);
  const open = (id: string | undefined) =>
    void navigate({ to: '/settings/experiments/{-$experimentId}', params: id ? { experimentId: id } : {} });
  const one = list.data?.find(each => each.id === experimentId);
  return (
    <Page
      wide
      title={one ? one.name : t('Experiments')}
      {...(one
        ? {}
        : {
            about: t(
              'An experiment gives each new conversation one of a few variants of the playbook, and keeps it there. What may vary: length, tone, when the agent offers the next step, and how long follow-ups wait.',
            ),
          })}
      actions={
        experimentId ? (
          <Button onClick={() => open(undefined)}>
            <ArrowLeft className="size-3.5" aria-hidden="true" />
            {t('All experiments')}
          </Button>
        ) : mayWrite ? (
          <Button tone="primary" data-testid="new-experiment" onClick={() => setMaking(true)}>
            <Plus className="size-3.5" aria-hidden="true" />
            {t('New experiment')}
          </Button>
        ) : null
      }
    >
      <Loaded query={list} what={t('The experiments did not load')}>
        {experiments =>
          experimentId ? (
            one ? (
              <ExperimentView experiment={one} />
            ) : (
              <EmptyState
                icon={<SplitSquareHorizontal className="size-6" />}
                title={t('There is no such experiment')}
              />
            )
          ) : experiments.length === 0 ? (
            <EmptyState icon={<SplitSquareHorizontal className="size-6" />} title={t('No experiment yet')}>
              <p>
                {mayWrite
                  ? t('Begin with one question: do shorter answers get more replies?')
                  : t('An administrator can begin one.')}
              </p>
            </EmptyState>
          ) : (
            <ul className="divide-y divide-line overflow-hidden rounded-xl border border-line">
              {experiments.map(experiment => (
                <li key={experiment.id}>
                  <Row experiment={experiment} onOpen={() => open(experiment.id)} />
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      {making ? (
        <NewExperiment
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

const Row = ({ experiment, onOpen }: { experiment: Experiment; onOpen: () => void }) => {
  const state = stateOf(experiment, useNow(60_000));
  return (
    <button
      type="button"
      onClick={onOpen}
      className="focus-inset flex w-full items-center gap-4 bg-surface px-4 py-3.5 text-left hover:bg-sunken"
    >
      <span className="min-w-0 flex-1">
        <span dir="auto" className="block font-medium [overflow-wrap:anywhere]">
          {experiment.name}
        </span>
        <span className="block text-ink-2 text-sm">
          <span className={state === 'runs' ? 'font-medium text-good' : ''}>{STATE_WORDS[state]}</span> ·{' '}
          <Filled
            text={t('{count} variants · made {when}', { count: experiment.variants.length })}
            values={{ when: <Ago at={experiment.createdAt} /> }}
          />
        </span>
      </span>
      <ChevronRight className="size-4 shrink-0 text-ink-3" aria-hidden="true" />
    </button>
  );
};
