import { useQuery } from '@tanstack/react-query';
import { ArrowUp } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../../components/button.tsx';
import { Dialog } from '../../../components/dialog.tsx';
import { Tick } from '../../../components/field.tsx';
import { t } from '../../../lib/language.ts';
import { fieldsQuery } from '../api/leads.ts';
import { allColumns, type ColumnKey, chosenColumns, USUAL_COLUMNS } from '../model/columns.ts';

/** Which columns the list has, and in which order. */
export const ColumnSheet = ({
  chosen,
  onChoose,
  onClose,
}: {
  chosen: string | undefined;
  /** Nothing for the usual ones. */
  onChoose: (columns: string | undefined) => void;
  onClose: () => void;
}) => {
  const fields = useQuery(fieldsQuery).data ?? [];
  const all = allColumns(fields);
  const [keys, setKeys] = useState<readonly ColumnKey[]>(() => chosenColumns(chosen, fields).map(({ key }) => key));
  const shown = keys.flatMap(key => all.find(column => column.key === key) ?? []);
  const hidden = all.filter(column => !keys.includes(column.key));
  const earlier = (key: ColumnKey) =>
    setKeys(before => {
      const at = before.indexOf(key);
      return at < 1 ? before : before.with(at, before[at - 1] ?? key).with(at - 1, key);
    });
  const save = () => {
    const columns = keys.join(',');
    onChoose(columns === USUAL_COLUMNS ? undefined : columns);
  };
  return (
    <Dialog title={t('Columns')} action={t('Show')} disabled={keys.length === 0} onDo={save} onClose={onClose}>
      <fieldset className="min-w-0">
        <legend className="mb-1.5 font-medium text-sm">{t('Shown, after the name')}</legend>
        <ul className="flex flex-col">
          {shown.map(({ key, label }, index) => (
            <li key={key} className="flex min-h-8 items-center gap-2">
              <span className="min-w-0 flex-1">
                <Tick checked onChange={() => setKeys(before => before.filter(known => known !== key))}>
                  <span className="[overflow-wrap:anywhere]">{label}</span>
                </Tick>
              </span>
              {index > 0 ? (
                <button
                  type="button"
                  aria-label={t('{label}: one earlier', { label })}
                  onClick={() => earlier(key)}
                  className="inline-flex size-7 items-center justify-center rounded-lg text-ink-2 hover:bg-sunken"
                >
                  <ArrowUp className="size-3.5" aria-hidden="true" />
                </button>
              ) : null}
            </li>
          ))}
        </ul>
      </fieldset>
      {hidden.length > 0 ? (
        <fieldset className="min-w-0">
          <legend className="mb-1.5 font-medium text-sm">{t('Not shown')}</legend>
          <div className="grid gap-2 sm:grid-cols-2">
            {hidden.map(({ key, label }) => (
              <Tick key={key} checked={false} onChange={() => setKeys(before => [...before, key])}>
                <span className="[overflow-wrap:anywhere]">{label}</span>
              </Tick>
            ))}
          </div>
        </fieldset>
      ) : null}
      <Button
        tone="ghost"
        size="sm"
        className="self-start"
        onClick={() => setKeys(chosenColumns(undefined, fields).map(({ key }) => key))}
      >
        {t('The usual ones')}
      </Button>
    </Dialog>
  );
};
