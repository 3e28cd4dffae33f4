import { useQuery } from '@tanstack/react-query';
import { Play, Square, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { write } from '../../../../../domain/permission/permission.ts';
import { Button } from '../../../components/button.tsx';
import { Dialog } from '../../../components/dialog.tsx';
import { Loaded, Part } from '../../../components/page.tsx';
import { Ago } from '../../../components/time.tsx';
import { t } from '../../../lib/language.ts';
import { useMay } from '../../auth/api/session.ts';
import { type Flow, flowStatsQuery, useDeleteFlow, useSwitchFlow } from '../api/flows.ts';
import { nodeLabel } from '../model/draft.ts';
import { reasonWords } from '../model/words.ts';
import { FlowEditor, type FlowShape } from './flow-editor.tsx';
import { FlowRuns } from './flow-runs.tsx';

/** One flow: whether it begins, how its runs went, its steps, and where each run stands. */
export const FlowView = ({ flow, shape, onGone }: { flow: Flow; shape: FlowShape; onGone: () => void }) => {
  const flip = useSwitchFlow();
  const remove = useDeleteFlow();
  const mayWrite = useMay(write('flows'));
  const [asking, setAsking] = useState(false);
  return (
    <>
      <div
        data-testid="flow-state"
        className="flex flex-wrap items-center gap-3 rounded-xl border border-line bg-surface p-4 text-sm"
      >
        <p className="min-w-0 flex-1 basis-60">
          <span className={`font-medium ${flow.active ? 'text-good' : ''}`}>
            {flow.active ? t('Active') : t('Off')}
          </span>
          <span className="text-ink-2">
            {' '}
            {t('· version')} {flow.version} {t('· saved')} <Ago at={flow.updatedAt} />
            {flow.active ? '' : t(' · no run begins')}
          </span>
        </p>
        {mayWrite ? (
          <>
            <Button tone="danger" onClick={() => setAsking(true)}>
              <Trash2 className="size-3.5" aria-hidden="true" />
              {t('Delete')}
            </Button>
            <Button
              tone={flow.active ? 'plain' : 'primary'}
              disabled={flip.isPending}
              data-testid="switch-flow"
              onClick={() => flip.mutate({ id: flow.id, to: flow.active ? 'deactivate' : 'activate' })}
            >
              {flow.active ? (
                <Square className="size-3" aria-hidden="true" />
              ) : (
                <Play className="size-3.5" aria-hidden="true" />
              )}
              {flow.active ? t('Deactivate') : t('Activate')}
            </Button>
          </>
        ) : null}
      </div>
      <Figures flow={flow} />
      <FlowEditor key={`${flow.version} ${flow.updatedAt}`} flow={flow} mayWrite={mayWrite} shape={shape} />
      <FlowRuns flow={flow} mayWrite={mayWrite} />
      {asking ? (
        <Dialog
          title={t('Delete “{name}”?', { name: flow.name })}
          action={t('Delete')}
          tone="danger"
          busy={remove.isPending}
          onDo={() => remove.mutate(flow.id, { onSuccess: onGone })}
          onClose={() => setAsking(false)}
        >
          <p className="text-sm">
            {t('Its versions and what is known of its runs go with it.')}
            {flow.running > 0 ? t(' {running} under way end where they stand.', { running: flow.running }) : ''}
          </p>
        </Dialog>
      ) : null}
    </>
  );
};

const Figures = ({ flow }: { flow: Flow }) => {
  const stats = useQuery(flowStatsQuery(flow.id));
  return (
    <Part title={t('How it goes')}>
      <Loaded query={stats} what={t('The figures did not load')} rows={1}>
        {({ totalEntered, totalCompleted, running, stopped, failed, standing, ended }) => (
          <>
            <dl className="grid grid-cols-2 gap-px overflow-hidden rounded-xl border border-line bg-line sm:grid-cols-5">
              {[
                [t('Begun'), totalEntered],
                [t('Completed'), totalCompleted],
                [t('Under way'), running],
                [t('Stopped'), stopped],
                [t('Failed'), failed],
              ].map(([name, count]) => (
                <div key={name} className="bg-surface px-4 py-3 last:col-span-2 sm:last:col-span-1">
                  <dt className="text-ink-2 text-sm">{name}</dt>
                  <dd className="font-semibold text-lg tabular-nums">{count}</dd>
                </div>
              ))}
            </dl>
            {standing.length > 0 ? (
              <p className="mt-2 text-ink-2 text-sm [overflow-wrap:anywhere]">
                {t('Under way now: {standing}', {
                  standing: standing
                    .map(({ nodeId, runs }) => {
                      const node = flow.graph.nodes.find(each => each.id === nodeId);
                      return node
                        ? t('{runs} at step “{step}”', { runs, step: nodeLabel(flow.graph.nodes, node) })
                        : t('{runs} at a step of an older version', { runs });
                    })
                    .join(', '),
                })}
              </p>
            ) : null}
            {ended.length > 0 ? (
              <p className="mt-1 text-ink-2 text-sm">
                {t('Ended: {ended}', {
                  ended: ended
                    .map(({ reason, runs }) => t('{runs} {reason}', { runs, reason: reasonWords(reason) }))
                    .join(', '),
                })}
              </p>
            ) : null}
          </>
        )}
      </Loaded>
    </Part>
  );
};
