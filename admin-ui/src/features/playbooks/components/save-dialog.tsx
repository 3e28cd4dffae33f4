import { useState } from 'react';
import { Dialog } from '../../../components/dialog.tsx';
import { Choices, FIELD, Field } from '../../../components/field.tsx';
import { t } from '../../../lib/language.ts';
import type { ChangeGroup } from '../model/changes.ts';
import { ChangeList } from './change-list.tsx';
import { PercentField } from './percent-field.tsx';

export interface SaveWish {
  note: string;
  canaryPercent: number | null;
}

/** What changes, why, and for whom: then it is a version. */
export const SaveDialog = ({
  groups,
  next,
  busy,
  onSave,
  onClose,
}: {
  groups: readonly ChangeGroup[];
  next: number;
  busy: boolean;
  onSave: (wish: SaveWish) => void;
  onClose: () => void;
}) => {
  const [note, setNote] = useState('');
  const [to, setTo] = useState<'all' | 'some'>('all');
  const [percent, setPercent] = useState(10);
  return (
    <Dialog
      title={t('Save as version {next}', { next })}
      action={to === 'all' ? t('Save and use it') : t('Save and try on {percent}%', { percent })}
      busy={busy}
      disabled={note.trim() === ''}
      onDo={() => onSave({ note: note.trim(), canaryPercent: to === 'all' ? null : percent })}
      onClose={onClose}
    >
      <Field label={t('Why')} hint={t('Stands beside the version, for whoever looks back.')}>
        {ids => (
          <input
            {...ids}
            type="text"
            autoFocus
            maxLength={300}
            dir="auto"
            placeholder={t('Shorter answers, customers read on the phone')}
            data-testid="save-note"
            className={FIELD}
            value={note}
            onChange={event => setNote(event.target.value)}
          />
        )}
      </Field>
      <Choices
        legend={t('Who gets it')}
        value={to}
        onChange={setTo}
        options={[
          {
            value: 'all',
            label: t('All new conversations'),
            about: t('Those that run keep the version they began with.'),
          },
          {
            value: 'some',
            label: t('Some of them first'),
            about: t('The others go on with the version in use, and the two are compared.'),
          },
        ]}
      />
      {to === 'some' ? <PercentField value={percent} onChange={setPercent} /> : null}
      <div>
        <h3 className="mb-2 font-medium text-sm">{t('What changes')}</h3>
        <ChangeList groups={groups} compact />
      </div>
    </Dialog>
  );
};
