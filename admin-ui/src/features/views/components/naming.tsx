import { useState } from 'react';
import { write } from '../../../../../domain/permission/permission.ts';
import { Dialog } from '../../../components/dialog.tsx';
import { FIELD, Field, Tick } from '../../../components/field.tsx';
import { t } from '../../../lib/language.ts';
import { useMay } from '../../auth/api/session.ts';

/** A name for what is shown now, and whether everybody finds it. */
export const Naming = ({
  suggestion,
  hint,
  onSave,
  onClose,
}: {
  suggestion: string;
  /** What is kept with it. */
  hint?: string;
  onSave: (name: string, shared: boolean) => void;
  onClose: () => void;
}) => {
  const mayShare = useMay(write('conversations'));
  const [name, setName] = useState(suggestion);
  const [shared, setShared] = useState(false);
  return (
    <Dialog
      title={t('Keep this view')}
      action={t('Keep')}
      disabled={name.trim() === ''}
      onDo={() => onSave(name.trim(), shared)}
      onClose={onClose}
    >
      <Field label={t('Name')} hint={hint}>
        {ids => (
          <input
            {...ids}
            value={name}
            maxLength={60}
            data-testid="view-name"
            onChange={event => setName(event.target.value)}
            className={FIELD}
          />
        )}
      </Field>
      {mayShare ? (
        <Tick checked={shared} onChange={setShared} hint={t('Everybody here finds it in their list.')}>
          {t('Share it')}
        </Tick>
      ) : null}
    </Dialog>
  );
};
