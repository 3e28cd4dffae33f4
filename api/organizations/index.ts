/** Organizations and their people. */
import type { AnyEndpoint } from '../endpoint.ts';
import {
  changeOrganizationEndpoint,
  newOrganizationEndpoint,
  organizationEndpoint,
  organizationsEndpoint,
  switchEndpoint,
} from './endpoints.ts';
import { leaveEndpoint } from './leave.ts';
import {
  changeRoleEndpoint,
  invitationsEndpoint,
  inviteEndpoint,
  membersEndpoint,
  removeMemberEndpoint,
  withdrawEndpoint,
} from './team.ts';

export const organizationEndpoints: AnyEndpoint[] = [
  organizationsEndpoint,
  newOrganizationEndpoint,
  organizationEndpoint,
  changeOrganizationEndpoint,
  switchEndpoint,
  leaveEndpoint,
  membersEndpoint,
  changeRoleEndpoint,
  removeMemberEndpoint,
  invitationsEndpoint,
  inviteEndpoint,
  withdrawEndpoint,
];
