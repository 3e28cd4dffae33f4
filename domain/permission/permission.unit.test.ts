/** The table, against features B-PERM as it is written there: OWNER, ADMIN, MANAGER, AGENT, VIEWER. */
import { describe, expect, it } from 'vitest';
import { ROLES } from '../words.ts';
import { type Area, may, PERMISSIONS, read, rolesThatMay, write } from './permission.ts';

const WRITTEN: [string, Area, string][] = [
  ['B-PERM-1', 'contacts', 'RW RW RW R R'],
  ['B-PERM-2', 'conversations', 'RW RW RW RW R'],
  ['B-PERM-3', 'knowledge', 'RW RW RW R R'],
  ['B-PERM-4', 'flows', 'RW RW RW R R'],
  ['B-PERM-5', 'broadcasts', 'RW RW RW R R'],
  ['B-PERM-6', 'analytics', 'R R R R R'],
  ['B-PERM-7', 'settings', 'RW RW R - -'],
  ['B-PERM-8', 'whatsapp', 'RW R R - -'],
  ['B-PERM-9', 'team', 'RW R R - -'],
  ['B-PERM-10', 'billing', 'RW - - - -'],
  ['B-PERM-11', 'leads', 'RW RW RW RW R'],
  ['B-PERM-12', 'playbooks', 'RW RW R - -'],
  ['B-PERM-13', 'calls', 'RW RW RW RW R'],
  ['B-PERM-14', 'listings', 'RW RW RW RW R'],
  ['B-PERM-15', 'transfers', 'RW RW RW - -'],
  ['B-PERM-16', 'erasure', 'RW RW - - -'],
  ['B-PERM-17', 'templates', 'RW RW RW R R'],
];
const OURS: Area[] = ['self', 'payloads', 'operations'];

describe('B-PERM, the permission matrix', () => {
  it.each(WRITTEN)('%s: %s', (_id, area, written) => {
    expect(ROLES.map(role => PERMISSIONS[area][role]).join(' ')).toBe(written);
  });

  it('has no other rows than those and ours', () => {
    expect(Object.keys(PERMISSIONS).sort()).toEqual([...WRITTEN.map(([, area]) => area), ...OURS].sort());
  });

  it('lets who may write also read, and no lower role more than a higher one', () => {
    for (const area of Object.keys(PERMISSIONS) as Area[]) {
      for (const role of ROLES) if (may(role, write(area))) expect(may(role, read(area)), `${role} ${area}`).toBe(true);
      for (const asked of [read(area), write(area)]) {
        const able = rolesThatMay(asked);
        expect(able, area).toEqual(ROLES.slice(0, able.length));
      }
    }
  });
});
