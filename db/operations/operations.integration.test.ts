/** An operator's queries run on both kinds of database; what they do to a busy one is tested in scripts/doctor and test/operations. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readBacklog, readEscalations, stuckCondition } from '../../api/health/backlog.ts';
import { DATABASE_KINDS, useDatabase } from '../../test/support/postgres.ts';
import { type Database, openDatabase } from '../database.ts';
import { newId } from '../ids.ts';
import { insertRawUpdates, parkUpdate } from '../intake/queries.ts';
import { listConversations, listParked, listUnknownSends, orgOfConversation, redriveParked } from './queries.ts';
import { doubtOpenSends, handOverUnanswered, skipDueActions, wakeAll } from './restored.ts';

describe.each(DATABASE_KINDS)('on %s', kind => {
  const database = useDatabase({ kind });
  let db: Database;
  beforeAll(() => {
    db = openDatabase({ url: database.url, poolSize: 2, onError: () => undefined });
  });
  afterAll(() => db.close());

  it('looks at a record in which nothing happens', async () => {
    const now = Date.now();
    const backlog = await db.withSystem(tx => readBacklog(tx, now));
    expect(Object.values(backlog).every(figure => figure === 0)).toBe(true);
    expect(await db.withSystem(tx => readEscalations(tx))).toEqual({ CRITICAL: 0, HIGH: 0, MEDIUM: 0, LOW: 0 });
    expect(await db.withSystem(tx => listUnknownSends(tx, 10))).toEqual([]);
    expect(await db.withSystem(tx => listConversations(tx, stuckCondition(now), { now, limit: 10 }))).toEqual([]);
    expect(await db.withSystem(tx => orgOfConversation(tx, newId()))).toBeNull();
    expect([await doubtOpenSends(db, now), await handOverUnanswered(db, now)]).toEqual([0, 0]);
    expect([await skipDueActions(db, now), await wakeAll(db, now)]).toEqual([0, 0]);
  });

  it('lists what is parked, and gives back what is asked for', async () => {
    const now = Date.now();
    const update = (key: number) => ({
      orgId: newId(),
      channelAccountId: newId(),
      updateKey: Buffer.from([key]),
      body: Buffer.from('x'),
    });
    await db.withSystem(tx => insertRawUpdates(tx, [update(1), update(2), update(3)], now));
    for (const id of [1, 2]) await db.withSystem(tx => parkUpdate(tx, id, 'TypeError'));
    const parked = await db.withSystem(tx => listParked(tx, 10));
    expect(parked.map(each => [each.id, each.reason])).toEqual([
      [1, 'TypeError'],
      [2, 'TypeError'],
    ]);
    expect(await db.withSystem(tx => redriveParked(tx, [2, 3]))).toEqual([2]);
    expect((await db.withSystem(tx => listParked(tx, 10))).map(each => each.id)).toEqual([1]);
    expect(await db.withSystem(tx => redriveParked(tx, null))).toEqual([1]);
    expect((await db.withSystem(tx => readBacklog(tx, now))).intakeWaiting).toBe(3);
  });
});
