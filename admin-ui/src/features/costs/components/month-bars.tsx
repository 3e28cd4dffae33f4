import { getRouteApi } from '@tanstack/react-router';
import { clsx } from 'clsx';
import type { z } from 'zod';
import type { monthsSchema } from '../../../../../api/contracts/costs.ts';
import { money } from '../../../lib/format.ts';
import { t } from '../../../lib/language.ts';
import { monthName, thisMonth } from './month-name.ts';

const route = getRouteApi('/room/area/settings/costs');
type Months = z.infer<typeof monthsSchema>['months'];

/** The last twelve months; a click shows everything on the page for that month. */
export const MonthBars = ({ months }: { months: Months }) => {
  const { month: chosen } = route.useSearch();
  const navigate = route.useNavigate();
  if (months.length === 0) return <p className="text-ink-2 text-sm">{t('Nothing was spent yet.')}</p>;
  const shown = months.slice(0, 12);
  const most = Math.max(1, ...shown.map(each => each.modelMicros + each.messageMicros));
  return (
    <ul className="rounded-xl border border-line bg-surface py-1.5">
      {shown.map(({ month, modelMicros, messageMicros }) => {
        const active = (chosen ?? thisMonth()) === month;
        return (
          <li key={month}>
            <button
              type="button"
              aria-current={active ? 'true' : undefined}
              onClick={() => void navigate({ search: before => ({ ...before, month }), resetScroll: false })}
              className={clsx(
                'focus-inset grid w-full grid-cols-[5.5rem_minmax(0,1fr)_5rem] items-center gap-3 px-4 py-1.5 text-left text-sm hover:bg-sunken',
                active && 'font-medium',
              )}
            >
              <span>{monthName(month, 'short')}</span>
              <span className="flex h-2.5 gap-px" aria-hidden="true">
                <span className="h-full rounded-l-sm bg-accent" style={{ width: `${(modelMicros / most) * 100}%` }} />
                <span
                  className="h-full rounded-r-sm bg-accent/40"
                  style={{ width: `${(messageMicros / most) * 100}%` }}
                />
              </span>
              <span className="text-right tabular-nums">{money(modelMicros + messageMicros, 'USD')}</span>
            </button>
          </li>
        );
      })}
      <li className="flex gap-4 px-4 pt-1.5 pb-1 text-ink-2 text-xs">
        <span className="flex items-center gap-1.5">
          <span className="size-2 rounded-sm bg-accent" aria-hidden="true" /> {t('Model')}
        </span>
        <span className="flex items-center gap-1.5">
          <span className="size-2 rounded-sm bg-accent/40" aria-hidden="true" /> WhatsApp
        </span>
      </li>
    </ul>
  );
};
