import { useQuery } from '@tanstack/react-query';
import { Plus, X } from 'lucide-react';
import type { FieldView } from '../../../../../api/contracts/contacts.ts';
import { FIELD_TESTS, type LeadFilter } from '../../../../../domain/crm/filter.ts';
import { Button } from '../../../components/button.tsx';
import { FIELD } from '../../../components/field.tsx';
import { sentence, words } from '../../../lib/format.ts';
import { t } from '../../../lib/language.ts';
import { fieldsQuery } from '../api/leads.ts';

type Condition = NonNullable<LeadFilter['fields']>[number];
const MOST = 10;

/** Which tests make sense for a kind of field. */
const testsOf = (type: FieldView['type'] | undefined) =>
  FIELD_TESTS.filter(test => {
    if (test === 'at_least' || test === 'at_most') return type === 'number' || type === 'date';
    return test !== 'contains' || type === 'text' || type === undefined;
  });

/** Conditions over the fields a business added; all must hold. */
export const FieldConditions = ({
  conditions,
  onChange,
}: {
  conditions: readonly Condition[];
  onChange: (conditions: Condition[] | undefined) => void;
}) => {
  const fields = useQuery(fieldsQuery).data ?? [];
  const [first] = fields;
  if (!first) return null;
  const put = (index: number, patch: Partial<Condition>) =>
    onChange(conditions.map((condition, at) => (at === index ? { ...condition, ...patch } : condition)));
  return (
    <fieldset className="min-w-0">
      <legend className="mb-1 font-medium text-sm">{t('Your fields')}</legend>
      <div className="flex flex-col gap-2">
        {conditions.map((condition, index) => {
          const field = fields.find(each => each.id === condition.fieldId);
          const choices = field?.type === 'yes_no' ? ['yes', 'no'] : field?.type === 'choice' ? field.choices : null;
          const number = `${index + 1}`;
          return (
            <div
              key={number}
              className="grid grid-cols-[minmax(0,1fr)_minmax(0,1fr)_2rem] gap-2 sm:grid-cols-[minmax(0,1fr)_8rem_minmax(0,1fr)_2rem]"
            >
              <select
                aria-label={t('Field {number}', { number })}
                className={FIELD}
                value={condition.fieldId}
                onChange={event => put(index, { fieldId: event.target.value, test: 'is', value: '' })}
              >
                {fields.map(each => (
                  <option key={each.id} value={each.id}>
                    {each.name}
                  </option>
                ))}
              </select>
              <select
                aria-label={t('Test of field {number}', { number })}
                className={FIELD}
                value={condition.test}
                onChange={event =>
                  put(index, { test: FIELD_TESTS.find(known => known === event.target.value) ?? 'is' })
                }
              >
                {testsOf(field?.type).map(test => (
                  <option key={test} value={test}>
                    {sentence(test)}
                  </option>
                ))}
              </select>
              <span className="max-sm:order-last max-sm:col-span-2">
                {condition.test === 'filled' || condition.test === 'empty' ? null : choices ? (
                  <select
                    aria-label={t('Value of field {number}', { number })}
                    className={FIELD}
                    value={condition.value}
                    onChange={event => put(index, { value: event.target.value })}
                  >
                    <option value="">{t('Choose')}</option>
                    {choices.map(choice => (
                      <option key={choice} value={choice}>
                        {field?.type === 'yes_no' ? words(choice) : choice}
                      </option>
                    ))}
                  </select>
                ) : (
                  <input
                    aria-label={t('Value of field {number}', { number })}
                    type={field?.type === 'date' ? 'date' : 'text'}
                    className={FIELD}
                    maxLength={200}
                    value={condition.value}
                    onChange={event => put(index, { value: event.target.value })}
                  />
                )}
              </span>
              <button
                type="button"
                aria-label={t('Drop condition {number}', { number })}
                onClick={() => {
                  const rest = conditions.filter((_, at) => at !== index);
                  onChange(rest.length === 0 ? undefined : rest);
                }}
                className="inline-flex size-9 items-center justify-center rounded-lg text-ink-2 hover:bg-sunken"
              >
                <X className="size-4" aria-hidden="true" />
              </button>
            </div>
          );
        })}
        {conditions.length < MOST ? (
          <Button
            size="sm"
            className="self-start"
            onClick={() => onChange([...conditions, { fieldId: first.id, test: 'is', value: '' }])}
          >
            <Plus className="size-3.5" aria-hidden="true" />
            {t('Condition')}
          </Button>
        ) : null}
      </div>
    </fieldset>
  );
};
