import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Download } from 'lucide-react';
import { read, write } from '../../../../../domain/permission/permission.ts';
import { Button } from '../../../components/button.tsx';
import { Loaded, Page, Part } from '../../../components/page.tsx';
import { t } from '../../../lib/language.ts';
import { useMay } from '../../auth/api/session.ts';
import { bySourceQuery, monthsQuery, spendingQuery, useExport } from '../api/costs.ts';
import { BudgetForm } from './budget-form.tsx';
import { ConversationCosts } from './conversation-costs.tsx';
import { CostFilters } from './cost-filters.tsx';
import { MonthBars } from './month-bars.tsx';
import { Rates } from './rates.tsx';
import { SourceTable } from './source-table.tsx';
import { SpendingCard } from './spending-card.tsx';

const route = getRouteApi('/room/area/settings/costs');

/** What conversations cost, what they brought in, and the caps. Costs are US dollars; worth is the organization's currency. */
export const CostsPage = () => {
  const { by = 'source', ...filter } = route.useSearch();
  const spending = useQuery(spendingQuery(filter.month));
  const months = useQuery(monthsQuery);
  const sources = useQuery(bySourceQuery({ ...filter, by }));
  const maySet = useMay(read('settings'));
  const mayExport = useMay(write('transfers'));
  const exporting = useExport();
  return (
    <Page
      wide
      title={t('Costs')}
      about={t('Model and WhatsApp, as they are charged, in US dollars. Months are counted in UTC.')}
      actions={
        mayExport ? (
          <Button disabled={exporting.isPending} onClick={() => exporting.mutate(filter)} data-testid="export">
            <Download className="size-3.5" aria-hidden="true" />
            {t('Export as CSV')}
          </Button>
        ) : null
      }
    >
      <Loaded query={spending} what={t('The costs did not load')}>
        {data => <SpendingCard spending={data} />}
      </Loaded>
      {maySet ? <BudgetForm /> : null}
      <Part title={t('Month by month')}>
        <Loaded query={months} what={t('The months did not load')} rows={1}>
          {list => <MonthBars months={list} />}
        </Loaded>
      </Part>
      <Part
        title={t('What it brought in')}
        about={t('A lead counts as won once somebody sets it so; its value is typed beside the conversation.')}
      >
        <CostFilters />
        <Loaded query={sources} what={t('The sources did not load')} rows={2}>
          {rows => <SourceTable rows={rows} by={by} />}
        </Loaded>
      </Part>
      <Part title={t('By conversation')} about={t('The dearest first.')}>
        <ConversationCosts filter={filter} />
      </Part>
      {maySet ? <Rates /> : null}
    </Page>
  );
};
