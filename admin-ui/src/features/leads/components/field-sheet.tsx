import { useState } from 'react';
import type { FieldView } from '../../../../../api/contracts/contacts.ts';
import { FIELD_TYPES } from '../../../../../domain/crm/fields.ts';
import { Button } from '../../../components/button.tsx';
import { FIELD, Field } from '../../../components/field.tsx';
import { Problem, TextField } from '../../../components/form.tsx';
import { Sheet } from '../../../components/sheet.tsx';
import { t } from '../../../lib/language.ts';
import { useSubmit } from '../../../lib/submit.ts';
import { useChange } from '../api/leads.ts';
import { fieldKey, fieldTypeWord } from '../model/words.ts';

/** A field of contacts: a new one, or the name and choices of one that is there. */
export const FieldSheet = ({ field, onClose }: { field: FieldView | null; onClose: () => void }) => {
  const [name, setName] = useState(field?.name ?? '');
  const [type, setType] = useState<FieldView['type']>(field?.type ?? 'text');
  const [choices, setChoices] = useState(field?.choices.join('\n') ?? '');
  const change = useChange(undefined, 'shown');
  const form = useSubmit(async (): Promise<Record<string, string> | undefined> => {
    if (name.trim() === '') return { name: t('Give a name.') };
    const list = [
      ...new Set(
        choices
          .split('\n')
          .map(line => line.trim())
          .filter(line => line !== ''),
      ),
    ];
    if (type === 'choice' && list.length === 0) return { choices: t('Give at least one choice.') };
    const body = { name: name.trim(), choices: type === 'choice' ? list : [] };
    await change.mutateAsync(
      field
        ? { path: `/contact-fields/${field.id}`, method: 'PUT', body }
        : { path: '/contact-fields', method: 'POST', body: { ...body, key: fieldKey(name), type } },
    );
    onClose();
    return undefined;
  });
  return (
    <Sheet label={field ? t('Change {name}', { name: field.name }) : t('New field')} onClose={onClose}>
      <form className="flex flex-col gap-4" onSubmit={form.onSubmit}>
        <TextField
          name="name"
          label={t('Name')}
          value={name}
          onChange={setName}
          error={form.errors.name}
          maxLength={80}
          autoFocus
        />
        <Field label={t('Kind')} hint={field ? t('It cannot be changed.') : t('It cannot be changed later.')}>
          {ids => (
            <select
              {...ids}
              className={FIELD}
              value={type}
              disabled={field !== null}
              onChange={event => setType(FIELD_TYPES.find(known => known === event.target.value) ?? 'text')}
            >
              {FIELD_TYPES.map(each => (
                <option key={each} value={each}>
                  {fieldTypeWord(each)}
                </option>
              ))}
            </select>
          )}
        </Field>
        {type === 'choice' ? (
          <Field
            label={t('Choices')}
            hint={t('One on a line. Values that contacts have stay.')}
            error={form.errors.choices}
          >
            {ids => (
              <textarea
                {...ids}
                rows={5}
                className={`${FIELD} h-auto py-2`}
                value={choices}
                onChange={event => setChoices(event.target.value)}
              />
            )}
          </Field>
        ) : null}
        <Problem>{form.problem}</Problem>
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{t('Cancel')}</Button>
          <Button type="submit" tone="primary" disabled={form.busy}>
            {field ? t('Save') : t('Add field')}
          </Button>
        </div>
      </form>
    </Sheet>
  );
};
