import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { z } from 'zod';
import { playbookRowSchema } from '../../../../../api/contracts/playbooks.ts';
import { type saveScriptsSchema, scriptLibrarySchema } from '../../../../../api/contracts/scripts.ts';
import { call, get } from '../../../lib/http.ts';
import { keys } from '../../../lib/keys.ts';

const playbooksSchema = z.object({ playbooks: z.array(playbookRowSchema) });

export const scriptPlaybooksQuery = queryOptions({
  queryKey: keys.scriptPlaybooks,
  queryFn: async ({ signal }) => (await get('/playbooks', playbooksSchema, signal)).playbooks,
});

/** What somebody is writing is not replaced while they look away. */
export const scriptsQuery = (playbookId: string) =>
  queryOptions({
    queryKey: keys.scripts(playbookId),
    queryFn: ({ signal }) => get(`/playbooks/${playbookId}/scripts`, scriptLibrarySchema, signal),
    refetchOnWindowFocus: false,
  });

export const useSaveScripts = (playbookId: string) => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (body: z.input<typeof saveScriptsSchema>) =>
      z.object({ version: z.int() }).parse(await call(`/playbooks/${playbookId}/scripts`, { method: 'POST', body })),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.scriptPlaybooks }),
  });
};
