import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Square } from 'lucide-react';
import type { FlowRunView } from '../../../../../api/contracts/flows.ts';
import { IconButton } from '../../../components/icon-button.tsx';
import { Loaded, Part } from '../../../components/page.tsx';
import { Ago, DayTime } from '../../../components/time.tsx';
import { t } from '../../../lib/language.ts';
import { type Flow, flowRunsQuery, useStopRun } from '../api/flows.ts';
import { nodeLabel } from '../model/draft.ts';
import { reasonWords, STATE_WORDS } from '../model/words.ts';

/** The newest runs, and where each stands. */
export const FlowRuns = ({ flow, mayWrite }: { flow: Flow; mayWrite: boolean }) => {
  const runs = useQuery(flowRunsQuery(flow.id));
  const stop = useStopRun(flow.id);
  return (
    <Part title={t('Runs')} about={t('The newest hundred. A run keeps the version it began with.')}>
      <Loaded query={runs} what={t('The runs did not load')} rows={2}>
        {found =>
          found.length === 0 ? (
            <p className="text-ink-2 text-sm">
              {flow.active
                ? t('No run yet; the next fitting message begins one.')
                : t('No run yet. Activate the flow first.')}
            </p>
          ) : (
            <ul className="divide-y divide-line overflow-hidden rounded-xl border border-line bg-surface">
              {found.map(run => (
                <li key={run.id} data-testid="flow-run" className="flex items-center gap-3 px-4 py-2.5 text-sm">
                  <span className="min-w-0 flex-1">
                    <Link
                      to="/inbox/{-$conversationId}"
                      params={{ conversationId: run.conversationId }}
                      className="font-medium text-accent-text hover:underline [overflow-wrap:anywhere]"
                    >
                      {run.contactName ?? t('Somebody')}
                    </Link>
                    <span className="block text-ink-2 [overflow-wrap:anywhere]">{standing(flow, run)}</span>
                  </span>
                  <span className="shrink-0 text-right text-ink-2">
                    <span className={`block ${run.state === 'FAILED' ? 'text-danger-text' : ''}`}>
                      {STATE_WORDS[run.state]}
                    </span>
                    <Ago at={run.endedAt ?? run.startedAt} />
                  </span>
                  {mayWrite && run.state === 'RUNNING' ? (
                    <IconButton
                      label={t('Stop this run')}
                      disabled={stop.isPending}
                      onClick={() => stop.mutate(run.id)}
                    >
                      <Square className="size-3.5" aria-hidden="true" />
                    </IconButton>
                  ) : null}
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </Part>
  );
};

function standing(flow: Flow, run: FlowRunView) {
  const node = run.version === flow.version ? flow.graph.nodes.find(each => each.id === run.nodeId) : undefined;
  const where = node
    ? nodeLabel(flow.graph.nodes, node)
    : t('“{nodeId}” of version {version}', { nodeId: run.nodeId, version: run.version });
  if (run.endReason !== null) return t('{endReason}, at {where}', { endReason: reasonWords(run.endReason), where });
  return (
    <>
      {run.waitsFor === 'answer'
        ? t('waits for the answer at {where}', { where })
        : run.waitsFor === 'delay'
          ? t('waits at {where}', { where })
          : t('goes on with {where}', { where })}
      {run.dueAt ? (
        <>
          {' '}
          {t('until')} <DayTime at={run.dueAt} />
        </>
      ) : null}
    </>
  );
}
