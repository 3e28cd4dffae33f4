import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { ActionDraft } from '../../../../../api/contracts/actions.ts';
import { write } from '../../../../../domain/permission/permission.ts';
import { Button } from '../../../components/button.tsx';
import { Kbd } from '../../../components/kbd.tsx';
import { keys } from '../../../lib/keys.ts';
import { t } from '../../../lib/language.ts';
import { useShortcuts } from '../../../lib/shortcuts.ts';
import { useMay } from '../../auth/api/session.ts';
import { useDraftStep } from '../../inbox/api/drafts.ts';
import { OpenLink, Said } from './said.tsx';

/** What the agent would say: sent, mended or thrown away here. */
export const DraftBody = ({ draft }: { draft: ActionDraft }) => {
  const mayAct = useMay(write('conversations'));
  const client = useQueryClient();
  const step = useDraftStep(draft.conversationId);
  const [text, setText] = useState<string | null>(null);
  const field = useRef<HTMLTextAreaElement>(null);
  const settled = { onSettled: () => client.invalidateQueries({ queryKey: keys.actions }) };
  const can = mayAct && !step.isPending;
  const approve = () => {
    if (can) step.mutate({ kind: 'approve', draft, ...(text === null ? {} : { text: text.trim() }) }, settled);
  };
  const reject = () => {
    if (can) step.mutate({ kind: 'reject', draft }, settled);
  };
  const editing = text !== null;
  useEffect(() => {
    if (editing) field.current?.focus();
  }, [editing]);
  useShortcuts({ a: approve, x: reject, e: () => mayAct && setText(draft.text) });
  return (
    <>
      <Said text={draft.customerSaid} at={draft.customerSaidAt} />
      <div>
        <p className="mb-1 text-ink-2 text-xs">{t('The AI would answer')}</p>
        {text === null ? (
          <p
            dir="auto"
            className="whitespace-pre-wrap rounded-lg border border-approval/60 border-dashed bg-approval-soft/50 px-3 py-2 text-lg [overflow-wrap:anywhere]"
          >
            {draft.text}
          </p>
        ) : (
          <textarea
            ref={field}
            dir="auto"
            aria-label={t('Edit the draft')}
            value={text}
            maxLength={4096}
            onChange={event => setText(event.target.value)}
            onKeyDown={event => event.key === 'Escape' && setText(null)}
            className="field-sizing-content max-h-60 min-h-20 w-full resize-none rounded-lg border border-line-strong bg-surface px-3 py-2 text-lg"
          />
        )}
      </div>
      <p className="flex flex-wrap items-center gap-2">
        {mayAct ? (
          <>
            <Button
              tone="primary"
              disabled={!can || text?.trim() === ''}
              onClick={approve}
              data-testid="action-approve"
            >
              {text === null ? t('Approve and send') : t('Send')} {text === null ? <Kbd inverse>A</Kbd> : null}
            </Button>
            {text === null ? (
              <>
                <Button disabled={!can} onClick={() => setText(draft.text)}>
                  {t('Edit')} <Kbd>E</Kbd>
                </Button>
                <Button tone="ghost" disabled={!can} onClick={reject} data-testid="action-reject">
                  {t('Reject')} <Kbd>X</Kbd>
                </Button>
              </>
            ) : (
              <Button tone="ghost" onClick={() => setText(null)}>
                {t('Cancel')}
              </Button>
            )}
          </>
        ) : null}
        <OpenLink conversationId={draft.conversationId} />
      </p>
    </>
  );
};
