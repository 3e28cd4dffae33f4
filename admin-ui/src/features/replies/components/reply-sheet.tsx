import { useState } from 'react';
import type { CannedReply } from '../../../../../api/contracts/room.ts';
import { Button } from '../../../components/button.tsx';
import { FIELD, Field } from '../../../components/field.tsx';
import { Notice } from '../../../components/notice.tsx';
import { Sheet } from '../../../components/sheet.tsx';
import { t } from '../../../lib/language.ts';
import { useSubmit } from '../../../lib/submit.ts';
import { saveReply } from '../api/replies.ts';

const VARIABLES = ['first_name', 'name', 'business', 'agent', 'my_first_name', 'hours', 'city', 'offer'];

export const ReplySheet = ({
  reply,
  onClose,
  onSaved,
}: {
  reply: CannedReply | null;
  onClose: () => void;
  onSaved: () => void;
}) => {
  const [shortcut, setShortcut] = useState(reply?.shortcut ?? '');
  const [text, setText] = useState(reply?.text ?? '');
  const { busy, errors, problem, onSubmit } = useSubmit(async () => {
    await saveReply(reply?.id ?? null, { shortcut, text });
    onSaved();
    return undefined;
  });
  return (
    <Sheet
      label={reply ? t('Edit /{shortcut}', { shortcut: reply.shortcut }) : t('New canned reply')}
      onClose={onClose}
    >
      <form className="flex flex-col gap-4" onSubmit={onSubmit}>
        <Field label={t('Short name')} hint={t('What is typed after the slash.')} error={errors.shortcut}>
          {ids => (
            <input
              {...ids}
              name="shortcut"
              value={shortcut}
              maxLength={40}
              required
              data-testid="reply-shortcut"
              onChange={event => setShortcut(event.target.value.replace(/^\//, ''))}
              className={FIELD}
            />
          )}
        </Field>
        <Field label={t('Reply')} error={errors.text}>
          {ids => (
            <textarea
              {...ids}
              name="text"
              dir="auto"
              value={text}
              maxLength={4096}
              rows={6}
              required
              data-testid="reply-text"
              onChange={event => setText(event.target.value)}
              className={`${FIELD} h-auto py-2`}
            />
          )}
        </Field>
        <div>
          <p className="mb-1.5 text-ink-2 text-xs">
            {t('Filled in for each customer, as are the facts the agent knows of them by their names:')}
          </p>
          <p className="flex flex-wrap gap-1.5">
            {VARIABLES.map(variable => (
              <button
                key={variable}
                type="button"
                onClick={() => setText(all => `${all}{{${variable}}}`)}
                className="rounded-md border border-line bg-sunken px-1.5 py-0.5 text-xs hover:border-line-strong"
              >
                {`{{${variable}}}`}
              </button>
            ))}
          </p>
        </div>
        {problem ? <Notice tone="danger">{problem}</Notice> : null}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{t('Cancel')}</Button>
          <Button type="submit" tone="primary" disabled={busy} data-testid="reply-save">
            {t('Save')}
          </Button>
        </div>
      </form>
    </Sheet>
  );
};
