import { StickyNote, Trash2 } from 'lucide-react';
import type { NoteView } from '../../../../../../api/contracts/room.ts';
import { IconButton } from '../../../../components/icon-button.tsx';
import { ClockTime } from '../../../../components/time.tsx';
import { t } from '../../../../lib/language.ts';
import { useMe } from '../../../auth/api/session.ts';
import { useDeleteNote } from '../../api/room.ts';

/** What a member wrote for the others; the customer never sees it. */
export const NoteCard = ({ note }: { note: NoteView }) => {
  const me = useMe();
  const remove = useDeleteNote(note.conversationId);
  const mine = note.authorId === me.memberId;
  return (
    <article
      data-testid="note"
      data-id={note.id}
      aria-label={t('Note by {name}', { name: note.authorName ?? t('a former member') })}
      className="group/note my-2 flex max-w-[min(92%,40rem)] items-start gap-2 self-center rounded-lg border border-approval/40 border-dashed bg-approval-soft/60 px-3 py-2 text-sm"
    >
      <StickyNote className="mt-0.5 size-4 shrink-0 text-approval-text" aria-hidden="true" />
      <div className="min-w-0 flex-1">
        <p className="text-ink-2 text-xs">
          <bdi className="font-medium text-ink">{mine ? t('You') : (note.authorName ?? t('A former member'))}</bdi>{' '}
          {t('· note, only for you and colleagues ·')} <ClockTime at={note.at} />
        </p>
        <p dir="auto" className="whitespace-pre-wrap text-base [overflow-wrap:anywhere]">
          {note.text}
        </p>
      </div>
      {mine ? (
        <IconButton
          label={t('Delete this note')}
          className="size-6 opacity-0 focus-visible:opacity-100 group-hover/note:opacity-100"
          disabled={remove.isPending}
          onClick={() => remove.mutate(note.id)}
        >
          <Trash2 className="size-3.5" aria-hidden="true" />
        </IconButton>
      ) : null}
    </article>
  );
};
