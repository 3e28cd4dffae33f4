import { Bot, ClipboardCheck } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { ConversationDetail } from '../../../../../api/contracts/conversations.ts';
import type { DraftView } from '../../../../../api/contracts/messages.ts';
import { write } from '../../../../../domain/permission/permission.ts';
import { Button } from '../../../components/button.tsx';
import { Kbd } from '../../../components/kbd.tsx';
import { Ago } from '../../../components/time.tsx';
import { t } from '../../../lib/language.ts';
import { useShortcuts } from '../../../lib/shortcuts.ts';
import { useStore } from '../../../lib/store.ts';
import { useMay } from '../../auth/api/session.ts';
import { useDraftStep } from '../api/drafts.ts';
import { callComposer, editedDraft, setComposerText } from '../model/state.ts';
import { useInbox } from './use-inbox.ts';

/** Drafts that wait for a person, and what the AI was about to say when one took over. */
export const Drafts = ({ detail }: { detail: ConversationDetail }) => {
  const step = useDraftStep(detail.id);
  const editing = useStore(editedDraft, id => id);
  const canAct = useMay(write('conversations'));
  const pending = detail.drafts.filter(draft => draft.state === 'PENDING');
  const first = pending[0] ?? null;

  const use = (draft: DraftView) => {
    setComposerText(detail.id, draft.text);
    callComposer();
    step.mutate({ kind: 'reject', draft });
  };

  useShortcuts({
    a: () => {
      if (!first || !canAct) return;
      if (first.kind === 'APPROVAL') step.mutate({ kind: 'approve', draft: first });
      else use(first);
    },
    e: () => {
      if (!first || !canAct) return;
      if (first.kind === 'APPROVAL') editedDraft.set(first.id);
      else use(first);
    },
    x: () => {
      if (first && canAct) step.mutate({ kind: 'reject', draft: first });
    },
  });

  if (pending.length === 0) return null;
  return (
    <div className="max-h-[45%] shrink-0 overflow-y-auto border-line border-t bg-surface">
      {pending.map((draft, index) => (
        <DraftCard
          key={draft.id}
          draft={draft}
          keyed={index === 0}
          canAct={canAct}
          editing={editing === draft.id}
          onApprove={text => {
            editedDraft.set(null);
            step.mutate({ kind: 'approve', draft, ...(text === undefined ? {} : { text }) });
          }}
          onReject={() => step.mutate({ kind: 'reject', draft })}
          onUse={() => use(draft)}
        />
      ))}
    </div>
  );
};

type CardProps = {
  draft: DraftView;
  keyed: boolean;
  canAct: boolean;
  editing: boolean;
  onApprove: (text?: string) => void;
  onReject: () => void;
  onUse: () => void;
};

const DraftCard = ({ draft, keyed, canAct, editing, onApprove, onReject, onUse }: CardProps) => {
  const { showTurn } = useInbox();
  const approval = draft.kind === 'APPROVAL';
  const { turnId } = draft;
  return (
    <article
      data-testid="draft-card"
      data-id={draft.id}
      data-kind={draft.kind}
      aria-label={approval ? t('Draft to approve') : t('Suggestion')}
      className="border-line border-b px-3 py-3 last:border-b-0 md:px-5"
    >
      <div className="mx-auto max-w-3xl">
        <p className="mb-1.5 flex items-center gap-1.5 text-xs">
          {approval ? (
            <ClipboardCheck className="size-3.5 text-approval" aria-hidden="true" />
          ) : (
            <Bot className="size-3.5 text-ai" aria-hidden="true" />
          )}
          <span className="font-medium">
            {approval ? t('Waits for your approval') : t('What the AI was about to say')}
          </span>
          <span className="text-ink-2">
            · <Ago at={draft.createdAt} />
          </span>
          {turnId ? (
            <button
              type="button"
              className="rounded-sm px-1 font-medium text-ink-2 underline decoration-line-strong underline-offset-2 hover:text-ink"
              onClick={() => showTurn(turnId)}
            >
              {t('why')}
            </button>
          ) : null}
        </p>
        {editing ? (
          <DraftEditor text={draft.text} onSend={onApprove} />
        ) : (
          <>
            <p
              dir="auto"
              className={`whitespace-pre-wrap rounded-lg border border-dashed px-3 py-2 text-lg [overflow-wrap:anywhere] ${approval ? 'border-approval/60 bg-approval-soft/50' : 'border-line-strong bg-canvas'}`}
            >
              {draft.text}
            </p>
            {canAct ? (
              <p className="mt-2 flex flex-wrap gap-2">
                {approval ? (
                  <>
                    <Button tone="primary" data-testid="draft-approve" onClick={() => onApprove()}>
                      {t('Approve and send')} {keyed ? <Kbd inverse>A</Kbd> : null}
                    </Button>
                    <Button data-testid="draft-edit" onClick={() => editedDraft.set(draft.id)}>
                      {t('Edit')} {keyed ? <Kbd>E</Kbd> : null}
                    </Button>
                    <Button tone="ghost" data-testid="draft-reject" onClick={onReject}>
                      {t('Reject')} {keyed ? <Kbd>X</Kbd> : null}
                    </Button>
                  </>
                ) : (
                  <>
                    <Button data-testid="suggestion-use" onClick={onUse}>
                      {t('Use it')} {keyed ? <Kbd>E</Kbd> : null}
                    </Button>
                    <Button tone="ghost" data-testid="suggestion-dismiss" onClick={onReject}>
                      {t('Dismiss')} {keyed ? <Kbd>X</Kbd> : null}
                    </Button>
                  </>
                )}
              </p>
            ) : null}
          </>
        )}
      </div>
    </article>
  );
};

const DraftEditor = ({ text, onSend }: { text: string; onSend: (text: string) => void }) => {
  const [value, setValue] = useState(text);
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    field.current?.focus();
    field.current?.setSelectionRange(text.length, text.length);
  }, [text]);
  const send = () => value.trim() !== '' && onSend(value.trim());
  return (
    <>
      <textarea
        ref={field}
        dir="auto"
        aria-label={t('Edit the draft')}
        value={value}
        maxLength={4096}
        onChange={event => setValue(event.target.value)}
        onKeyDown={event => {
          if (event.key === 'Escape') editedDraft.set(null);
          if (event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing) {
            event.preventDefault();
            send();
          }
        }}
        className="field-sizing-content max-h-60 min-h-20 w-full resize-none rounded-lg border border-line-strong bg-surface px-3 py-2 text-lg"
      />
      <p className="mt-2 flex flex-wrap gap-2">
        <Button tone="primary" data-testid="draft-approve" onClick={send} disabled={value.trim() === ''}>
          {t('Send')} <Kbd inverse>{t('Enter')}</Kbd>
        </Button>
        <Button tone="ghost" onClick={() => editedDraft.set(null)}>
          {t('Cancel')} <Kbd>Esc</Kbd>
        </Button>
      </p>
    </>
  );
};
