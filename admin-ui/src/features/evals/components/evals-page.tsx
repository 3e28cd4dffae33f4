import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { ArrowLeft, FlaskConical } from 'lucide-react';
import { useEffect } from 'react';
import { write } from '../../../../../domain/permission/permission.ts';
import { IconButton } from '../../../components/icon-button.tsx';
import { Skeleton } from '../../../components/skeleton.tsx';
import { EmptyState, ErrorState } from '../../../components/states.tsx';
import { TopBar } from '../../../components/top-bar.tsx';
import { useMay } from '../../auth/api/session.ts';
import { evalListQuery } from '../api/evals.ts';
import { RunList } from './run-list.tsx';
import { RunView } from './run-view.tsx';
import { StartForm } from './start-form.tsx';

/** Playing personas against a playbook: start one, follow it, read what was said. */
export const EvalsPage = () => {
  const { runId } = useParams({ from: '/room/settings/evaluations/{-$runId}' });
  const navigate = useNavigate();
  const list = useQuery(evalListQuery);
  const mayStart = useMay(write('playbooks'));
  const open = (id: string | undefined) =>
    void navigate({ to: '/settings/evaluations/{-$runId}', params: id ? { runId: id } : {} });

  useEffect(() => {
    document.title = 'Evaluations · Parley';
  }, []);

  return (
    <>
      <TopBar title="Evaluations">
        <span className="flex-1">
          {runId ? (
            <IconButton label="All evaluations" onClick={() => open(undefined)}>
              <ArrowLeft className="size-4" aria-hidden="true" />
            </IconButton>
          ) : null}
        </span>
      </TopBar>
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto flex max-w-260 flex-col gap-6 px-4 py-6 md:px-8">
          {runId ? (
            <RunView runId={runId} />
          ) : (
            <>
              <p className="max-w-160 text-ink-2">
                Made-up customers write to your playbook: buyers, hagglers, people in a hurry, people who try to trick
                it. Every conversation is checked. It runs on a copy of its own: no customer hears of it, and nothing of
                it is counted.
              </p>
              {list.isPending ? <ListSkeleton /> : null}
              {list.isError && !list.data ? (
                <ErrorState what="The evaluations did not load" error={list.error} retry={() => void list.refetch()} />
              ) : null}
              {list.data ? (
                <>
                  {mayStart ? <StartForm list={list.data} onStarted={open} /> : null}
                  {list.data.runs.length > 0 ? (
                    <RunList runs={list.data.runs} onOpen={open} />
                  ) : (
                    <EmptyState icon={<FlaskConical className="size-6" />} title="Nothing was played yet">
                      <p>
                        {mayStart
                          ? 'Start the first one above; it takes a minute or two.'
                          : 'An administrator can start one.'}
                      </p>
                    </EmptyState>
                  )}
                </>
              ) : null}
            </>
          )}
        </div>
      </div>
    </>
  );
};

const ListSkeleton = () => (
  <div role="status" aria-label="Loading" className="flex flex-col gap-3">
    <Skeleton className="h-24 w-full" />
    <Skeleton className="h-12 w-full" />
    <Skeleton className="h-12 w-full" />
  </div>
);
