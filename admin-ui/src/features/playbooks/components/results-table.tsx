import { count, money, percent } from '../../../lib/format.ts';
import { t } from '../../../lib/language.ts';
import type { Results } from '../api/playbooks.ts';

type Row = Results[number];

const share = (part: number, whole: number): string => (whole === 0 ? '–' : percent(part / whole));

const COLUMNS: readonly { label: string; of: (row: Row) => string; note?: (row: Row) => string }[] = [
  { label: t('Conversations'), of: row => count(row.conversations) },
  { label: t('Replied'), of: row => share(row.replied, row.conversations), note: row => count(row.replied) },
  { label: t('Qualified'), of: row => share(row.qualified, row.conversations), note: row => count(row.qualified) },
  { label: t('Won'), of: row => share(row.won, row.conversations), note: row => count(row.won) },
  { label: t('Opted out'), of: row => share(row.optedOut, row.conversations), note: row => count(row.optedOut) },
  { label: t('Escalated'), of: row => share(row.escalated, row.conversations), note: row => count(row.escalated) },
  {
    label: t('Cost each'),
    of: row => (row.conversations === 0 ? '–' : money(row.costMicros / row.conversations, 'USD')),
  },
];

/** How conversations went, one row a version or variant. Few conversations say little, and the table says so. */
export const ResultsTable = ({
  results,
  first,
  nameOf,
}: {
  results: Results;
  /** What a row is: `Version`. */
  first: string;
  nameOf: (key: string) => string;
}) => (
  <div>
    <section
      className="overflow-x-auto rounded-xl border border-line bg-surface"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      aria-label={t('Results by {first}', { first: first.toLowerCase() })}
    >
      <table className="w-full text-sm" data-testid="results">
        <thead>
          <tr className="text-ink-2 text-xs">
            <th scope="col" className="px-4 py-2 text-left font-medium">
              {first}
            </th>
            {COLUMNS.map(({ label }) => (
              <th key={label} scope="col" className="whitespace-nowrap px-3 py-2 text-right font-medium last:pr-4">
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {results.map(row => (
            <tr key={row.key} className="border-line border-t">
              <th scope="row" className="whitespace-nowrap px-4 py-2.5 text-left font-medium">
                {nameOf(row.key)}
              </th>
              {COLUMNS.map(({ label, of, note }) => (
                <td key={label} className="whitespace-nowrap px-3 py-2.5 text-right tabular-nums last:pr-4">
                  {of(row)}
                  {note ? <span className="ml-1.5 text-ink-2 text-xs">{note(row)}</span> : null}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
    {results.some(row => row.conversations < FEW) ? (
      <p className="mt-2 text-ink-2 text-xs">
        {t('Under {count} conversations a difference may well be chance: wait before you decide.', { count: FEW })}
      </p>
    ) : null}
  </div>
);

const FEW = 100;
