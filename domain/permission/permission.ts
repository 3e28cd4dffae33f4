/**
 * Who may do what (features B-PERM): the one table. The api refuses by it, the OpenAPI document shows it, the UI hides by it,
 * and the authorization tests expect it.
 */
import { ROLES, type Role } from '../words.ts';

/** RW reads and writes, R reads, - gets 403. */
export type Right = 'RW' | 'R' | '-';
export type Access = 'read' | 'write';

const row = (owner: Right, admin: Right, manager: Right, agent: Right, viewer: Right): Record<Role, Right> => ({
  OWNER: owner,
  ADMIN: admin,
  MANAGER: manager,
  AGENT: agent,
  VIEWER: viewer,
});

export const PERMISSIONS = {
  /** B-PERM-1. */
  contacts: row('RW', 'RW', 'RW', 'R', 'R'),
  /** B-PERM-2: messages, drafts, turns, ownership and files of conversations too. */
  conversations: row('RW', 'RW', 'RW', 'RW', 'R'),
  /** B-PERM-3. */
  knowledge: row('RW', 'RW', 'RW', 'R', 'R'),
  /** B-PERM-4. */
  flows: row('RW', 'RW', 'RW', 'R', 'R'),
  /** B-PERM-5. */
  broadcasts: row('RW', 'RW', 'RW', 'R', 'R'),
  /** B-PERM-6. */
  analytics: row('R', 'R', 'R', 'R', 'R'),
  /** B-PERM-7: outbound webhooks, API keys and the audit log too. */
  settings: row('RW', 'RW', 'R', '-', '-'),
  /** B-PERM-8. */
  whatsapp: row('RW', 'R', 'R', '-', '-'),
  /** B-PERM-9. */
  team: row('RW', 'R', 'R', '-', '-'),
  /** B-PERM-10. */
  billing: row('RW', '-', '-', '-', '-'),
  /** B-PERM-11: pipeline, escalations, calendar and appointments too. */
  leads: row('RW', 'RW', 'RW', 'RW', 'R'),
  /** B-PERM-12: bot settings, experiments, escalation and qualification rules too. */
  playbooks: row('RW', 'RW', 'R', '-', '-'),
  /** B-PERM-13. */
  calls: row('RW', 'RW', 'RW', 'RW', 'R'),
  /** B-PERM-14. */
  listings: row('RW', 'RW', 'RW', 'RW', 'R'),
  /** B-PERM-15: CSV exports and imports, merging contacts. */
  transfers: row('RW', 'RW', 'RW', '-', '-'),
  /** B-PERM-16: erasure and retention. */
  erasure: row('RW', 'RW', '-', '-', '-'),
  /** B-PERM-17: message templates and intent texts. */
  templates: row('RW', 'RW', 'RW', 'R', 'R'),
  /** Ours: one's own session and profile. */
  self: row('RW', 'RW', 'RW', 'RW', 'RW'),
  /** Ours: payloads of the organization's own workflows, decoded. */
  payloads: row('RW', 'RW', 'RW', 'RW', '-'),
  /** Ours: metrics and Temporal Web. */
  operations: row('RW', 'RW', '-', '-', '-'),
} as const satisfies Record<string, Record<Role, Right>>;

export type Area = keyof typeof PERMISSIONS;

/** What a route asks of whoever calls it. */
export interface Permission {
  area: Area;
  access: Access;
}

export const read = (area: Area): Permission => ({ area, access: 'read' });
export const write = (area: Area): Permission => ({ area, access: 'write' });

export function may(role: Role, { area, access }: Permission): boolean {
  const right: Right = PERMISSIONS[area][role];
  return access === 'read' ? right !== '-' : right === 'RW';
}

/** Most powerful first. */
export const rolesThatMay = (permission: Permission): Role[] => ROLES.filter(role => may(role, permission));
