/** What the inbox shows because time has passed. */
import { markUnconfirmed, wronglyMarked } from '../db/conversation/unconfirmed.ts';
import type { Database } from '../db/database.ts';

/** One round. @returns how many conversations changed. */
export async function inboxRound(db: Database, now: number): Promise<number> {
  let changed = 0;
  for (const { orgId, conversationId } of await db.withSystem(tx => wronglyMarked(tx, now)))
    if (await db.withOrg(orgId, tx => markUnconfirmed(tx, { orgId, conversationId, now }))) changed += 1;
  return changed;
}
