import { SendHorizontal, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { ConversationDetail } from '../../../../../../api/contracts/conversations.ts';
import type { FilledReply } from '../../../../../../api/contracts/room.ts';
import { MAX_CAPTION, mediaKindOf, uploadProblem } from '../../../../../../domain/message/outbound-media.ts';
import { IconButton } from '../../../../components/icon-button.tsx';
import { Sheet } from '../../../../components/sheet.tsx';
import { useNow } from '../../../../lib/clock.ts';
import { duration, ms } from '../../../../lib/format.ts';
import { t } from '../../../../lib/language.ts';
import { useStore } from '../../../../lib/store.ts';
import { useSendFile } from '../../api/files.ts';
import { useSend } from '../../api/send.ts';
import { displayName } from '../../model/row-status.ts';
import {
  chosenFiles,
  composerCalls,
  composerTexts,
  openDialog,
  replyTargets,
  setChosenFile,
  setComposerText,
  setReplyTarget,
} from '../../model/state.ts';
import { FileTray, type SendAs } from '../files/file-tray.tsx';
import { TemplatePicker } from '../templates/template-picker.tsx';
import { useTyping } from '../use-presence.ts';
import { AddMenu } from './add-menu.tsx';
import { EmojiButton } from './emoji-button.tsx';
import { ReplyList, useReplies } from './reply-list.tsx';
import { SuggestButton, SuggestNote, useSuggest } from './suggest.tsx';

const MAX = 4096;

/** Words, a file with or without them, a canned reply after a slash. */
export const Editor = ({ detail }: { detail: ConversationDetail }) => {
  const field = useRef<HTMLTextAreaElement>(null);
  const text = useStore(composerTexts, texts => texts[detail.id] ?? '');
  const replyTo = useStore(replyTargets, targets => targets[detail.id] ?? null);
  const file = useStore(chosenFiles, files => files[detail.id] ?? null);
  const dialog = useStore(openDialog, open => open);
  const calls = useStore(composerCalls, count => count);
  const seenCalls = useRef(calls);
  const [as, setAs] = useState<SendAs>('auto');
  const { send } = useSend(detail.id);
  const files = useSendFile(detail.id);
  const replies = useReplies(detail.id, text);
  const typing = useTyping(detail.id);
  const suggest = useSuggest(detail.id);

  useEffect(() => {
    if (calls === seenCalls.current) return;
    seenCalls.current = calls;
    field.current?.focus();
  }, [calls]);

  const speechless = file !== null && (mediaKindOf(file.type) === 'audio' || as === 'voice');
  const fileWrong = file !== null && uploadProblem(file.type, file.size) !== null;
  const ready = file ? !fileWrong && files.progress === null : text.trim() !== '';

  const chooseFile = (chosen: File | null) => {
    setAs('auto');
    files.clear();
    setChosenFile(detail.id, chosen);
  };

  const submit = async () => {
    if (!ready) return;
    const quoted = replyTo?.id ?? null;
    if (file) {
      const caption = speechless ? '' : text;
      if (!(await files.send(file, { caption, as, replyToId: quoted }))) return;
      chooseFile(null);
      if (caption !== '') setComposerText(detail.id, '');
    } else {
      void send(text, quoted);
      setComposerText(detail.id, '');
    }
    setReplyTarget(detail.id, null);
  };

  /** Where the cursor is, or instead of what is selected. */
  const putIn = (sign: string) => {
    const area = field.current;
    const from = area?.selectionStart ?? text.length;
    const at = from + sign.length;
    setComposerText(detail.id, `${text.slice(0, from)}${sign}${text.slice(area?.selectionEnd ?? from)}`);
    requestAnimationFrame(() => {
      area?.focus();
      area?.setSelectionRange(at, at);
    });
  };

  const takeReply = (reply: FilledReply) => {
    setComposerText(detail.id, reply.text);
    field.current?.focus();
  };

  return (
    <>
      <form
        onSubmit={event => {
          event.preventDefault();
          void submit();
        }}
        onDragOver={event => event.preventDefault()}
        onDrop={event => {
          event.preventDefault();
          const dropped = event.dataTransfer.files[0];
          if (dropped) chooseFile(dropped);
        }}
      >
        {replyTo ? (
          <div className="mb-2 flex items-center gap-2 rounded-md border-line-strong border-l-3 bg-sunken py-1 pl-2 text-sm">
            <p className="min-w-0 flex-1">
              <span className="block text-ink-2 text-xs">
                {replyTo.direction === 'in'
                  ? t('Answer to {name}', { name: displayName(detail.contact) })
                  : t('Answer to our message')}
              </span>
              <span dir="auto" className="block truncate">
                {replyTo.text ?? t('A message without text')}
              </span>
            </p>
            <IconButton label={t('Do not quote')} onClick={() => setReplyTarget(detail.id, null)}>
              <X className="size-4" aria-hidden="true" />
            </IconButton>
          </div>
        ) : null}
        {file ? (
          <FileTray
            file={file}
            as={as}
            onAs={setAs}
            progress={files.progress}
            problem={files.problem}
            onRemove={() => chooseFile(null)}
          />
        ) : null}
        <div className="relative">
          <ReplyList replies={replies} onChoose={takeReply} />
          <div className="flex items-end gap-1 rounded-xl border border-line-strong bg-surface p-1 has-[textarea:focus-visible]:outline-2 has-[textarea:focus-visible]:outline-accent">
            <AddMenu conversationId={detail.id} />
            <EmojiButton disabled={speechless} onPick={putIn} />
            <textarea
              ref={field}
              dir="auto"
              rows={1}
              value={text}
              maxLength={file ? MAX_CAPTION : MAX}
              disabled={speechless}
              data-testid="composer-input"
              aria-label={file ? t('Caption') : t('Message')}
              placeholder={
                speechless ? t('No words go with audio') : file ? t('A caption, if you like') : t('Write a message')
              }
              onChange={event => {
                setComposerText(detail.id, event.target.value);
                typing(event.target.value !== '');
              }}
              onPaste={event => {
                const pasted = event.clipboardData.files[0];
                if (!pasted) return;
                event.preventDefault();
                chooseFile(pasted);
              }}
              onKeyDown={event => {
                if (event.nativeEvent.isComposing) return;
                if (replies.active && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
                  event.preventDefault();
                  replies.move(event.key === 'ArrowDown' ? 1 : -1);
                  return;
                }
                if (replies.active && (event.key === 'Enter' || event.key === 'Tab')) {
                  event.preventDefault();
                  takeReply(replies.active);
                  return;
                }
                if (event.key === 'Escape') event.currentTarget.blur();
                if (event.key !== 'Enter' || event.shiftKey) return;
                event.preventDefault();
                void submit();
              }}
              className="field-sizing-content max-h-44 min-h-9 min-w-0 flex-1 resize-none bg-transparent py-1.5 text-ink text-lg outline-none"
            />
            {file ? null : <SuggestButton ask={suggest.ask} isPending={suggest.isPending} />}
            <button
              type="submit"
              aria-label={t('Send')}
              data-testid="composer-send"
              disabled={!ready}
              className="inline-flex size-9 shrink-0 items-center justify-center rounded-lg bg-accent text-accent-ink transition-colors disabled:cursor-not-allowed disabled:bg-sunken disabled:text-ink-3"
            >
              <SendHorizontal className="size-4.5" aria-hidden="true" />
            </button>
          </div>
        </div>
        <SuggestNote note={suggest.note} undo={suggest.undo} />
        <Hint detail={detail} length={text.length} />
      </form>
      {dialog === 'templates' ? (
        <Sheet label={t('Send a template')} onClose={() => openDialog.set(null)}>
          <TemplatePicker conversationId={detail.id} focused onSent={() => openDialog.set(null)} />
        </Sheet>
      ) : null}
    </>
  );
};

const SOON_MS = 2 * 3_600_000;

const Hint = ({ detail, length }: { detail: ConversationDetail; length: number }) => {
  const nowMs = useNow(1000);
  const { endsAt } = detail.window;
  const leftMs = endsAt === null ? null : ms(endsAt) - nowMs;
  const closesSoon = leftMs !== null && leftMs < SOON_MS;
  return (
    <p className="mt-1 flex min-h-4 gap-3 px-1 text-ink-2 text-xs">
      <span className="min-w-0 flex-1 truncate">
        {detail.owner === 'HUMAN'
          ? t('Enter sends, Shift Enter starts a line, / offers canned replies')
          : t('Sending takes over: the AI falls silent')}
      </span>
      {closesSoon && leftMs !== null ? <span>{t('window closes in {time}', { time: duration(leftMs) })}</span> : null}
      {length > MAX - 500 ? <span>{t('{count} left', { count: MAX - length })}</span> : null}
    </p>
  );
};
