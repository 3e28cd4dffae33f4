import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { savedViewsSchema } from '../../../../../api/contracts/room.ts';
import { call, get } from '../../../lib/http.ts';
import { keys } from '../../../lib/keys.ts';
import { say, sayError } from '../../../lib/toasts.ts';

export const savedViewsQuery = queryOptions({
  queryKey: keys.viewsOf('inbox'),
  queryFn: ({ signal }) => get('/saved-views?room=inbox', savedViewsSchema, signal),
  select: ({ views }) => views,
});

export type ViewStep =
  | { kind: 'save'; name: string; shared: boolean; search: Record<string, string> }
  | { kind: 'delete'; id: string };

export const useViewStep = () => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (step: ViewStep) => {
      if (step.kind === 'delete') return call(`/saved-views/${step.id}`, { method: 'DELETE' });
      const { name, shared, search } = step;
      return call('/saved-views', { method: 'POST', body: { room: 'inbox', name, shared, search } });
    },
    onSuccess: (_answer, step) => say(step.kind === 'save' ? 'The view is kept.' : 'The view is deleted.'),
    onError: sayError,
    onSettled: () => client.invalidateQueries({ queryKey: keys.savedViews }),
  });
};
