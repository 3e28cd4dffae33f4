import { queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import { keysSchema, madeKeySchema, type newKeySchema } from '../../../../../api/contracts/apikeys.ts';
import { call, get } from '../../../lib/http.ts';

export const keysQuery = queryOptions({
  queryKey: ['api-keys'],
  queryFn: ({ signal }) => get('/settings/api-keys', keysSchema, signal),
});
export const makeKey = async (body: z.input<typeof newKeySchema>) =>
  madeKeySchema.parse(await call('/settings/api-keys', { method: 'POST', body }));
export const revokeKey = (id: string) => call(`/settings/api-keys/${id}`, { method: 'DELETE' });
