import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { LEAD_SOURCES } from '../../../../../domain/words.ts';
import { Button } from '../../../components/button.tsx';
import { FIELD } from '../../../components/field.tsx';
import { t } from '../../../lib/language.ts';
import { SOURCE_LABELS } from '../../inbox/model/labels.ts';
import { monthsQuery } from '../api/costs.ts';
import { monthName, thisMonth } from './month-name.ts';

const route = getRouteApi('/room/area/settings/costs');
const SELECT = `${FIELD} px-2`;

/** Month, source and campaign narrow the tables and the file; the address holds them (A-ATTR-2). */
export const CostFilters = () => {
  const { month, source, campaign, by = 'source' } = route.useSearch();
  const navigate = route.useNavigate();
  const months = useQuery(monthsQuery).data ?? [];
  const known = [...new Set([thisMonth(), ...months.map(each => each.month), ...(month ? [month] : [])])];
  const set = (change: object) =>
    void navigate({ search: before => ({ ...before, ...change }), replace: true, resetScroll: false });
  return (
    <div className="mb-3 grid grid-cols-1 gap-2 sm:grid-cols-3 lg:grid-cols-4">
      <select
        aria-label={t('Month')}
        className={SELECT}
        value={month ?? ''}
        onChange={event => set({ month: event.target.value || undefined })}
      >
        <option value="">{t('All months')}</option>
        {known.map(each => (
          <option key={each} value={each}>
            {monthName(each)}
          </option>
        ))}
      </select>
      <select
        aria-label={t('Source')}
        className={SELECT}
        value={source ?? ''}
        onChange={event => set({ source: event.target.value || undefined })}
      >
        <option value="">{t('All sources')}</option>
        {LEAD_SOURCES.map(each => (
          <option key={each} value={each}>
            {SOURCE_LABELS[each]}
          </option>
        ))}
      </select>
      <select
        aria-label={t('Group by')}
        className={SELECT}
        value={by}
        onChange={event => set({ by: event.target.value === 'campaign' ? 'campaign' : undefined })}
      >
        <option value="source">{t('By source')}</option>
        <option value="campaign">{t('By campaign')}</option>
      </select>
      {campaign ? (
        <Button onClick={() => set({ campaign: undefined })}>
          <span className="max-w-48 truncate">{campaign}</span> ×
          <span className="sr-only">{t(': show all campaigns')}</span>
        </Button>
      ) : null}
    </div>
  );
};
