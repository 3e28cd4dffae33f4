/** What the provider says of our own messages: many small updates, recorded in few transactions. */
import { traced } from '../config/trace.ts';
import type { Tx } from '../db/database.ts';
import type { LockedMessages } from '../db/message/settle.ts';
import { contextOf, type IntakeOptions, type Opened, RECORDED, spanOf } from './opened.ts';
import type { Recorded } from './record/context.ts';
import { record } from './record/index.ts';

/** Statuses in one transaction at most: it holds their messages until it ends. */
const STATUSES = 32;

/**
 * What the provider says of our messages comes in threes and means little each: those of one organization are recorded
 * together. What could not be stays in `groups`, to be recorded one by one.
 */
export async function recordStatuses(
  options: IntakeOptions,
  groups: Map<string, Opened[]>,
  handled: number[],
): Promise<void> {
  const byOrg = new Map<string, [string, Opened[]][]>();
  for (const [key, group] of [...groups].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const orgId = group[0]?.lease.orgId;
    if (!orgId || !group.every(({ updates }) => updates.length === 1 && updates[0]?.type === 'status')) continue;
    byOrg.set(orgId, [...(byOrg.get(orgId) ?? []), [key, group]]);
  }
  for (const [orgId, all] of byOrg) {
    for (let from = 0; from < all.length; from += STATUSES) {
      const some = all.slice(from, from + STATUSES);
      const opened = some.flatMap(([, group]) => group);
      try {
        const results = await traced('intake', spanOf(opened), () =>
          options.db.withOrg(
            orgId,
            tx =>
              recordTogether(
                options,
                tx,
                some.map(([, group]) => group),
              ),
            RECORDED,
          ),
        );
        for (const result of results) options.count(result.type, result.type === 'ignored' ? result.reason : 'status');
        handled.push(...opened.map(({ lease }) => lease.id));
        for (const [key] of some) groups.delete(key);
      } catch (error) {
        options.log.warn({ err: error, updates: opened.length }, 'statuses could not be recorded together');
      }
    }
  }
}

/**
 * Statuses of different messages are recorded side by side: asked for in order, so that they are locked in order. One after the
 * other goes what changes more than its message (a failure), and what may be of the same message by another name.
 */
async function recordTogether(options: IntakeOptions, tx: Tx, groups: Opened[][]): Promise<Recorded[]> {
  const locked: LockedMessages = new Map();
  const recordGroup = async (group: Opened[]): Promise<Recorded[]> => {
    const each: Recorded[] = [];
    for (const { lease, updates } of group)
      for (const update of updates) each.push(await record({ ...contextOf(options, lease, tx), locked }, update));
    return each;
  };
  const isSimple = ({ updates }: Opened) =>
    updates.every(update => update.type === 'status' && update.ourMessageId !== null && update.state !== 'FAILED');
  const simple = groups.filter(group => group.every(isSimple));
  // One that fails waits for the others: nothing may be asked of a transaction that is over.
  const settled = await Promise.allSettled(simple.map(recordGroup));
  const results = settled.flatMap(each => {
    if (each.status === 'rejected') throw each.reason;
    return each.value;
  });
  for (const group of groups) if (!simple.includes(group)) results.push(...(await recordGroup(group)));
  return results;
}
