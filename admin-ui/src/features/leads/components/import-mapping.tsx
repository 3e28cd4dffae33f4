import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ImportDetail as Job } from '../../../../../api/contracts/transfers.ts';
import { guessMapping, IMPORT_TARGETS } from '../../../../../domain/crm/import.ts';
import { Button } from '../../../components/button.tsx';
import { FIELD, Field, Tick } from '../../../components/field.tsx';
import { Box } from '../../../components/page.tsx';
import { sentence } from '../../../lib/format.ts';
import { t } from '../../../lib/language.ts';
import { fieldsQuery, labelsQuery } from '../api/leads.ts';
import type { Pass } from '../api/transfers.ts';

/** What each column is, and what is done with the rows. */
export const ImportMapping = ({
  job,
  busy,
  onPass,
}: {
  job: Job;
  busy: boolean;
  onPass: (how: 'check' | 'run', pass: Pass) => void;
}) => {
  const fields = useQuery(fieldsQuery).data ?? [];
  const labels = useQuery(labelsQuery).data ?? [];
  const [chosen, setChosen] = useState<(string | null)[] | null>(job.mapping);
  const [options, setOptions] = useState(job.options);
  const mapping = chosen ?? guessMapping(job.columns, fields);
  const named = mapping.filter(target => target !== null);
  const problem =
    new Set(named).size < named.length
      ? t('Two columns cannot be the same thing.')
      : named.includes('phone') || named.includes('email')
        ? null
        : t('One column must be the phone number or the e-mail address.');
  const pass = { mapping, options };
  // What was checked is what is taken.
  const checked = JSON.stringify([mapping, options]) === JSON.stringify([job.mapping, job.options]);
  return (
    <form
      className="flex flex-col gap-5"
      onSubmit={event => {
        event.preventDefault();
        if (problem === null) onPass('check', pass);
      }}
    >
      <Box>
        <table className="w-full text-sm">
          <thead className="text-left text-ink-2 text-xs">
            <tr className="border-line border-b">
              <th className="px-4 py-2 font-medium">{t('Column of the file')}</th>
              <th className="px-4 py-2 font-medium">{t('Is')}</th>
            </tr>
          </thead>
          <tbody>
            {job.columns.map((column, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: columns have no other identity, and do not move
              <tr key={at} className="border-line border-b last:border-b-0">
                <td className="max-w-0 px-4 py-2">
                  <p className="truncate font-medium" title={column}>
                    {column || t('Column {number}', { number: at + 1 })}
                  </p>
                  <p className="truncate text-ink-2 text-xs" dir="auto">
                    {job.sample.flatMap(cells => cells[at] || []).join(' · ')}
                  </p>
                </td>
                <td className="w-1/2 px-4 py-2">
                  <select
                    aria-label={t('What {column} is', { column: column || t('column {number}', { number: at + 1 }) })}
                    className={`${FIELD} h-8 text-sm`}
                    value={mapping[at] ?? ''}
                    onChange={event =>
                      setChosen(mapping.map((target, each) => (each === at ? event.target.value || null : target)))
                    }
                  >
                    <option value="">{t('Leave out')}</option>
                    {IMPORT_TARGETS.map(target => (
                      <option key={target} value={target}>
                        {target === 'phone' ? t('Phone number') : target === 'email' ? t('E-mail') : sentence(target)}
                      </option>
                    ))}
                    {fields.map(field => (
                      <option key={field.id} value={`field:${field.id}`}>
                        {field.name}
                      </option>
                    ))}
                  </select>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Box>
      <div className="grid gap-4 sm:grid-cols-3">
        <Field label={t('Contacts that are there already')}>
          {ids => (
            <select
              {...ids}
              className={FIELD}
              value={options.known}
              onChange={event => setOptions({ ...options, known: event.target.value === 'skip' ? 'skip' : 'update' })}
            >
              <option value="update">{t('Update them')}</option>
              <option value="skip">{t('Leave them as they are')}</option>
            </select>
          )}
        </Field>
        <Field label={t('Country of short numbers')} hint={t('Two letters, as IN')}>
          {ids => (
            <input
              {...ids}
              className={FIELD}
              maxLength={2}
              value={options.country ?? ''}
              onChange={event => {
                const country = event.target.value.toUpperCase().replace(/[^A-Z]/g, '');
                setOptions({ ...options, country: country === '' ? null : country });
              }}
            />
          )}
        </Field>
        <Field label={t('Label for all')}>
          {ids => (
            <select
              {...ids}
              className={FIELD}
              value={options.labelIds[0] ?? ''}
              onChange={event =>
                setOptions({ ...options, labelIds: event.target.value === '' ? [] : [event.target.value] })
              }
            >
              <option value="">{t('None')}</option>
              {labels.map(label => (
                <option key={label.id} value={label.id}>
                  {label.name}
                </option>
              ))}
            </select>
          )}
        </Field>
      </div>
      <Tick checked={options.assign} onChange={assign => setOptions({ ...options, assign })}>
        {t('Give new leads their owners by the rule')}
      </Tick>
      {problem ? (
        <p role="alert" className="text-danger-text text-sm">
          {problem}
        </p>
      ) : null}
      <div className="flex flex-wrap gap-2">
        <Button
          type="submit"
          tone={job.state === 'CHECKED' && checked ? 'plain' : 'primary'}
          disabled={busy || problem !== null}
          data-testid="check-import"
        >
          {t('Check without changing anything')}
        </Button>
        {(job.state === 'CHECKED' && checked) || job.state === 'STOPPED' ? (
          <Button
            tone="primary"
            disabled={busy || problem !== null}
            onClick={() => onPass('run', pass)}
            data-testid="run-import"
          >
            {t('Import now')}
          </Button>
        ) : null}
      </div>
    </form>
  );
};
