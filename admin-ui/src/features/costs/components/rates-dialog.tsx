import { Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { z } from 'zod';
import type { ratesSchema } from '../../../../../api/contracts/costs.ts';
import { Button } from '../../../components/button.tsx';
import { Dialog } from '../../../components/dialog.tsx';
import { FIELD } from '../../../components/field.tsx';
import { IconButton } from '../../../components/icon-button.tsx';
import { words } from '../../../lib/format.ts';
import { explain } from '../../../lib/http.ts';
import { t } from '../../../lib/language.ts';
import { useSaveRates } from '../api/costs.ts';
import { dollars, microsOf } from './amount.ts';

type Rates = z.infer<typeof ratesSchema>;
type Category = Rates['rates'][number]['category'];
const CATEGORIES: readonly Category[] = ['utility', 'marketing', 'authentication', 'service'];

interface Typed {
  category: Category;
  from: string;
  price: string;
}

export const RatesDialog = ({ rates, onClose }: { rates: Rates; onClose: () => void }) => {
  const save = useSaveRates();
  const [rows, setRows] = useState<Typed[]>(() =>
    rates.rates.map(({ category, from, micros }) => ({ category, from, price: dollars(micros) })),
  );
  const change = (index: number, part: Partial<Typed>) =>
    setRows(all => all.map((row, at) => (at === index ? { ...row, ...part } : row)));
  const wrong = (row: Typed): boolean => typeof microsOf(row.price) !== 'number' || row.from === '';
  return (
    <Dialog
      title={t('Prices of messages')}
      action={t('Save the prices')}
      busy={save.isPending}
      disabled={rows.length === 0 || rows.some(wrong)}
      onDo={() =>
        save.mutate(
          { rates: rows.map(({ category, from, price }) => ({ category, from, micros: microsOf(price) ?? 0 })) },
          { onSuccess: onClose },
        )
      }
      onClose={onClose}
    >
      <p className="text-ink-2 text-sm">
        {t(
          'In US dollars for one message. The newest day that has come counts; what was charged already stays as it is.',
        )}
      </p>
      {save.error ? (
        <p role="alert" className="text-danger-text text-sm">
          {explain(save.error).message}
        </p>
      ) : null}
      <ul className="flex flex-col gap-2">
        {rows.map((row, index) => (
          <li
            // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place until it is saved
            key={index}
            className="grid grid-cols-2 items-center gap-2 max-sm:border-line max-sm:border-b max-sm:pb-2 sm:grid-cols-[minmax(0,1.2fr)_minmax(0,1.2fr)_minmax(0,1fr)_auto]"
          >
            <select
              aria-label={t('Kind, row {row}', { row: index + 1 })}
              className={`${FIELD} px-2`}
              value={row.category}
              onChange={event =>
                change(index, { category: CATEGORIES.find(each => each === event.target.value) ?? 'utility' })
              }
            >
              {CATEGORIES.map(category => (
                <option key={category} value={category}>
                  {words(category)}
                </option>
              ))}
            </select>
            <input
              aria-label={t('From, row {row}', { row: index + 1 })}
              type="date"
              className={`${FIELD} px-2`}
              value={row.from}
              onChange={event => change(index, { from: event.target.value })}
            />
            <input
              aria-label={t('Price, row {row}', { row: index + 1 })}
              inputMode="decimal"
              aria-invalid={wrong(row) || undefined}
              className={`${FIELD} px-2 text-right tabular-nums`}
              value={row.price}
              onChange={event => change(index, { price: event.target.value })}
            />
            <IconButton
              label={t('Remove row {row}', { row: index + 1 })}
              onClick={() => setRows(all => all.filter((_row, at) => at !== index))}
            >
              <Trash2 className="size-4" aria-hidden="true" />
            </IconButton>
          </li>
        ))}
      </ul>
      <div className="flex flex-wrap gap-2">
        <Button
          onClick={() =>
            setRows(all => [...all, { category: 'service', from: new Date().toISOString().slice(0, 10), price: '' }])
          }
        >
          <Plus className="size-3.5" aria-hidden="true" />
          {t('Add a price')}
        </Button>
        {rates.own ? (
          <Button
            tone="ghost"
            disabled={save.isPending}
            onClick={() => save.mutate({ rates: null }, { onSuccess: onClose })}
          >
            {t('Back to the first estimates')}
          </Button>
        ) : null}
      </div>
    </Dialog>
  );
};
