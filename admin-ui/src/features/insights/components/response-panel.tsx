import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ResponseTime } from '../../../../../api/contracts/analytics.ts';
import { Loaded } from '../../../components/page.tsx';
import { count, duration } from '../../../lib/format.ts';
import { responseTimeQuery } from '../api/analytics.ts';
import type { Days, InsightSearch } from '../model/search.ts';
import { Nothing, Panel } from './panel.tsx';

type Times = ResponseTime['value'];
const ROWS = [
  ['ai', 'The AI', 'AI'],
  ['people', 'People', 'PERSON'],
  ['all', 'Both', undefined],
] as const;
const COLUMNS = [
  ['Average', 'avgMs'],
  ['Median', 'p50Ms'],
  ['P95', 'p95Ms'],
  ['Fastest', 'minMs'],
  ['Slowest', 'maxMs'],
] as const;

/** How long customers waited: from the first message nobody had answered to the first answer. */
export const ResponsePanel = ({ days, search }: { days: Days; search: InsightSearch }) => {
  const times = useQuery(responseTimeQuery(days));
  return (
    <Panel
      title="Response time"
      about="From the first message that waited to the first answer; several in a row count once."
    >
      <Loaded query={times} what="The response times did not load" rows={2}>
        {data =>
          data.value.all === null && data.value.unanswered === 0 ? (
            <Nothing>Nobody wrote in these days.</Nothing>
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
      aria-label="Response times"
      className="-mx-4 overflow-x-auto px-4"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
    >
      <table className="w-full text-sm tabular-nums" data-testid="response-times">
        <thead className="text-ink-2 text-xs">
          <tr>
            <th scope="col" className="py-1 text-left font-medium">
              Who
            </th>
            <th scope="col" className="py-1 pl-3 text-right font-medium">
              Answers
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
                    <span className="sr-only"> answers: {label}</span>
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
        {count(times.unanswered)} without an answer
      </Link>
      {before.all
        ? `; the days before: ${duration(before.all.avgMs)} on average, P95 ${duration(before.all.p95Ms)}`
        : ''}
    </p>
  </>
);
