import type { EvalRunView } from '../../../../../api/contracts/evals.ts';
import { t } from '../../../lib/language.ts';

/** How far a run is: a bar once the number of personas is known. */
export const Progress = ({ run }: { run: Pick<EvalRunView, 'done' | 'total' | 'doing'> }) => {
  const share = run.total ? run.done / run.total : 0;
  return (
    <span className="flex items-center gap-3">
      <span className="h-1.5 w-32 overflow-hidden rounded-full bg-sunken" aria-hidden="true">
        <span className="block h-full rounded-full bg-accent" style={{ width: `${Math.round(share * 100)}%` }} />
      </span>
      <span role="status" className="min-w-0 truncate tabular-nums">
        {run.total ? t('{done} of {total}', { done: run.done, total: run.total }) : run.doing || t('starting')}
      </span>
    </span>
  );
};
