import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { ArrowLeft, FileUp } from 'lucide-react';
import { useEffect, useId, useState } from 'react';
import { MOST_IMPORT_BYTES, MOST_IMPORT_ROWS, readCsvFile } from '../../../../../domain/crm/csv-file.ts';
import { Box, Loaded } from '../../../components/page.tsx';
import { Ago } from '../../../components/time.tsx';
import { TopBar } from '../../../components/top-bar.tsx';
import { count, sentence } from '../../../lib/format.ts';
import { explain } from '../../../lib/http.ts';
import { t } from '../../../lib/language.ts';
import { importQuery, importsQuery, uploadRows } from '../api/transfers.ts';
import { ImportView } from './import-view.tsx';

const route = getRouteApi('/room/leads/import/{-$importId}');

/** Contacts from a file: chosen, matched, checked, taken. */
export const ImportPage = () => {
  const { importId } = route.useParams();
  useEffect(() => {
    document.title = t('Import · Parley');
  }, []);
  return (
    <>
      <TopBar title={t('Leads')}>
        <span className="hidden flex-1 md:block" />
      </TopBar>
      <div className="min-h-0 flex-1 overflow-y-auto overscroll-contain">
        <div className="mx-auto flex max-w-190 flex-col gap-5 px-3 py-4 md:px-6">
          <Link
            to={importId ? '/leads/import/{-$importId}' : '/leads/{-$contactId}'}
            params={{}}
            className="inline-flex items-center gap-1 self-start rounded text-ink-2 text-sm hover:text-ink"
          >
            <ArrowLeft className="size-3.5" aria-hidden="true" />
            {importId ? t('All imports') : t('All leads')}
          </Link>
          {importId ? <One id={importId} key={importId} /> : <Begin />}
        </div>
      </div>
    </>
  );
};

const One = ({ id }: { id: string }) => {
  const job = useQuery(importQuery(id));
  return (
    <Loaded query={job} what={t('The import did not load')}>
      {data => <ImportView job={data} />}
    </Loaded>
  );
};

const Begin = () => {
  const imports = useQuery(importsQuery);
  const navigate = route.useNavigate();
  const [sent, setSent] = useState<{ now: number; all: number } | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const input = useId();

  const take = async (file: File) => {
    setProblem(null);
    setSent({ now: 0, all: 0 });
    try {
      // One byte more than is allowed is enough to say so.
      const read = readCsvFile(new Uint8Array(await file.slice(0, MOST_IMPORT_BYTES + 1).arrayBuffer()));
      if (!read.ok) return setProblem(read.problem);
      const all = read.rows.length;
      setSent({ now: 0, all });
      const importId = await uploadRows(file.name, read, now => setSent({ now, all }));
      void navigate({ to: '/leads/import/{-$importId}', params: { importId } });
    } catch (error) {
      const { message, hint } = explain(error);
      setProblem(`${message} ${hint ?? ''}`);
    } finally {
      setSent(null);
    }
  };

  return (
    <>
      <header>
        <h2 className="font-semibold text-xl">{t('Import contacts')}</h2>
        <p className="mt-1 text-ink-2 text-sm">
          {t(
            'A CSV file whose first line names its columns. Nothing is changed before you have seen what would happen.',
          )}
        </p>
      </header>
      <label
        htmlFor={input}
        className="flex cursor-pointer flex-col items-center gap-2 rounded-xl border border-line-strong border-dashed bg-surface px-6 py-10 text-center focus-within:border-accent hover:bg-sunken"
      >
        <FileUp className="size-6 text-ink-3" aria-hidden="true" />
        <span className="font-medium">
          {sent === null
            ? t('Choose a CSV file')
            : sent.all === 0
              ? t('Reading the file')
              : t('Sending {now} of {all} rows', { now: count(sent.now), all: count(sent.all) })}
        </span>
        <span className="text-ink-2 text-sm">{t('Up to {count} rows', { count: count(MOST_IMPORT_ROWS) })}</span>
        <input
          id={input}
          type="file"
          accept=".csv,text/csv,text/plain"
          disabled={sent !== null}
          className="sr-only"
          data-testid="import-file"
          onChange={event => {
            const file = event.target.files?.[0];
            event.target.value = '';
            if (file) void take(file);
          }}
        />
      </label>
      {problem ? (
        <p role="alert" className="rounded-lg bg-danger-soft px-3 py-2 text-danger-text text-sm">
          {problem}
        </p>
      ) : null}
      <Loaded query={imports} what={t('The imports did not load')} rows={2}>
        {list =>
          list.length === 0 ? null : (
            <Box>
              <h3 className="border-line border-b px-4 py-2.5 font-semibold text-sm">{t('Earlier imports')}</h3>
              <ul>
                {list.map(job => (
                  <li key={job.id} className="border-line border-b last:border-b-0">
                    <Link
                      to="/leads/import/{-$importId}"
                      params={{ importId: job.id }}
                      className="focus-inset flex flex-wrap items-baseline gap-x-3 px-4 py-2.5 text-sm hover:bg-sunken"
                    >
                      <span className="min-w-0 flex-1 truncate font-medium">{job.fileName}</span>
                      <span className="text-ink-2 tabular-nums">
                        {sentence(job.state)} ·{' '}
                        {job.totalRows === 1 ? t('1 row') : t('{count} rows', { count: count(job.totalRows) })}
                      </span>
                      <Ago at={job.createdAt} className="text-ink-2 text-xs" />
                    </Link>
                  </li>
                ))}
              </ul>
            </Box>
          )
        }
      </Loaded>
    </>
  );
};
