import { Link } from '@tanstack/react-router';
import type { Measure } from '../../../../../../domain/analytics/measures.ts';
import { count, percent } from '../../../../lib/format.ts';
import type { InsightSearch } from '../../model/search.ts';

export interface Share {
  key: string;
  label: string;
  count: number;
  /** Beside the number, where it is not the share of the whole. */
  aside?: string;
}

/** Parts of a whole as bars with count and percent; each leads to what is behind it. Reads as a list. */
export const ShareBars = ({
  shares,
  whole,
  measure,
  search,
}: {
  shares: readonly Share[];
  whole: number;
  measure: Measure;
  search: InsightSearch;
}) => {
  const most = Math.max(1, ...shares.map(share => share.count));
  return (
    <ul className="flex flex-col">
      {shares.map(({ key, label, count: value, aside }) => (
        <li key={key}>
          <Link
            to="/insights/$measure"
            params={{ measure }}
            search={{ ...search, part: key }}
            className="focus-inset -mx-2 grid grid-cols-[minmax(0,1fr)_auto] gap-x-3 rounded-lg px-2 py-1.5 text-sm hover:bg-sunken"
          >
            <span className="truncate">{label}</span>
            <span className="tabular-nums">
              {count(value)} <span className="text-ink-2">{aside ?? (whole === 0 ? '' : percent(value / whole))}</span>
            </span>
            <span className="col-span-2 mt-1 block h-2 overflow-hidden rounded-sm bg-sunken" aria-hidden="true">
              <span className="block h-full rounded-sm bg-accent" style={{ width: `${(value / most) * 100}%` }} />
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
};
