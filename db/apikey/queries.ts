/** API keys. `findKey` and `keyUsed` as the system role: whoever asks has no organization yet. */
import { and, desc, eq, gt, isNull, lt, or } from 'drizzle-orm';
import type { Scope } from '../../domain/permission/scopes.ts';
import type { Role } from '../../domain/words.ts';
import { hashOf } from '../auth/tokens.ts';
import type { Tx } from '../database.ts';
import { newId } from '../ids.ts';
import { members } from '../organization/table.ts';
import { apiKeys } from './table.ts';

const MINUTE_MS = 60_000;
const SHOWN = 8;

export interface FoundKey {
  id: string;
  orgId: string;
  memberId: string;
  userId: string;
  role: Role;
  makerRole: Role;
  scopes: Scope[];
}

/** null when there is no such key, it is over or revoked, or its maker has left. */
export async function findKey(tx: Tx, { key, now }: { key: string; now: number }): Promise<FoundKey | null> {
  const [row] = await tx
    .select({ key: apiKeys, makerRole: members.role, userId: members.userId })
    .from(apiKeys)
    .innerJoin(members, and(eq(members.orgId, apiKeys.orgId), eq(members.id, apiKeys.memberId)))
    .where(
      and(
        eq(apiKeys.hash, hashOf(key)),
        isNull(apiKeys.revokedAt),
        or(isNull(apiKeys.expiresAt), gt(apiKeys.expiresAt, now)),
      ),
    );
  if (!row) return null;
  const { id, orgId, memberId, role, scopes, lastUsedAt } = row.key;
  if (lastUsedAt === null || lastUsedAt < now - MINUTE_MS)
    await tx
      .update(apiKeys)
      .set({ lastUsedAt: now })
      .where(and(eq(apiKeys.id, id), or(isNull(apiKeys.lastUsedAt), lt(apiKeys.lastUsedAt, now - MINUTE_MS))));
  return { id, orgId, memberId, userId: row.userId, role, makerRole: row.makerRole, scopes };
}

export async function saveKey(
  tx: Tx,
  input: {
    orgId: string;
    memberId: string;
    name: string;
    key: string;
    role: Role;
    scopes: Scope[];
    expiresAt: number | null;
    now: number;
  },
): Promise<string> {
  const { key, now, ...rest } = input;
  const id = newId();
  await tx.insert(apiKeys).values({ ...rest, id, hash: hashOf(key), prefix: key.slice(0, SHOWN), createdAt: now });
  return id;
}

export const listKeys = (tx: Tx, { orgId }: { orgId: string }) =>
  tx
    .select()
    .from(apiKeys)
    .where(eq(apiKeys.orgId, orgId))
    .orderBy(desc(apiKeys.createdAt), desc(apiKeys.id))
    .limit(500);

/** @returns false when there is no such key, or it was revoked before. */
export async function revokeKey(
  tx: Tx,
  { orgId, id, now }: { orgId: string; id: string; now: number },
): Promise<boolean> {
  const rows = await tx
    .update(apiKeys)
    .set({ revokedAt: now })
    .where(and(eq(apiKeys.orgId, orgId), eq(apiKeys.id, id), isNull(apiKeys.revokedAt)))
    .returning({ id: apiKeys.id });
  return rows.length > 0;
}
