import { useMemo } from 'react';
import type { ConversationDetail } from '../../../../../api/contracts/conversations.ts';
import { type Command, useCommands } from '../../../lib/commands.ts';
import { displayName } from '../model/row-status.ts';
import { callComposer } from '../model/state.ts';
import { useInbox } from './use-inbox.ts';

type Moves = { takeOver: () => void; release: () => void; toggleClosed: () => void };

/** What the palette offers for the open conversation. */
export const useConversationCommands = (detail: ConversationDetail | null, moves: Moves) => {
  const { showTab } = useInbox();
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
        ? { id: 'release', label: 'Hand back to the AI', keys: 'R', group, run: moves.release }
        : { id: 'takeover', label: 'Take over', keys: 'T', group, run: moves.takeOver },
      { id: 'write', label: 'Write a message', keys: 'M', group, run: callComposer },
      {
        id: 'close',
        label: status === 'RESOLVED' ? 'Open again' : 'Close the conversation',
        keys: 'C',
        group,
        run: moves.toggleClosed,
      },
      { id: 'next', label: 'What happens next', group, run: () => showTab('next') },
      { id: 'lead', label: 'What is known about the lead', group, run: () => showTab('lead') },
      { id: 'why', label: 'Why the last answer', keys: 'W', group, run: () => showTab('why') },
      ...(temporalUrl
        ? [
            {
              id: 'temporal',
              label: 'Open in Temporal Web',
              group,
              run: () => void window.open(temporalUrl, '_blank', 'noopener'),
            },
          ]
        : []),
    ];
  }, [owner, status, name, temporalUrl]);
  useCommands(commands);
};
