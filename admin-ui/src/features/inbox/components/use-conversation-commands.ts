import { useMemo } from 'react';
import type { ConversationDetail } from '../../../../../api/contracts/conversations.ts';
import { type Command, useCommands } from '../../../lib/commands.ts';
import { t } from '../../../lib/language.ts';
import { displayName } from '../model/row-status.ts';
import { callComposer, openDialog, setComposerMode } from '../model/state.ts';
import { useInbox } from './use-inbox.ts';

type Moves = { takeOver: () => void; release: () => void; toggleClosed: () => void };

/** What the palette offers for the open conversation. */
export const useConversationCommands = (detail: ConversationDetail | null, moves: Moves) => {
  const { showTab } = useInbox();
  const conversationId = detail?.id;
  const owner = detail?.owner;
  const status = detail?.status;
  const name = detail ? displayName(detail.contact) : '';
  const temporalUrl = detail?.temporalUrl ?? null;

  // biome-ignore lint/correctness/useExhaustiveDependencies: the moves act on the conversation that these describe
  const commands = useMemo((): Command[] => {
    if (!owner) return [];
    const group = name;
    return [
      owner === 'HUMAN'
        ? { id: 'release', label: t('Hand back to the AI'), keys: 'R', group, run: moves.release }
        : { id: 'takeover', label: t('Take over'), keys: 'T', group, run: moves.takeOver },
      { id: 'write', label: t('Write a message'), keys: 'M', group, run: callComposer },
      {
        id: 'note',
        label: t('Write a note for colleagues'),
        keys: 'N',
        group,
        run: () => {
          if (conversationId) setComposerMode(conversationId, 'note');
          callComposer();
        },
      },
      { id: 'template', label: t('Send a template'), group, run: () => openDialog.set('templates') },
      { id: 'snooze', label: t('Snooze'), keys: 'S', group, run: () => openDialog.set('snooze') },
      { id: 'assign', label: t('Give to a colleague'), keys: 'I', group, run: () => openDialog.set('assign') },
      {
        id: 'close',
        label: status === 'RESOLVED' ? t('Open again') : t('Close the conversation'),
        keys: 'C',
        group,
        run: moves.toggleClosed,
      },
      { id: 'next', label: t('What happens next'), group, run: () => showTab('next') },
      { id: 'lead', label: t('What is known about the lead'), group, run: () => showTab('lead') },
      { id: 'why', label: t('Why the last answer'), keys: 'W', group, run: () => showTab('why') },
      ...(temporalUrl
        ? [
            {
              id: 'temporal',
              label: t('Open in Temporal Web'),
              group,
              run: () => void window.open(temporalUrl, '_blank', 'noopener'),
            },
          ]
        : []),
    ];
  }, [conversationId, owner, status, name, temporalUrl]);
  useCommands(commands);
};
