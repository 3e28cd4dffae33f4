import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ResponseTime } from '../../../../../api/contracts/analytics.ts';
import { Loaded } from '../../../components/page.tsx';
import { count, duration } from '../../../lib/format.ts';
import { t } from '../../../lib/language.ts';
import { responseTimeQuery } from '../api/analytics.ts';
import type { Days, InsightSearch } from '../model/search.ts';
import { Nothing, Panel } from './panel.tsx';

type Times = ResponseTime['value'];
const ROWS = [
  ['ai', t('The AI'), 'AI'],
  ['people', t('People'), 'PERSON'],
  ['all', t('Both'), undefined],
] as const;
const COLUMNS = [
  [t('Average'), 'avgMs'],
  [t('Median'), 'p50Ms'],
  ['P95', 'p95Ms'],
  [t('Fastest'), 'minMs'],
  [t('Slowest'), 'maxMs'],
] as const;

/** How long customers waited: from the first message nobody had answered to the first answer. */
export const ResponsePanel = ({ days, search }: { days: Days; search: InsightSearch }) => {
  const times = useQuery(responseTimeQuery(days));
  return (
    <Panel
      title={t('Response time')}
      about={t('From the first message that waited to the first answer; several in a row count once.')}
    >
      <Loaded query={times} what={t('The response times did not load')} rows={2}>
        {data =>
          data.value.all === null && data.value.unanswered === 0 ? (
            <Nothing>{t('Nobody wrote in these days.')}</Nothing>
          ) : (
            <ResponseTable times={data.value} before={data.previous} search={search} />
          )
        }
      </Loaded>
    </Panel>
  );
};

const ResponseTable = ({ times, before, search }: { times: Times; before: Times; search: InsightSearch }) => (
  <>
    <section
      aria-label={t('Response times')}
      className="-mx-4 overflow-x-auto px-4"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
    >
      <table className="w-full text-sm tabular-nums" data-testid="response-times">
        <thead className="text-ink-2 text-xs">
          <tr>
            <th scope="col" className="py-1 text-left font-medium">
              {t('Who')}
            </th>
            <th scope="col" className="py-1 pl-3 text-right font-medium">
              {t('Answers')}
            </th>
            {COLUMNS.map(([label]) => (
              <th key={label} scope="col" className="whitespace-nowrap py-1 pl-3 text-right font-medium">
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {ROWS.map(([key, label, part]) => {
            const row = times[key];
            return (
              <tr key={key} className="border-line border-t">
                <th scope="row" className="whitespace-nowrap py-1.5 text-left font-medium">
                  {label}
                </th>
                <td className="py-1.5 pl-3 text-right">
                  <Link
                    to="/insights/$measure"
                    params={{ measure: 'answers' }}
                    search={part ? { ...search, part } : search}
                    className="underline decoration-line-strong underline-offset-2"
                  >
                    {count(row?.count ?? 0)}
                    <span className="sr-only"> {t('answers: {label}', { label })}</span>
                  </Link>
                </td>
                {COLUMNS.map(([name, field]) => (
                  <td key={name} className="whitespace-nowrap py-1.5 pl-3 text-right">
                    {row ? duration(row[field]) : '–'}
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
    <p className="mt-2 text-ink-2 text-sm">
      <Link
        to="/insights/$measure"
        params={{ measure: 'unanswered' }}
        search={search}
        className="underline decoration-line-strong underline-offset-2"
      >
        {t('{unanswered} without an answer', { unanswered: count(times.unanswered) })}
      </Link>
      {before.all
        ? t('; the days before: {avgMs} on average, P95 {p95Ms}', {
            avgMs: duration(before.all.avgMs),
            p95Ms: duration(before.all.p95Ms),
          })
        : ''}
    </p>
  </>
);
