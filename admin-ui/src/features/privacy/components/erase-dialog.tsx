import { useState } from 'react';
import type { ConversationRow } from '../../../../../api/contracts/conversations.ts';
import { Dialog } from '../../../components/dialog.tsx';
import { FIELD, Field } from '../../../components/field.tsx';
import { Notice } from '../../../components/notice.tsx';
import { t } from '../../../lib/language.ts';
import { say } from '../../../lib/toasts.ts';
import { displayName } from '../../inbox/model/row-status.ts';
import { useErase } from '../api/erasures.ts';

/** What is typed must be this word: it cannot be undone. */
const WORD = 'FORGET';

/** @param onErased beside closing. */
export const EraseDialog = ({
  person,
  onClose,
  onErased,
}: {
  person: Pick<ConversationRow, 'contact' | 'optedOut'>;
  onClose: () => void;
  onErased?: () => void;
}) => {
  const erase = useErase();
  const [typed, setTyped] = useState('');
  return (
    <Dialog
      title={t('Forget this person?')}
      action={t('Forget for ever')}
      tone="danger"
      busy={erase.isPending}
      disabled={typed.trim().toUpperCase() !== WORD}
      onDo={() =>
        erase.mutate(person.contact.id, {
          onSuccess: () => {
            say(t('The conversation is silent now; everything of theirs goes within minutes.'));
            onClose();
            onErased?.();
          },
        })
      }
      onClose={onClose}
    >
      <p className="text-base">
        <bdi className="font-medium">{displayName(person.contact)}</bdi>
        {person.contact.name ? (
          <>
            {' '}
            · <bdi className="text-ink-2">{person.contact.address}</bdi>
          </>
        ) : null}
      </p>
      <ul className="flex list-disc flex-col gap-1.5 pl-5 text-sm marker:text-ink-3">
        <li>{t('At once: nothing is sent to them any more, and every plan is dropped.')}</li>
        <li>
          {t(
            'Within minutes: messages, files, facts, decisions, drafts and the history of their conversations are gone.',
          )}
        </li>
        <li>
          {person.optedOut
            ? t(
                'What stays: a keyed hash of their number, which names nobody. It cleans a restored backup again and keeps their opt-out.',
              )
            : t('What stays: a keyed hash of their number, which names nobody. It cleans a restored backup again.')}
        </li>
        <li>{t('If they write again, they are somebody new.')}</li>
      </ul>
      <Notice tone="danger">{t('This cannot be undone, by anybody.')}</Notice>
      <Field label={t('Type {word} to go on', { word: WORD })}>
        {ids => (
          <input
            {...ids}
            className={FIELD}
            autoComplete="off"
            spellCheck={false}
            data-testid="erase-word"
            value={typed}
            onChange={event => setTyped(event.target.value)}
          />
        )}
      </Field>
    </Dialog>
  );
};
