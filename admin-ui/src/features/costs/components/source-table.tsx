import { getRouteApi, Link } from '@tanstack/react-router';
import type { BySource } from '../../../../../api/contracts/costs.ts';
import { LEAD_SOURCES } from '../../../../../domain/words.ts';
import { count, money } from '../../../lib/format.ts';
import { t } from '../../../lib/language.ts';
import { useMe } from '../../auth/api/session.ts';
import { SOURCE_LABELS } from '../../inbox/model/labels.ts';

const route = getRouteApi('/room/area/settings/costs');
type Row = BySource['sources'][number];

const sourceName = (key: string): string => {
  const known = LEAD_SOURCES.find(source => source === key);
  return known ? SOURCE_LABELS[known].charAt(0).toUpperCase() + SOURCE_LABELS[known].slice(1) : key;
};

/** Cost beside worth. A return is only told where both are in one currency. */
export const SourceTable = ({ rows, by }: { rows: Row[]; by: 'source' | 'campaign' }) => {
  const { currency } = useMe().organization;
  const search = route.useSearch();
  const narrowed = (key: string) => {
    const source = LEAD_SOURCES.find(each => each === key);
    return by === 'campaign' ? { ...search, campaign: key } : source ? { ...search, source } : search;
  };
  if (rows.length === 0) return <p className="text-ink-2 text-sm">{t('No conversation fits.')}</p>;
  const columns: readonly [label: string, of: (row: Row) => string][] = [
    [t('Conversations'), row => count(row.conversations)],
    [t('Cost'), row => money(row.costMicros, 'USD')],
    [t('Won'), row => count(row.won)],
    [t('Cost per won lead'), row => (row.won === 0 ? '–' : money(row.costMicros / row.won, 'USD'))],
    [t('Won value'), row => (row.wonValueMicros === null ? t('unknown') : money(row.wonValueMicros, currency))],
    ...(currency === 'USD'
      ? ([
          [
            t('Return'),
            row =>
              row.wonValueMicros === null || row.costMicros === 0
                ? '–'
                : `${count(Math.round(row.wonValueMicros / row.costMicros))}×`,
          ],
        ] satisfies [string, (row: Row) => string][])
      : []),
  ];
  return (
    <section
      aria-label={by === 'source' ? t('By source') : t('By campaign')}
      className="overflow-x-auto rounded-xl border border-line bg-surface"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
    >
      <table className="w-full text-sm" data-testid="by-source">
        <thead>
          <tr className="text-ink-2 text-xs">
            <th scope="col" className="px-4 py-2 text-left font-medium">
              {by === 'source' ? t('Source') : t('Campaign')}
            </th>
            {columns.map(([label]) => (
              <th key={label} scope="col" className="whitespace-nowrap px-3 py-2 text-right font-medium last:pr-4">
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(row => (
            <tr key={row.source} className="border-line border-t">
              <th scope="row" className="max-w-56 px-4 py-2.5 text-left font-medium [overflow-wrap:anywhere]">
                {row.source === '' ? (
                  t('No campaign')
                ) : (
                  <Link
                    to="/settings/costs"
                    search={narrowed(row.source)}
                    resetScroll={false}
                    className="underline decoration-line-strong underline-offset-2 hover:decoration-ink"
                  >
                    {by === 'source' ? sourceName(row.source) : row.source}
                  </Link>
                )}
              </th>
              {columns.map(([label, of]) => (
                <td key={label} className="whitespace-nowrap px-3 py-2.5 text-right tabular-nums last:pr-4">
                  {of(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
};
