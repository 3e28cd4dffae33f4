import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import type { ContactDetail, FieldView } from '../../../../../api/contracts/contacts.ts';
import { write } from '../../../../../domain/permission/permission.ts';
import { Button } from '../../../components/button.tsx';
import { FIELD, Field } from '../../../components/field.tsx';
import { Box } from '../../../components/page.tsx';
import { Ago } from '../../../components/time.tsx';
import { sentence } from '../../../lib/format.ts';
import { t } from '../../../lib/language.ts';
import { useMay } from '../../auth/api/session.ts';
import { fieldsQuery, useChange } from '../api/leads.ts';
import { FieldSheet } from './field-sheet.tsx';
import { KnownFacts } from './known-facts.tsx';

/** What the business keeps, what the agent has learned, where they wrote, and who was merged in. */
export const Facts = ({ contact }: { contact: ContactDetail }) => {
  const mayWrite = useMay(write('contacts'));
  const mayMerge = useMay(write('transfers'));
  const fields = useQuery(fieldsQuery).data ?? [];
  const change = useChange();
  const [adding, setAdding] = useState(false);
  return (
    <>
      <Box>
        <div className="flex items-center justify-between border-line border-b py-1.5 pr-2 pl-4">
          <h3 className="font-semibold text-sm">{t('Your fields')}</h3>
          {mayWrite ? (
            <Button size="sm" tone="ghost" onClick={() => setAdding(true)}>
              <Plus className="size-3.5" aria-hidden="true" />
              {t('Field')}
            </Button>
          ) : null}
        </div>
        <div className="flex flex-col gap-3 px-4 py-3 text-sm">
          {fields.length === 0 ? (
            <p className="text-ink-2">{t('Keep what matters to you: a number, a date, a choice, a yes or no.')}</p>
          ) : null}
          {fields.map(field => (
            <Value
              key={`${field.id}${contact.fields[field.id] ?? ''}`}
              field={field}
              value={contact.fields[field.id] ?? ''}
              disabled={!mayWrite}
              onSave={value =>
                change.mutate({
                  path: `/contacts/${contact.id}/contact-fields/${field.id}`,
                  method: 'PUT',
                  body: { value: value === '' ? null : value },
                })
              }
            />
          ))}
        </div>
      </Box>
      <KnownFacts contact={contact} />
      {contact.conversations.length > 0 ? (
        <Box>
          <h3 className="border-line border-b px-4 py-2.5 font-semibold text-sm">{t('Conversations')}</h3>
          <ul className="flex flex-col gap-2 px-4 py-3 text-sm">
            {contact.conversations.map(talk => (
              <li key={talk.id} className="flex flex-wrap items-baseline gap-x-2">
                <Link
                  to="/inbox/{-$conversationId}"
                  params={{ conversationId: talk.id }}
                  search={{ view: 'all' }}
                  className="text-accent-text underline-offset-2 hover:underline"
                >
                  {talk.channelName}
                </Link>
                <span className="text-ink-2 text-xs">
                  {talk.closed ? t('closed') : sentence(talk.stage)}
                  {talk.linked ? t(' · linked') : ''}
                </span>
                <Ago at={talk.lastActivityAt} className="ml-auto text-ink-2 text-xs" />
              </li>
            ))}
          </ul>
        </Box>
      ) : null}
      {contact.merged.length > 0 ? (
        <Box>
          <h3 className="border-line border-b px-4 py-2.5 font-semibold text-sm">{t('Merged into this one')}</h3>
          <ul className="flex flex-col gap-2 px-4 py-3 text-sm">
            {contact.merged.map(merged => (
              <li key={merged.id} className="flex items-center justify-between gap-2">
                <span className="min-w-0 [overflow-wrap:anywhere]">{merged.name ?? t('No name')}</span>
                {merged.mergeId && mayMerge ? (
                  <Button
                    size="sm"
                    onClick={() =>
                      change.mutate({ path: `/contact-merges/${merged.mergeId}/undo`, method: 'POST', body: {} })
                    }
                  >
                    {t('Undo')}
                  </Button>
                ) : null}
              </li>
            ))}
          </ul>
        </Box>
      ) : null}
      {adding ? <FieldSheet field={null} onClose={() => setAdding(false)} /> : null}
    </>
  );
};

const INPUT_TYPES = { text: 'text', number: 'text', date: 'date' } as const;

const Value = ({
  field,
  value,
  disabled,
  onSave,
}: {
  field: FieldView;
  value: string;
  disabled: boolean;
  onSave: (value: string) => void;
}) => {
  const [text, setText] = useState(value);
  const choices = field.type === 'yes_no' ? ['yes', 'no'] : field.choices;
  return (
    <Field label={field.name}>
      {ids =>
        field.type === 'choice' || field.type === 'yes_no' ? (
          <select
            {...ids}
            className={`${FIELD} h-8 text-sm`}
            disabled={disabled}
            value={value}
            onChange={event => onSave(event.target.value)}
          >
            <option value="">–</option>
            {choices.map(choice => (
              <option key={choice} value={choice}>
                {field.type === 'yes_no' ? sentence(choice) : choice}
              </option>
            ))}
          </select>
        ) : (
          <input
            {...ids}
            type={INPUT_TYPES[field.type]}
            inputMode={field.type === 'number' ? 'decimal' : undefined}
            className={`${FIELD} h-8 text-sm`}
            disabled={disabled}
            value={text}
            onChange={event => setText(event.target.value)}
            onBlur={() => (text.trim() === value ? undefined : onSave(text.trim()))}
            onKeyDown={event => {
              if (event.key === 'Enter') event.currentTarget.blur();
            }}
          />
        )
      }
    </Field>
  );
};
