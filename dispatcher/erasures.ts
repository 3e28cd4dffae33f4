/** Sees every requested erasure through, and applies the kept tombstones to a record that was restored. */
import { sql } from 'drizzle-orm';
import type { ErasurePort, Ports } from '../activities/ports.ts';
import { applyTombstones } from '../db/erasure/queries.ts';
import type { Starters } from '../temporal/starters.ts';

/** Starts the workflow of each erasure that is not done; one that runs already goes on. @returns how many are open. */
export async function erasureRound(ports: Ports, starters: Starters): Promise<number> {
  const open = await ports.db.withSystem(tx =>
    tx.execute<{ org_id: string; id: string }>(sql`select org_id, id from erasures where state = 'RUNNING' limit 100`),
  );
  for (const { org_id: orgId, id: erasureId } of open.rows) await starters.erase(orgId, erasureId);
  return open.rows.length;
}

/** Everyone who was erased and is back from a backup is erased again. @returns how many people. */
export async function cleanRestored(
  ports: Pick<Ports, 'db' | 'clock' | 'log'> & { erasure?: Pick<ErasurePort, 'hash' | 'kept'> | undefined },
): Promise<number> {
  const { erasure, db, clock, log } = ports;
  if (!erasure) return 0;
  const kept = await erasure.kept();
  let again = 0;
  for (const orgId of new Set(kept.map(tombstone => tombstone.orgId)))
    again += await db
      .withOrg(orgId, tx => applyTombstones(tx, { orgId, kept, hash: erasure.hash, now: clock.now() }))
      .catch((error: unknown) => {
        // An organization that the backup does not have.
        log.warn({ err: error, orgId }, 'tombstones could not be applied');
        return 0;
      });
  if (again > 0) log.warn({ people: again }, 'people whom a restored backup brought back are erased again');
  return again;
}
