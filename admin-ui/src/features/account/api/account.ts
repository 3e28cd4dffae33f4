import { queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import {
  endedSchema,
  enrolmentSchema,
  recoveryCodesSchema,
  secondFactorSchema,
  sessionsSchema,
} from '../../../../../api/contracts/account.ts';
import { organizationListSchema } from '../../../../../api/contracts/identity.ts';
import { call, get } from '../../../lib/http.ts';

export const sessionsQuery = queryOptions({
  queryKey: ['account', 'sessions'],
  queryFn: ({ signal }) => get('/me/sessions', sessionsSchema, signal),
});

export const secondFactorQuery = queryOptions({
  queryKey: ['account', 'second-factor'],
  queryFn: ({ signal }) => get('/me/second-factor', secondFactorSchema, signal),
});

/** The switcher's list, under the same key. */
export const ownOrganizationsQuery = queryOptions({
  queryKey: ['organizations'],
  queryFn: ({ signal }) => get('/workspaces', organizationListSchema, signal),
  staleTime: 60_000,
});
export type OwnOrganization = z.infer<typeof organizationListSchema>['organizations'][number];
export const leaveOrganization = (id: string) => call(`/me/organizations/${id}`, { method: 'DELETE' });

const send = async <Schema extends z.ZodType>(
  schema: Schema,
  path: string,
  method: 'POST' | 'PUT' | 'DELETE',
  body: unknown = {},
): Promise<z.output<Schema>> => schema.parse(await call(path, { method, body }));

export const changeName = (name: string) => call('/me', { method: 'PATCH', body: { name } });
export const changePassword = (body: { currentPassword: string; newPassword: string }) =>
  send(endedSchema, '/me/password', 'PUT', body);
export const endSession = (id: string) => call(`/me/sessions/${id}`, { method: 'DELETE' });
export const endOtherSessions = () => send(endedSchema, '/me/sessions', 'DELETE');

export const beginSecondFactor = (password: string) => send(enrolmentSchema, '/me/second-factor', 'POST', { password });
export const confirmSecondFactor = (code: string) =>
  send(recoveryCodesSchema, '/me/second-factor/confirm', 'POST', { code });
export const endSecondFactor = (body: { password: string; code: string }) =>
  call('/me/second-factor/off', { method: 'POST', body });
export const renewRecoveryCodes = (body: { password: string; code: string }) =>
  send(recoveryCodesSchema, '/me/second-factor/recovery-codes', 'POST', body);
