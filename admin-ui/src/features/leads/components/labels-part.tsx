import { useQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import type { LabelView } from '../../../../../api/contracts/labels.ts';
import { write } from '../../../../../domain/permission/permission.ts';
import { Button } from '../../../components/button.tsx';
import { Dialog } from '../../../components/dialog.tsx';
import { Problem, TextField } from '../../../components/form.tsx';
import { Box, Loaded, Part } from '../../../components/page.tsx';
import { Sheet } from '../../../components/sheet.tsx';
import { count } from '../../../lib/format.ts';
import { t } from '../../../lib/language.ts';
import { useSubmit } from '../../../lib/submit.ts';
import { useMay } from '../../auth/api/session.ts';
import { labelsQuery, useChange } from '../api/leads.ts';
import { LABEL_COLORS } from '../model/words.ts';
import { LabelChip } from './status-badge.tsx';

/** Labels of contacts: renamed, coloured, deleted (B-CON-4). */
export const LabelsPart = () => {
  const labels = useQuery(labelsQuery);
  const mayWrite = useMay(write('contacts'));
  const change = useChange();
  const [edited, setEdited] = useState<LabelView | 'new' | null>(null);
  const [leaving, setLeaving] = useState<LabelView | null>(null);
  return (
    <Part
      title={t('Labels')}
      about={t('For whatever you want to find again. A flow may begin when a contact gets one.')}
      aside={
        mayWrite ? (
          <Button data-testid="new-label" onClick={() => setEdited('new')}>
            <Plus className="size-3.5" aria-hidden="true" />
            {t('New label')}
          </Button>
        ) : null
      }
    >
      <Loaded query={labels} what={t('The labels did not load')} rows={1}>
        {all => (
          <Box>
            {all.length === 0 ? <p className="px-4 py-3 text-ink-2 text-sm">{t('None yet.')}</p> : null}
            <ul className="divide-y divide-line">
              {all.map(label => (
                <li
                  key={label.id}
                  className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2.5 text-sm"
                  data-testid="label-row"
                >
                  <span className="min-w-0 flex-1">
                    <LabelChip label={label} />
                  </span>
                  <span className="text-ink-2 text-xs tabular-nums">
                    {label.contacts === 1 ? t('1 contact') : t('{count} contacts', { count: count(label.contacts) })}
                  </span>
                  {mayWrite ? (
                    <span className="flex gap-1">
                      <Button
                        size="sm"
                        aria-label={t('Change {name}', { name: label.name })}
                        onClick={() => setEdited(label)}
                      >
                        {t('Change')}
                      </Button>
                      <Button
                        size="sm"
                        tone="ghost"
                        aria-label={t('Delete {name}', { name: label.name })}
                        onClick={() => setLeaving(label)}
                      >
                        {t('Delete')}
                      </Button>
                    </span>
                  ) : null}
                </li>
              ))}
            </ul>
          </Box>
        )}
      </Loaded>
      {edited ? <LabelSheet label={edited === 'new' ? null : edited} onClose={() => setEdited(null)} /> : null}
      {leaving ? (
        <Dialog
          title={t('Delete {name}?', { name: leaving.name })}
          action={t('Delete')}
          tone="danger"
          busy={change.isPending}
          onClose={() => setLeaving(null)}
          onDo={() =>
            change.mutate({ path: `/labels/${leaving.id}`, method: 'DELETE' }, { onSettled: () => setLeaving(null) })
          }
        >
          <p className="text-sm">{t('It is taken off every contact that has it. This cannot be undone.')}</p>
        </Dialog>
      ) : null}
    </Part>
  );
};

const LabelSheet = ({ label, onClose }: { label: LabelView | null; onClose: () => void }) => {
  const [name, setName] = useState(label?.name ?? '');
  const [color, setColor] = useState(label?.color ?? LABEL_COLORS[0].value);
  const change = useChange(undefined, 'shown');
  const form = useSubmit(async (): Promise<Record<string, string> | undefined> => {
    if (name.trim() === '') return { name: t('Give a name.') };
    await change.mutateAsync({
      path: label ? `/labels/${label.id}` : '/labels',
      method: label ? 'PUT' : 'POST',
      body: { name: name.trim(), color },
    });
    onClose();
    return undefined;
  });
  const known = LABEL_COLORS.some(each => each.value === color);
  return (
    <Sheet label={label ? t('Change {name}', { name: label.name }) : t('New label')} onClose={onClose}>
      <form className="flex flex-col gap-4" onSubmit={form.onSubmit}>
        <TextField
          name="name"
          label={t('Name')}
          value={name}
          onChange={setName}
          error={form.errors.name}
          maxLength={50}
          autoFocus
        />
        <fieldset className="min-w-0">
          <legend className="mb-1.5 font-medium text-sm">{t('Colour')}</legend>
          <div className="flex flex-wrap gap-2">
            {[...LABEL_COLORS, ...(known ? [] : [{ value: color, name: t('As it is') }])].map(each => (
              <label
                key={each.value}
                title={each.name}
                className="inline-flex size-8 cursor-pointer items-center justify-center rounded-full border border-transparent has-checked:border-line-strong has-focus-visible:outline-2 has-checked:bg-sunken"
              >
                <input
                  type="radio"
                  name="color"
                  className="sr-only"
                  aria-label={each.name}
                  checked={color === each.value}
                  onChange={() => setColor(each.value)}
                />
                <svg viewBox="0 0 8 8" className="size-4" aria-hidden="true">
                  <circle cx="4" cy="4" r="4" fill={each.value} />
                </svg>
              </label>
            ))}
          </div>
        </fieldset>
        <Problem>{form.problem}</Problem>
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{t('Cancel')}</Button>
          <Button type="submit" tone="primary" disabled={form.busy}>
            {label ? t('Save') : t('Add label')}
          </Button>
        </div>
      </form>
    </Sheet>
  );
};
