/** What is done once a day for every organization: duplicates are looked for, and rows of old imports go. */
import { findDuplicates } from '../../db/crm/duplicates.ts';
import { takeFromWindow } from '../../db/limits/windows.ts';
import { clearOldRows } from '../../db/transfer/imports.ts';
import type { ChoreServices } from './chore.ts';
import { organizationIds } from './organizations.ts';

const DAY_MS = 86_400_000;

/** However many processes there are, and however often they start: each day is taken once. */
export async function dailyRound(services: Pick<ChoreServices, 'db' | 'clock' | 'log'>): Promise<boolean | null> {
  const { db, clock, log } = services;
  const now = clock.now();
  const { through } = await db.withSystem(tx =>
    takeFromWindow(tx, { key: 'chores/daily', units: 1, windowMs: DAY_MS, now }),
  );
  if (through > 1) return null;
  for (const orgId of await organizationIds(services)) {
    try {
      const found = await db.withOrg(orgId, tx => findDuplicates(tx, { orgId, now }));
      const cleared = await db.withOrg(orgId, tx => clearOldRows(tx, { orgId, now }));
      if (found + cleared > 0)
        log.info({ orgId, found, cleared }, 'duplicates were looked for, old rows of imports went');
    } catch (error) {
      log.warn({ err: error, orgId }, 'the chores of the day failed for an organization');
    }
  }
  return null;
}
