import { useQuery } from '@tanstack/react-query';
import { Pencil } from 'lucide-react';
import { useState } from 'react';
import { write } from '../../../../../domain/permission/permission.ts';
import { Button } from '../../../components/button.tsx';
import { Loaded, Part } from '../../../components/page.tsx';
import { money, sentence } from '../../../lib/format.ts';
import { t } from '../../../lib/language.ts';
import { useMay } from '../../auth/api/session.ts';
import { ratesQuery } from '../api/costs.ts';
import { RatesDialog } from './rates-dialog.tsx';

/** What a WhatsApp message costs, by kind and from which day (A-PRICE-2). */
export const Rates = () => {
  const rates = useQuery(ratesQuery);
  const mayWrite = useMay(write('settings'));
  const [editing, setEditing] = useState(false);
  return (
    <Part
      title={t('Prices of messages')}
      about={t('WhatsApp says which kind a message was and whether it is charged; this table says how much.')}
      aside={
        mayWrite && rates.data ? (
          <Button data-testid="edit-rates" onClick={() => setEditing(true)}>
            <Pencil className="size-3.5" aria-hidden="true" />
            {t('Edit')}
          </Button>
        ) : null
      }
    >
      <Loaded query={rates} what={t('The prices did not load')} rows={1}>
        {data => (
          <>
            <ul
              className="divide-y divide-line overflow-hidden rounded-xl border border-line bg-surface"
              data-testid="rates"
            >
              {data.rates.map(rate => (
                <li key={`${rate.category}-${rate.from}`} className="flex items-baseline gap-4 px-4 py-2 text-sm">
                  <span className="min-w-0 flex-1">{sentence(rate.category)}</span>
                  <span className="text-ink-2 tabular-nums">{t('from {day}', { day: rate.from })}</span>
                  <span className="w-20 text-right font-medium tabular-nums">{money(rate.micros, 'USD')}</span>
                </li>
              ))}
            </ul>
            {data.own ? null : (
              <p className="mt-2 text-ink-2 text-xs">
                {t("These are first estimates that come with Parley. Put in what your country's price list says.")}
              </p>
            )}
            {editing ? <RatesDialog rates={data} onClose={() => setEditing(false)} /> : null}
          </>
        )}
      </Loaded>
    </Part>
  );
};
