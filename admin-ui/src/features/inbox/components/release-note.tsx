import { StickyNote } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../../components/button.tsx';
import { IconButton } from '../../../components/icon-button.tsx';
import { Modal } from '../../../components/sheet.tsx';
import { t } from '../../../lib/language.ts';

/** Handing back asks nothing; whoever wants to may leave a note on the way. */
export const ReleaseNote = ({ onRelease }: { onRelease: (note: string) => void }) => {
  const [open, setOpen] = useState(false);
  const [note, setNote] = useState('');
  return (
    <>
      <IconButton label={t('Hand back with a note')} className="size-7" onClick={() => setOpen(true)}>
        <StickyNote className="size-4" aria-hidden="true" />
      </IconButton>
      {open ? (
        <Modal
          label={t('Hand back with a note')}
          onClose={() => setOpen(false)}
          className="m-auto w-full max-w-md animate-appear rounded-xl border border-line bg-raised p-5 text-ink"
        >
          <form
            className="flex flex-col gap-3"
            onSubmit={event => {
              event.preventDefault();
              setOpen(false);
              onRelease(note.trim());
              setNote('');
            }}
          >
            <label className="flex flex-col gap-1.5 font-medium text-sm">
              {t('Note for the record')}
              <textarea
                value={note}
                maxLength={2000}
                rows={4}
                onChange={event => setNote(event.target.value)}
                placeholder={t('What was agreed, what to mind')}
                className="resize-none rounded-lg border border-line-strong bg-surface p-2 font-normal text-base text-ink"
              />
            </label>
            <div className="flex justify-end gap-2">
              <Button tone="ghost" onClick={() => setOpen(false)}>
                {t('Cancel')}
              </Button>
              <Button type="submit" tone="primary">
                {t('Hand back')}
              </Button>
            </div>
          </form>
        </Modal>
      ) : null}
    </>
  );
};
