import { useQuery } from '@tanstack/react-query';
import { clsx } from 'clsx';
import { useEffect, useId, useRef, useState } from 'react';
import type { ConversationDetail } from '../../../../../../api/contracts/conversations.ts';
import { Button } from '../../../../components/button.tsx';
import { explain } from '../../../../lib/http.ts';
import { t } from '../../../../lib/language.ts';
import { useStore } from '../../../../lib/store.ts';
import { uuid } from '../../../../lib/uuid.ts';
import { colleaguesQuery, useWriteNote } from '../../api/room.ts';
import { mentioned, mentionQuery, suggestions } from '../../model/mentions.ts';
import { composerCalls, noteTexts, setComposerMode, setNoteText } from '../../model/state.ts';

/** Writes a note; @ offers colleagues, who are told of it. */
export const NoteEditor = ({ detail }: { detail: ConversationDetail }) => {
  const field = useRef<HTMLTextAreaElement>(null);
  const text = useStore(noteTexts, texts => texts[detail.id] ?? '');
  const calls = useStore(composerCalls, count => count);
  const colleagues = useQuery(colleaguesQuery).data ?? [];
  const write = useWriteNote(detail.id);
  // Kept until the note is written: asked for again it is the same note.
  const [noteId, setNoteId] = useState(uuid);
  const [caret, setCaret] = useState(0);
  const [chosen, setChosen] = useState(0);
  const listId = useId();
  const query = mentionQuery(text.slice(0, caret));
  const offered = query === null ? [] : suggestions(query, colleagues);
  const active = offered[Math.min(chosen, offered.length - 1)];

  // biome-ignore lint/correctness/useExhaustiveDependencies: each call asks for the keyboard anew
  useEffect(() => field.current?.focus(), [calls]);

  const insert = (name: string) => {
    const before = text.slice(0, caret).replace(/@[\p{L}\p{M}\p{N}._-]*$/u, `@${name} `);
    setNoteText(detail.id, before + text.slice(caret));
    setCaret(before.length);
    requestAnimationFrame(() => {
      field.current?.focus();
      field.current?.setSelectionRange(before.length, before.length);
    });
  };

  const submit = () => {
    if (text.trim() === '' || write.isPending) return;
    write.mutate(
      { id: noteId, text: text.trim(), mentions: mentioned(text, colleagues) },
      {
        onSuccess: () => {
          setNoteText(detail.id, '');
          setNoteId(uuid());
          setComposerMode(detail.id, 'message');
        },
      },
    );
  };

  return (
    <div className="relative">
      {offered.length > 0 ? (
        <div
          id={listId}
          role="listbox"
          aria-label={t('Colleagues')}
          className="absolute bottom-full left-2 z-10 mb-1 min-w-52 rounded-lg border border-line-strong bg-raised p-1 text-sm"
        >
          {offered.map(colleague => (
            <div
              key={colleague.id}
              role="option"
              tabIndex={-1}
              aria-selected={colleague === active}
              data-testid="mention-option"
              onMouseDown={event => {
                event.preventDefault();
                insert(colleague.name);
              }}
              className={clsx('cursor-pointer rounded-md px-2 py-1', colleague === active && 'bg-sunken')}
            >
              <bdi>{colleague.name}</bdi>
            </div>
          ))}
        </div>
      ) : null}
      <div className="rounded-xl border border-approval/60 border-dashed bg-approval-soft/50 p-1 pl-3 has-[textarea:focus-visible]:outline-2 has-[textarea:focus-visible]:outline-accent">
        <textarea
          ref={field}
          dir="auto"
          rows={2}
          value={text}
          maxLength={4000}
          data-testid="note-input"
          aria-label={t('Note for colleagues')}
          aria-autocomplete="list"
          aria-controls={offered.length > 0 ? listId : undefined}
          placeholder={t('A note for colleagues. @ mentions one.')}
          onSelect={event => setCaret(event.currentTarget.selectionStart)}
          onChange={event => {
            setNoteText(detail.id, event.target.value);
            setCaret(event.target.selectionStart);
            setChosen(0);
          }}
          onKeyDown={event => {
            if (event.nativeEvent.isComposing) return;
            if (active && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
              event.preventDefault();
              setChosen(at => (at + (event.key === 'ArrowDown' ? 1 : offered.length - 1)) % offered.length);
            } else if (active && (event.key === 'Enter' || event.key === 'Tab')) {
              event.preventDefault();
              insert(active.name);
            } else if (event.key === 'Enter' && !event.shiftKey) {
              event.preventDefault();
              submit();
            } else if (event.key === 'Escape') setComposerMode(detail.id, 'message');
          }}
          className="field-sizing-content max-h-44 min-h-12 w-full resize-none bg-transparent py-1.5 text-ink text-lg outline-none"
        />
        <div className="flex items-center gap-2 pr-1 pb-1">
          <p className="min-w-0 flex-1 truncate text-ink-2 text-xs">
            {write.isError ? (
              <span role="alert" className="text-danger-text">
                {t('Not kept. {message}', { message: explain(write.error).message })}
              </span>
            ) : (
              t('Only you and colleagues see it')
            )}
          </p>
          <Button size="sm" tone="ghost" onClick={() => setComposerMode(detail.id, 'message')}>
            {t('Cancel')}
          </Button>
          <Button size="sm" data-testid="note-save" disabled={text.trim() === '' || write.isPending} onClick={submit}>
            {t('Add note')}
          </Button>
        </div>
      </div>
    </div>
  );
};
