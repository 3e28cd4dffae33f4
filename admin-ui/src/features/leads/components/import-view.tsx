import { Link } from '@tanstack/react-router';
import { Download } from 'lucide-react';
import type { ImportDetail as Job } from '../../../../../api/contracts/transfers.ts';
import { Button } from '../../../components/button.tsx';
import { Box } from '../../../components/page.tsx';
import { count } from '../../../lib/format.ts';
import { t } from '../../../lib/language.ts';
import { useImportPass } from '../api/transfers.ts';
import { ImportMapping } from './import-mapping.tsx';

const STATE_WORDS: Record<Job['state'], string> = {
  UPLOADED: t('Say what each column is, then check the rows.'),
  CHECKING: t('Checking every row. Nothing is changed.'),
  CHECKED: t('Checked. Nothing has been changed yet.'),
  RUNNING: t('Taking the rows. You may leave this page; it goes on by itself.'),
  DONE: t('Done.'),
  STOPPED: t('Stopped. What was taken stays.'),
  FAILED: t('This import could not go on.'),
};

/** One import: what its columns are, how far it is, and what became of its rows. */
export const ImportView = ({ job }: { job: Job }) => {
  const pass = useImportPass(job.id);
  const running = job.state === 'CHECKING' || job.state === 'RUNNING';
  const settled = job.state === 'DONE' || running;
  return (
    <>
      <header>
        <h2 className="font-semibold text-xl [overflow-wrap:anywhere]">{job.fileName}</h2>
        <p className="mt-1 text-ink-2 text-sm" role="status" data-testid="import-state">
          {STATE_WORDS[job.state]}{' '}
          {job.totalRows === 1 ? t('1 row.') : t('{count} rows.', { count: count(job.totalRows) })}
        </p>
      </header>
      {running ? (
        <div className="flex items-center gap-3">
          <progress
            value={job.doneRows}
            max={job.totalRows}
            aria-label={t('Rows that are done')}
            className="h-2 min-w-0 flex-1 overflow-hidden rounded-full [&::-moz-progress-bar]:bg-accent [&::-webkit-progress-bar]:bg-sunken [&::-webkit-progress-value]:rounded-full [&::-webkit-progress-value]:bg-accent"
          />
          <span className="text-sm tabular-nums">
            {t('{done} of {total}', { done: count(job.doneRows), total: count(job.totalRows) })}
          </span>
          <Button disabled={pass.isPending} onClick={() => pass.mutate({ how: 'stop' })}>
            {t('Stop')}
          </Button>
        </div>
      ) : null}
      {job.startedAt ? <Figures job={job} /> : null}
      {job.state === 'DONE' && job.created + job.updated > 0 ? (
        <Link
          to="/leads/{-$contactId}"
          params={{}}
          search={{ filter: { importId: job.id } }}
          className="inline-flex h-8 items-center self-start rounded-lg border border-line-strong px-3 font-medium text-sm hover:bg-sunken"
        >
          {t('Show them in the list')}
        </Link>
      ) : null}
      {settled ? null : (
        <ImportMapping job={job} busy={pass.isPending} onPass={(how, asked) => pass.mutate({ how, pass: asked })} />
      )}
    </>
  );
};

const Figures = ({ job }: { job: Job }) => {
  const dry = job.state === 'CHECKING' || job.state === 'CHECKED';
  const figures = [
    [dry ? t('Would be created') : t('Created'), job.created],
    [dry ? t('Would be updated') : t('Updated'), job.updated],
    [t('Left as they are'), job.skipped],
    [t('Cannot be taken'), job.failed],
  ] as const;
  return (
    <Box>
      <dl className="grid grid-cols-2 sm:grid-cols-4">
        {figures.map(([label, value]) => (
          <div key={label} className="px-4 py-3">
            <dt className="text-ink-2 text-xs">{label}</dt>
            <dd className="font-semibold text-xl tabular-nums">{count(value)}</dd>
          </div>
        ))}
      </dl>
      {job.failed > 0 ? (
        <div className="border-line border-t px-4 py-3 text-sm">
          <ul className="flex flex-col gap-1 text-ink-2" data-testid="import-problems">
            {job.problems.map(({ row, errors }) => (
              <li key={row} className="[overflow-wrap:anywhere]">
                <span className="font-medium text-ink tabular-nums">{t('Row {number}', { number: count(row) })}</span>{' '}
                {errors.join('; ')}
              </li>
            ))}
          </ul>
          <a
            href={`/api/v1/imports/${job.id}/errors`}
            download
            className="mt-2 inline-flex items-center gap-1.5 text-accent-text underline-offset-2 hover:underline"
          >
            <Download className="size-3.5 shrink-0" aria-hidden="true" />
            {job.failed > job.problems.length
              ? t('Download all {failed} rows that cannot be taken', { failed: count(job.failed) })
              : t('Download them, to mend and import again')}
          </a>
        </div>
      ) : null}
    </Box>
  );
};
