/** Erasures as the privacy page shows them. */
import { and, desc, eq, inArray } from 'drizzle-orm';
import { users } from '../auth/table.ts';
import type { Tx } from '../database.ts';
import { members } from '../organization/table.ts';
import { erasures, tombstones } from './table.ts';

/** Erasures with who asked and the tombstones they left; newest first. */
export async function listErasures(tx: Tx, { orgId, limit }: { orgId: string; limit: number }) {
  const rows = await tx
    .select({ erasure: erasures, requestedByName: users.name })
    .from(erasures)
    .leftJoin(members, and(eq(members.orgId, erasures.orgId), eq(members.id, erasures.requestedBy)))
    .leftJoin(users, eq(users.id, members.userId))
    .where(eq(erasures.orgId, orgId))
    .orderBy(desc(erasures.requestedAt))
    .limit(limit);
  const ids = rows.map(row => row.erasure.id);
  const stones =
    ids.length === 0
      ? []
      : await tx
          .select()
          .from(tombstones)
          .where(and(eq(tombstones.orgId, orgId), inArray(tombstones.erasureId, ids)));
  return rows.map(row => ({ ...row, tombstones: stones.filter(stone => stone.erasureId === row.erasure.id) }));
}
