import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import {
  colleaguesSchema,
  filledRepliesSchema,
  noteListSchema,
  noteSchema,
} from '../../../../../api/contracts/room.ts';
import { call, get } from '../../../lib/http.ts';
import { keys } from '../../../lib/keys.ts';
import { t } from '../../../lib/language.ts';
import { say, sayError } from '../../../lib/toasts.ts';
import { patchConversation, refreshConversation } from './conversations.ts';
import { refreshMessages } from './messages.ts';

export const colleaguesQuery = queryOptions({
  queryKey: keys.colleagues,
  queryFn: ({ signal }) => get('/colleagues', colleaguesSchema, signal),
  select: ({ colleagues }) => colleagues,
  staleTime: 60_000,
});

export const notesQuery = (conversationId: string) =>
  queryOptions({
    queryKey: keys.conversationNotes(conversationId),
    queryFn: ({ signal }) => get(`/conversations/${conversationId}/notes`, noteListSchema, signal),
    select: ({ notes }) => notes,
  });

export const repliesQuery = (conversationId: string) =>
  queryOptions({
    queryKey: keys.filledReplies(conversationId),
    queryFn: ({ signal }) => get(`/conversations/${conversationId}/canned-replies`, filledRepliesSchema, signal),
    select: ({ replies }) => replies,
    staleTime: 30_000,
  });

export const useWriteNote = (conversationId: string) => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (note: { id: string; text: string; mentions: string[] }) =>
      noteSchema.parse(await call(`/conversations/${conversationId}/notes`, { method: 'POST', body: note })),
    onSettled: () => client.invalidateQueries({ queryKey: keys.conversationNotes(conversationId) }),
  });
};

export const useDeleteNote = (conversationId: string) => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (noteId: string) => call(`/notes/${noteId}`, { method: 'DELETE' }),
    onError: sayError,
    onSettled: () => client.invalidateQueries({ queryKey: keys.conversationNotes(conversationId) }),
  });
};

export type RoomStep =
  | { kind: 'assign'; member: { id: string; name: string } | null }
  | { kind: 'snooze'; until: string | null }
  | { kind: 'wake' };

/** Gives a conversation to somebody, puts it aside, brings it back: shown at once, taken back with the reason when refused. */
export const useRoomStep = (conversationId: string) => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (step: RoomStep) => {
      const body =
        step.kind === 'assign'
          ? { memberId: step.member?.id ?? null }
          : step.kind === 'snooze'
            ? { until: step.until }
            : {};
      return call(`/conversations/${conversationId}/${step.kind}`, { method: 'POST', body });
    },
    onMutate: step => {
      if (step.kind === 'assign') patchConversation(client, conversationId, { assignee: step.member });
      else
        patchConversation(client, conversationId, { snoozed: step.kind === 'snooze' ? { until: step.until } : null });
    },
    onSuccess: (_answer, step) => {
      if (step.kind === 'assign')
        say(step.member ? t('{name} has it now.', { name: step.member.name }) : t('Nobody in particular has it now.'));
      if (step.kind === 'snooze')
        say(step.until ? t('Put aside. It comes back by itself.') : t('Put aside until the customer writes.'));
    },
    onError: sayError,
    onSettled: () => refreshConversation(client, conversationId),
  });
};

/** Reacts to a message; an empty emoji takes the reaction back. */
export const useReact = (conversationId: string) => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ messageId, id, emoji }: { messageId: string; id: string; emoji: string }) =>
      call(`/messages/${messageId}/reaction`, { method: 'POST', body: { id, emoji } }),
    onError: sayError,
    onSettled: (_answer, _error, { messageId }) => refreshMessages(client, conversationId, messageId),
  });
};
