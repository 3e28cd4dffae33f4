import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { savedViewsSchema } from '../../../../../api/contracts/room.ts';
import { call, get } from '../../../lib/http.ts';
import { keys } from '../../../lib/keys.ts';
import { t } from '../../../lib/language.ts';
import { say, sayError } from '../../../lib/toasts.ts';

/** Where a view is kept: each room has its own. */
export type ViewRoom = 'inbox' | 'leads';

export const viewsQuery = (room: ViewRoom) =>
  queryOptions({
    queryKey: keys.viewsOf(room),
    queryFn: ({ signal }) => get(`/saved-views?room=${room}`, savedViewsSchema, signal),
    select: ({ views }) => views,
  });

type ViewStep =
  | { kind: 'save'; name: string; shared: boolean; search: Record<string, string> }
  | { kind: 'delete'; id: string };

export const useViewStep = (room: ViewRoom) => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (step: ViewStep) => {
      if (step.kind === 'delete') return call(`/saved-views/${step.id}`, { method: 'DELETE' });
      const { name, shared, search } = step;
      return call('/saved-views', { method: 'POST', body: { room, name, shared, search } });
    },
    onSuccess: (_answer, step) => say(step.kind === 'save' ? t('The view is kept.') : t('The view is deleted.')),
    onError: sayError,
    onSettled: () => client.invalidateQueries({ queryKey: keys.savedViews }),
  });
};
