import { useQuery } from '@tanstack/react-query';
import { type SubmitEvent, useState } from 'react';
import { write } from '../../../../../domain/permission/permission.ts';
import { Button } from '../../../components/button.tsx';
import { FIELD, Field } from '../../../components/field.tsx';
import { Loaded, Part } from '../../../components/page.tsx';
import { t } from '../../../lib/language.ts';
import { useMay } from '../../auth/api/session.ts';
import { budgetQuery, useSaveBudget } from '../api/costs.ts';
import { dollars, microsOf } from './amount.ts';

/** The two caps: 80% warns and shortens, 100% asks no model. */
export const BudgetForm = () => {
  const budget = useQuery(budgetQuery);
  const mayWrite = useMay(write('settings'));
  const save = useSaveBudget();
  const [month, setMonth] = useState<string | null>(null);
  const [conversation, setConversation] = useState<string | null>(null);
  return (
    <Part
      title={t('Caps')}
      about={t('At 80% people are warned and the agent gets brief; at 100% no model is asked. Empty is no limit.')}
    >
      <Loaded query={budget} what={t('The caps did not load')} rows={1}>
        {data => {
          const fields = [
            { label: t('A month'), value: month ?? dollars(data.monthMicros), set: setMonth, testId: 'cap-month' },
            {
              label: t('One conversation'),
              value: conversation ?? dollars(data.conversationMicros),
              set: setConversation,
              testId: 'cap-conversation',
            },
          ];
          const values = fields.map(field => microsOf(field.value));
          const changed = month !== null || conversation !== null;
          const submit = (event: SubmitEvent<HTMLFormElement>) => {
            event.preventDefault();
            const [monthMicros, conversationMicros] = values;
            if (monthMicros === undefined || conversationMicros === undefined) return;
            save.mutate(
              { monthMicros, conversationMicros },
              {
                // What was typed meanwhile stays.
                onSuccess: () => {
                  setMonth(now => (now === month ? null : now));
                  setConversation(now => (now === conversation ? null : now));
                },
              },
            );
          };
          return (
            <form
              onSubmit={submit}
              className="flex flex-wrap items-start gap-4 rounded-xl border border-line bg-surface p-4"
            >
              {fields.map(({ label, value, set, testId }, index) => (
                <Field
                  key={label}
                  label={label}
                  className="w-44"
                  error={values[index] === undefined ? t('Write an amount such as 25 or 0.50.') : null}
                >
                  {ids => (
                    <span className="flex items-center gap-2">
                      <span className="text-ink-2 text-sm">$</span>
                      <input
                        {...ids}
                        inputMode="decimal"
                        className={`${FIELD} tabular-nums`}
                        placeholder={t('no limit')}
                        disabled={!mayWrite}
                        data-testid={testId}
                        value={value}
                        onChange={event => set(event.target.value)}
                      />
                    </span>
                  )}
                </Field>
              ))}
              {mayWrite ? (
                <Button
                  type="submit"
                  tone="primary"
                  className="mt-6"
                  data-testid="save-caps"
                  disabled={!changed || save.isPending || values.includes(undefined)}
                >
                  {t('Save the caps')}
                </Button>
              ) : null}
            </form>
          );
        }}
      </Loaded>
    </Part>
  );
};
