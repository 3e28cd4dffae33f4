import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { ArrowLeft, FlaskConical } from 'lucide-react';
import { write } from '../../../../../domain/permission/permission.ts';
import { Button } from '../../../components/button.tsx';
import { Loaded, Page } from '../../../components/page.tsx';
import { EmptyState } from '../../../components/states.tsx';
import { t } from '../../../lib/language.ts';
import { useMay } from '../../auth/api/session.ts';
import { evalListQuery } from '../api/evals.ts';
import { RunList } from './run-list.tsx';
import { RunView } from './run-view.tsx';
import { StartForm } from './start-form.tsx';

/** Playing personas against a playbook: start one, follow it, read what was said. */
export const EvalsPage = () => {
  const { runId } = useParams({ from: '/room/area/settings/evaluations/{-$runId}' });
  const wanted = useSearch({ from: '/room/area/settings/evaluations/{-$runId}' });
  const navigate = useNavigate();
  const list = useQuery(evalListQuery);
  const mayStart = useMay(write('playbooks'));
  const open = (id: string | undefined) =>
    void navigate({ to: '/settings/evaluations/{-$runId}', params: id ? { runId: id } : {} });

  return (
    <Page
      wide
      title={t('Evaluations')}
      about={t(
        'Made-up customers write to your playbook: buyers, hagglers, people in a hurry, people who try to trick it. Every conversation is checked. It runs on a copy of its own: no customer hears of it, and nothing of it is counted.',
      )}
      actions={
        runId ? (
          <Button onClick={() => open(undefined)}>
            <ArrowLeft className="size-3.5" aria-hidden="true" />
            {t('All evaluations')}
          </Button>
        ) : null
      }
    >
      {runId ? (
        <RunView runId={runId} />
      ) : (
        <Loaded query={list} what={t('The evaluations did not load')}>
          {data => (
            <>
              {mayStart ? <StartForm list={data} wanted={wanted} onStarted={open} /> : null}
              {data.runs.length > 0 ? (
                <RunList runs={data.runs} onOpen={open} />
              ) : (
                <EmptyState icon={<FlaskConical className="size-6" />} title={t('Nothing was played yet')}>
                  <p>
                    {mayStart
                      ? t('Start the first one above; it takes a minute or two.')
                      : t('An administrator can start one.')}
                  </p>
                </EmptyState>
              )}
            </>
          )}
        </Loaded>
      )}
    </Page>
  );
};
