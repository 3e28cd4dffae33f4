/** Sees every scan of a website through, and begins to look at pages again when a month is over (A-KNOW-2). */
import type { Ports } from '../activities/ports.ts';
import { dueSources, openScans, startCheck } from '../db/website/scans.ts';
import type { Starters } from '../temporal/starters.ts';

const AT_ONCE = 100;

/** Starts the workflow of each scan that is not done; one that runs goes on. @returns how many are open. */
export async function websiteRound(ports: Pick<Ports, 'db' | 'clock'>, starters: Starters): Promise<number> {
  const { db, clock } = ports;
  const now = clock.now();
  const due = await db.withSystem(tx => dueSources(tx, now, AT_ONCE));
  for (const { orgId, sourceId } of due) await db.withOrg(orgId, tx => startCheck(tx, { orgId, sourceId, now }));
  const open = await db.withSystem(tx => openScans(tx, AT_ONCE));
  for (const { orgId, id } of open) await starters.scanWebsite(orgId, id);
  return open.length;
}
