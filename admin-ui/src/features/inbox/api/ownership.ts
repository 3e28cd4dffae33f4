import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import {
  type ConversationDetail,
  type ConversationRow,
  type modeSchema,
  ownershipResultSchema,
  takeoverResultSchema,
} from '../../../../../api/contracts/conversations.ts';
import type { Me } from '../../../../../api/contracts/session.ts';
import { call } from '../../../lib/http.ts';
import { keys } from '../../../lib/keys.ts';
import { t } from '../../../lib/language.ts';
import { say, sayError } from '../../../lib/toasts.ts';
import { useMe } from '../../auth/api/session.ts';
import { patchConversation, refreshConversation } from './conversations.ts';

export type OwnershipStep =
  | { kind: 'takeover' }
  | { kind: 'release'; note?: string }
  | { kind: 'mode'; owner: z.infer<typeof modeSchema>['owner'] }
  | { kind: 'close'; outcome?: 'WON' | 'LOST' }
  | { kind: 'reopen' }
  /** `step`: of the follow-up that was shown; null for a promise. */
  | { kind: 'skip'; step: number | null }
  | { kind: 'run'; step: number | null };

const request = (step: OwnershipStep): [path: string, body: unknown] => {
  if (step.kind === 'release') return ['release', step.note ? { note: step.note } : {}];
  if (step.kind === 'mode') return ['mode', { owner: step.owner }];
  if (step.kind === 'close') return ['close', step.outcome ? { outcome: step.outcome } : {}];
  if (step.kind === 'skip' || step.kind === 'run') return [`due/${step.kind}`, { step: step.step }];
  return [step.kind, {}];
};

/** What the step will look like once it is true; shown at once and taken back when it is refused. */
const expected = (step: OwnershipStep, me: Me): Partial<ConversationRow> => {
  if (step.kind === 'takeover')
    return { owner: 'HUMAN', ownerId: me.memberId, ownerName: me.user.name, activity: 'IDLE', next: null };
  if (step.kind === 'release') return { owner: 'AI', ownerId: null, ownerName: null, escalation: null };
  if (step.kind === 'mode') return { owner: step.owner, ownerId: null, ownerName: null };
  if (step.kind === 'close') return { status: 'RESOLVED', next: null };
  if (step.kind === 'reopen') return { status: 'OPEN' };
  if (step.kind === 'skip') return { next: null };
  return {};
};

const announce = (step: OwnershipStep, answer: unknown) => {
  if (step.kind === 'takeover') {
    const parsed = takeoverResultSchema.safeParse(answer);
    const inFlight = parsed.success ? parsed.data.inFlight.length : 0;
    if (inFlight > 0)
      say(
        inFlight === 1
          ? t('One answer was already on its way.')
          : t('{inFlight} answers were already on their way.', { inFlight }),
      );
  }
  if (step.kind === 'release') {
    const approval = ownershipResultSchema.safeParse(answer).data?.owner === 'APPROVAL';
    say(approval ? t('Handed back. The AI drafts, you approve.') : t('Handed back. The AI answers from here.'));
  }
  if (step.kind === 'close') say(t('Conversation closed.'));
  if (step.kind === 'skip') say(t('Skipped.'));
  if (step.kind === 'run') say(t('Doing it now.'));
};

/** Takeover, hand back, modes, close, and the next due action, all shown before the server has answered. */
export const useOwnership = (conversationId: string) => {
  const client = useQueryClient();
  const me = useMe();
  return useMutation({
    mutationFn: (step: OwnershipStep) => {
      const [path, body] = request(step);
      return call(`/conversations/${conversationId}/${path}`, { method: 'POST', body });
    },
    onMutate: async step => {
      await client.cancelQueries({ queryKey: keys.detail(conversationId) });
      await client.cancelQueries({ queryKey: keys.lists });
      const before = client.getQueryData<ConversationDetail>(keys.detail(conversationId));
      patchConversation(client, conversationId, expected(step, me));
      return { before };
    },
    onError: (error, _step, context) => {
      if (context?.before) {
        const { owner, ownerId, ownerName, activity, next, escalation, status } = context.before;
        patchConversation(client, conversationId, { owner, ownerId, ownerName, activity, next, escalation, status });
      }
      sayError(error);
    },
    onSuccess: (answer, step) => announce(step, answer),
    onSettled: () => refreshConversation(client, conversationId),
  });
};
