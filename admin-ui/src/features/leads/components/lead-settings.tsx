import { useQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import type { FieldView } from '../../../../../api/contracts/contacts.ts';
import { read, write } from '../../../../../domain/permission/permission.ts';
import { Button } from '../../../components/button.tsx';
import { Dialog } from '../../../components/dialog.tsx';
import { Box, Loaded, Page, Part } from '../../../components/page.tsx';
import { t } from '../../../lib/language.ts';
import { useMay } from '../../auth/api/session.ts';
import { fieldsQuery, useChange } from '../api/leads.ts';
import { fieldTypeWord } from '../model/words.ts';
import { AssignmentPart } from './assignment-part.tsx';
import { FieldSheet } from './field-sheet.tsx';
import { LabelsPart } from './labels-part.tsx';

/** Who gets new leads, and what is kept of contacts. */
export const LeadSettings = () => {
  const mayAssign = useMay(read('settings'));
  return (
    <Page
      title={t('Leads and contacts')}
      about={t('Who gets new leads, which fields you keep of everybody, and your labels.')}
    >
      {mayAssign ? <AssignmentPart /> : null}
      <FieldsPart />
      <LabelsPart />
    </Page>
  );
};

const FieldsPart = () => {
  const fields = useQuery(fieldsQuery);
  const mayWrite = useMay(write('contacts'));
  const change = useChange();
  const [edited, setEdited] = useState<FieldView | 'new' | null>(null);
  const [leaving, setLeaving] = useState<FieldView | null>(null);
  return (
    <Part
      title={t('Your fields')}
      about={t('On every contact’s page, in filters, imports and exports.')}
      aside={
        mayWrite ? (
          <Button data-testid="new-field" onClick={() => setEdited('new')}>
            <Plus className="size-3.5" aria-hidden="true" />
            {t('New field')}
          </Button>
        ) : null
      }
    >
      <Loaded query={fields} what={t('The fields did not load')} rows={1}>
        {all => (
          <Box>
            {all.length === 0 ? (
              <p className="px-4 py-3 text-ink-2 text-sm">
                {t('None yet. Keep what matters to you: a number, a date, a choice, a yes or no.')}
              </p>
            ) : (
              <ul className="divide-y divide-line">
                {all.map(field => (
                  <li
                    key={field.id}
                    className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2.5 text-sm"
                    data-testid="field-row"
                  >
                    <span className="min-w-0 flex-1 basis-40">
                      <span className="block font-medium [overflow-wrap:anywhere]">{field.name}</span>
                      <span className="line-clamp-1 text-ink-2 text-xs [overflow-wrap:anywhere]">
                        {fieldTypeWord(field.type)}
                        {field.type === 'choice' ? `: ${field.choices.join(', ')}` : ''}
                      </span>
                    </span>
                    {mayWrite ? (
                      <span className="flex gap-1">
                        <Button
                          size="sm"
                          aria-label={t('Change {name}', { name: field.name })}
                          onClick={() => setEdited(field)}
                        >
                          {t('Change')}
                        </Button>
                        <Button
                          size="sm"
                          tone="ghost"
                          aria-label={t('Delete {name}', { name: field.name })}
                          onClick={() => setLeaving(field)}
                        >
                          {t('Delete')}
                        </Button>
                      </span>
                    ) : null}
                  </li>
                ))}
              </ul>
            )}
          </Box>
        )}
      </Loaded>
      {edited ? <FieldSheet field={edited === 'new' ? null : edited} onClose={() => setEdited(null)} /> : null}
      {leaving ? (
        <Dialog
          title={t('Delete {name}?', { name: leaving.name })}
          action={t('Delete')}
          tone="danger"
          busy={change.isPending}
          onClose={() => setLeaving(null)}
          onDo={() =>
            change.mutate(
              { path: `/contact-fields/${leaving.id}`, method: 'DELETE' },
              { onSettled: () => setLeaving(null) },
            )
          }
        >
          <p className="text-sm">{t('Its values go too, on every contact. This cannot be undone.')}</p>
        </Dialog>
      ) : null}
    </Part>
  );
};
