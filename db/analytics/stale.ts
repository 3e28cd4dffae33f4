/** Pages that say something else now than when they became knowledge (A-KNOW-2). */
import { sql } from 'drizzle-orm';
import type { Tx } from '../database.ts';
import { listChanged } from '../knowledge/review.ts';

const SHOWN = 5;

export async function countStale(tx: Tx, { orgId }: { orgId: string }) {
  const { rows } = await tx.execute<{ count: string }>(
    sql`select count(*) as count from knowledge_documents where org_id = ${orgId} and stale_alert`,
  );
  const oldest = await listChanged(tx, { orgId, limit: SHOWN });
  return {
    count: Number(rows[0]?.count ?? 0),
    documents: oldest.map(({ id, title, updatedAt }) => ({ id, title, since: new Date(updatedAt).toISOString() })),
  };
}
