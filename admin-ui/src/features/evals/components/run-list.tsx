import type { EvalRunView } from '../../../../../api/contracts/evals.ts';
import { Ago } from '../../../components/time.tsx';
import { t } from '../../../lib/language.ts';
import { runName, versionsOf } from '../model/result.ts';
import { Progress } from './progress.tsx';

export const RunList = ({ runs, onOpen }: { runs: EvalRunView[]; onOpen: (runId: string) => void }) => (
  <section aria-label={t('Evaluations so far')}>
    <h2 className="mb-2 font-semibold text-base">{t('So far')}</h2>
    <ul className="divide-y divide-line overflow-hidden rounded-xl border border-line">
      {runs.map(run => (
        <li key={run.id}>
          <button
            type="button"
            onClick={() => onOpen(run.id)}
            className="flex w-full flex-wrap items-center gap-x-4 gap-y-1 bg-surface px-4 py-3 text-left hover:bg-sunken"
          >
            <span className="min-w-44 font-medium">{runName(run)}</span>
            <span className="min-w-0 flex-1 text-ink-2 text-sm">
              <Outcome run={run} />
            </span>
            <Ago at={run.createdAt} className="text-ink-2 text-xs tabular-nums" />
          </button>
        </li>
      ))}
    </ul>
  </section>
);

const Outcome = ({ run }: { run: EvalRunView }) => {
  if (run.state === 'RUNNING') return <Progress run={run} />;
  if (run.state === 'FAILED')
    return <span className="text-danger-text">{t('Broke off: {failure}', { failure: run.failure ?? '' })}</span>;
  if (run.state === 'STOPPED') return <>{t('Stopped after {done}', { done: run.done })}</>;
  return (
    <>
      {versionsOf(run)
        .map(version => run.totals[String(version)])
        .map(totals =>
          totals
            ? t('{score} of 100, {clean} of {personas} clean', {
                score: totals.score,
                clean: totals.clean,
                personas: totals.personas,
              })
            : '–',
        )
        .join(t('  ·  beside  '))}
    </>
  );
};
