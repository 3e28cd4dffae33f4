import { useQuery, useQueryClient } from '@tanstack/react-query';
import { MessageSquareText, Plus } from 'lucide-react';
import { useState } from 'react';
import type { CannedReply } from '../../../../../api/contracts/room.ts';
import { write } from '../../../../../domain/permission/permission.ts';
import { Button } from '../../../components/button.tsx';
import { Dialog } from '../../../components/dialog.tsx';
import { Box, Loaded, Page } from '../../../components/page.tsx';
import { EmptyState } from '../../../components/states.tsx';
import { keys } from '../../../lib/keys.ts';
import { t } from '../../../lib/language.ts';
import { say, sayError } from '../../../lib/toasts.ts';
import { useMay } from '../../auth/api/session.ts';
import { deleteReply, repliesQuery } from '../api/replies.ts';
import { ReplySheet } from './reply-sheet.tsx';

/** Canned replies: words people write often, behind a slash in the composer. */
export const RepliesPage = () => {
  const replies = useQuery(repliesQuery);
  const client = useQueryClient();
  const mayWrite = useMay(write('templates'));
  const [edited, setEdited] = useState<CannedReply | 'new' | null>(null);
  const [leaving, setLeaving] = useState<CannedReply | null>(null);
  const renew = () => client.invalidateQueries({ queryKey: keys.replies });

  const remove = async (reply: CannedReply) => {
    setLeaving(null);
    try {
      await deleteReply(reply.id);
      say(t('/{shortcut} is deleted.', { shortcut: reply.shortcut }));
    } catch (error) {
      sayError(error);
    }
    await renew();
  };

  return (
    <Page
      title={t('Canned replies')}
      about={t(
        'What people write often. In a conversation, / and the short name puts it into the message, with the customer’s own name and facts filled in.',
      )}
      actions={
        mayWrite ? (
          <Button tone="primary" data-testid="new-reply" onClick={() => setEdited('new')}>
            <Plus className="size-4" aria-hidden="true" />
            {t('New reply')}
          </Button>
        ) : null
      }
    >
      <Loaded query={replies} what={t('The replies did not load')}>
        {all =>
          all.length === 0 ? (
            <EmptyState icon={<MessageSquareText className="size-6" />} title={t('No replies yet')}>
              <p>{t('Opening hours, directions, what to bring: whatever is written again and again.')}</p>
            </EmptyState>
          ) : (
            <Box>
              <ul className="divide-y divide-line">
                {all.map(reply => (
                  <li key={reply.id} data-testid="canned-reply" className="flex items-start gap-3 px-3.5 py-2.5">
                    <div className="min-w-0 flex-1">
                      <p className="font-medium text-base">/{reply.shortcut}</p>
                      <p
                        dir="auto"
                        className="line-clamp-3 whitespace-pre-wrap text-ink-2 text-sm [overflow-wrap:anywhere]"
                      >
                        {reply.text}
                      </p>
                    </div>
                    {mayWrite ? (
                      <div className="flex gap-1">
                        <Button
                          size="sm"
                          aria-label={t('Edit /{shortcut}', { shortcut: reply.shortcut })}
                          onClick={() => setEdited(reply)}
                        >
                          {t('Edit')}
                        </Button>
                        <Button
                          size="sm"
                          tone="ghost"
                          aria-label={t('Delete /{shortcut}', { shortcut: reply.shortcut })}
                          onClick={() => setLeaving(reply)}
                        >
                          {t('Delete')}
                        </Button>
                      </div>
                    ) : null}
                  </li>
                ))}
              </ul>
            </Box>
          )
        }
      </Loaded>
      {edited ? (
        <ReplySheet
          reply={edited === 'new' ? null : edited}
          onClose={() => setEdited(null)}
          onSaved={() => {
            setEdited(null);
            void renew();
          }}
        />
      ) : null}
      {leaving ? (
        <Dialog
          title={t('Delete /{shortcut}?', { shortcut: leaving.shortcut })}
          action={t('Delete')}
          tone="danger"
          onDo={() => void remove(leaving)}
          onClose={() => setLeaving(null)}
        >
          <p className="text-sm">{t('Nobody finds it behind the slash any more. What was sent with it stays.')}</p>
        </Dialog>
      ) : null}
    </Page>
  );
};
