import { queryOptions } from '@tanstack/react-query';
import {
  invitationsSchema,
  invitedSchema,
  membersSchema,
  organizationListSchema,
} from '../../../../../api/contracts/identity.ts';
import type { Role } from '../../../../../domain/words.ts';
import { call, get } from '../../../lib/http.ts';

export const membersQuery = (orgId: string) =>
  queryOptions({
    queryKey: ['team', orgId, 'members'],
    queryFn: ({ signal }) => get(`/workspaces/${orgId}/users`, membersSchema, signal),
  });

export const invitationsQuery = (orgId: string) =>
  queryOptions({
    queryKey: ['team', orgId, 'invitations'],
    queryFn: ({ signal }) => get(`/workspaces/${orgId}/invitations`, invitationsSchema, signal),
    // What became of the mail shows by itself.
    refetchInterval: query =>
      query.state.data?.invitations.some(({ mail }) => mail === 'QUEUED' || mail === 'SENDING') ? 2_000 : false,
  });

export const organizationsQuery = queryOptions({
  queryKey: ['organizations'],
  queryFn: ({ signal }) => get('/workspaces', organizationListSchema, signal),
  staleTime: 60_000,
});

export const invite = async (orgId: string, body: { email: string; role: Role }) =>
  invitedSchema.parse(await call(`/workspaces/${orgId}/invite`, { method: 'POST', body }));
export const withdraw = (orgId: string, id: string) =>
  call(`/workspaces/${orgId}/invitations/${id}`, { method: 'DELETE' });
export const changeRole = (orgId: string, userId: string, role: Role) =>
  call(`/workspaces/${orgId}/users/${userId}`, { method: 'PATCH', body: { role } });
export const removeMember = (orgId: string, userId: string) =>
  call(`/workspaces/${orgId}/users/${userId}`, { method: 'DELETE' });

export const newOrganization = (body: { name: string; zone: string }) => call('/workspaces', { method: 'POST', body });
export const switchTo = (orgId: string) => call(`/workspaces/${orgId}/switch`, { method: 'POST' });
