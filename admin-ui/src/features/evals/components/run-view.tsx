import { useQuery } from '@tanstack/react-query';
import { Square } from 'lucide-react';
import type { EvalDetail } from '../../../../../api/contracts/evals.ts';
import { write } from '../../../../../domain/permission/permission.ts';
import { Button } from '../../../components/button.tsx';
import { Notice } from '../../../components/notice.tsx';
import { Skeleton } from '../../../components/skeleton.tsx';
import { ErrorState } from '../../../components/states.tsx';
import { DayTime } from '../../../components/time.tsx';
import { count, latency, money } from '../../../lib/format.ts';
import { t } from '../../../lib/language.ts';
import { useMay } from '../../auth/api/session.ts';
import { evalRunQuery, useStopEval } from '../api/evals.ts';
import { personaRows, runName, versionsOf } from '../model/result.ts';
import { PersonaItem } from './persona-item.tsx';
import { Progress } from './progress.tsx';

/** One evaluation: figures, then every conversation with its checks. */
export const RunView = ({ runId }: { runId: string }) => {
  const run = useQuery(evalRunQuery(runId));
  const stop = useStopEval();
  const mayStop = useMay(write('playbooks'));
  if (run.isPending)
    return (
      <div role="status" aria-label={t('Loading')} className="flex flex-col gap-3">
        <Skeleton className="h-8 w-60" />
        <Skeleton className="h-24 w-full" />
        <Skeleton className="h-64 w-full" />
      </div>
    );
  if (!run.data)
    return <ErrorState what={t('This evaluation did not load')} error={run.error} retry={() => void run.refetch()} />;
  const { data } = run;
  const versions = versionsOf(data);
  const rows = personaRows(data);
  return (
    <>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <h2 className="font-semibold text-xl">{runName(data)}</h2>
        <span className="text-ink-2 text-sm">
          <DayTime at={data.createdAt} />
          {data.model ? ` · ${data.model}` : ''}
        </span>
        <span className="flex-1" />
        {data.state === 'RUNNING' ? (
          <>
            <Progress run={data} />
            {mayStop ? (
              <Button size="sm" onClick={() => stop.mutate(runId)} disabled={stop.isPending}>
                <Square className="size-3" aria-hidden="true" />
                {t('Stop')}
              </Button>
            ) : null}
          </>
        ) : null}
      </div>
      {data.demoModel ? (
        <Notice tone="approval">
          {t(
            'The model here is a simulation with fixed rules. These figures prove that the pipeline works; they say nothing about how well a real model answers.',
          )}
        </Notice>
      ) : null}
      {data.state === 'FAILED' ? (
        <Notice tone="danger">{t('It broke off: {failure}', { failure: data.failure ?? '' })}</Notice>
      ) : null}
      {data.state === 'STOPPED' ? (
        <Notice>{t('It was stopped; what had been played until then is below.')}</Notice>
      ) : null}
      {data.state === 'DONE' ? <Figures run={data} versions={versions} /> : null}
      {rows.length > 0 ? (
        <section aria-label={t('Conversations')}>
          <div className="mb-2 flex items-baseline gap-3">
            <h3 className="flex-1 font-semibold text-base">{t('Conversations')}</h3>
            {versions.length > 1
              ? versions.map(version => (
                  <span key={version} className="w-16 text-right text-ink-2 text-xs">
                    {t('v{version}', { version })}
                  </span>
                ))
              : null}
          </div>
          <ul className="divide-y divide-line overflow-hidden rounded-xl border border-line">
            {rows.map(row => (
              <PersonaItem key={row.key} row={row} versions={versions} />
            ))}
          </ul>
        </section>
      ) : null}
    </>
  );
};

const Figures = ({ run, versions }: { run: EvalDetail; versions: number[] }) => {
  const rows: [label: string, of: (totals: EvalDetail['totals'][string]) => string][] = [
    [t('Score of 100'), totals => String(totals.score)],
    [
      t('Personas with nothing wrong'),
      totals => t('{clean} of {personas}', { clean: totals.clean, personas: totals.personas }),
    ],
    [
      t('Checks passed'),
      totals => t('{passed} of {checks}', { passed: count(totals.passed), checks: count(totals.checks) }),
    ],
    [t('First answer, median'), totals => (totals.medianResponseMs === null ? '–' : latency(totals.medianResponseMs))],
    [t('Tokens'), totals => count(totals.inputTokens + totals.outputTokens)],
    [t('Cost'), totals => money(totals.costMicros, 'USD')],
    ...(run.demoModel
      ? []
      : ([[t("Judge's mean of 5"), totals => String(totals.judged ?? '–')]] satisfies [
          string,
          (totals: EvalDetail['totals'][string]) => string,
        ][])),
  ];
  return (
    <div className="overflow-x-auto rounded-xl border border-line">
      <table className="w-full text-sm">
        <thead>
          <tr className="text-ink-2">
            <th className="px-4 py-2 text-left font-normal">
              <span className="sr-only">{t('Figure')}</span>
            </th>
            {versions.map(version => (
              <th key={version} scope="col" className="px-4 py-2 text-right font-medium">
                {t('Version {version}', { version })}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([label, of]) => (
            <tr key={label} className="border-line border-t">
              <th scope="row" className="px-4 py-2 text-left font-normal text-ink-2">
                {label}
              </th>
              {versions.map(version => {
                const totals = run.totals[String(version)];
                return (
                  <td key={version} className="px-4 py-2 text-right font-medium tabular-nums">
                    {totals ? of(totals) : '–'}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
};
