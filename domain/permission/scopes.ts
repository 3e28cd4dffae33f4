/** What an API key may be given: areas of the permission matrix, to read or to write. A key never gets more than its role. */
import { ROLES, type Role } from '../words.ts';
import { type Access, type Area, may, PERMISSIONS, type Permission } from './permission.ts';

/** Not for programs: one's own account, people, money, decoded payloads, the machine, and forgetting people. */
const NOT_FOR_KEYS = ['self', 'team', 'billing', 'payloads', 'operations', 'erasure'] as const;
export type KeyArea = Exclude<Area, (typeof NOT_FOR_KEYS)[number]>;

const isKeyArea = (area: Area): area is KeyArea => !(NOT_FOR_KEYS as readonly Area[]).includes(area);
export const KEY_AREAS: readonly KeyArea[] = (Object.keys(PERMISSIONS) as Area[]).filter(isKeyArea);

export type Scope = `${KeyArea}:${Access}`;
export const SCOPES: readonly Scope[] = KEY_AREAS.flatMap(area => [`${area}:read`, `${area}:write`] as const);

/** Whether the scopes let it through; who may write may read. The role is asked besides. */
export function inScope(scopes: readonly Scope[], { area, access }: Permission): boolean {
  if (!isKeyArea(area)) return false;
  return scopes.includes(`${area}:write`) || (access === 'read' && scopes.includes(`${area}:read`));
}

/** The lesser of two roles. */
export const lesser = (one: Role, other: Role): Role => (ROLES.indexOf(one) > ROLES.indexOf(other) ? one : other);

/** What this role could give a key. */
export const scopesOf = (role: Role): Scope[] =>
  SCOPES.filter(scope => {
    const [area, access] = scope.split(':') as [KeyArea, Access];
    return may(role, { area, access });
  });
