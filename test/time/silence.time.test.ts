/** Three days of silence: exactly the planned engagement changes and follow-ups, each at its instant, and nothing else ever. */
import { afterEach, describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS, local, MINUTE_MS, SECOND_MS, useTime } from '../support/time.ts';

const time = useTime();
afterEach(() => time.retireAll());

/** A customer asks once at this local hour and then falls silent; resolves the instant of their message. */
async function askAndFallSilent(from: string, hour: number): Promise<number> {
  await time.advanceTo(time.nextLocal(hour) + 5 * SECOND_MS);
  await time.say(from, 'Hi, how much is a cleaning?');
  expect(time.sent(from).map(sent => sent.type)).toEqual(['text']);
  const { last_inbound_at: askedAt } = await time.row(from);
  return (askedAt as Date).getTime();
}

/** How long after the instant at which it was due; a turn takes a moment. */
const late = (at: number, dueAt: number): number => at - dueAt;

describe('three days of silence on Sunset Dental', () => {
  it('begun at 10:00: soft ping, value add, template; COOLING, COLD, ARCHIVED (X-FOLLOW, A-STALE-1, X-WINDOW, A-FOLLOW-5)', async () => {
    const from = '+17185550110';
    const askedAt = await askAndFallSilent(from, 10);
    await time.advance(14 * DAY_MS);

    const plan = [
      { afterMs: 2 * HOUR_MS, at: '12:00', type: 'text' },
      { afterMs: 24 * HOUR_MS - 30 * MINUTE_MS, at: '09:30', type: 'text' },
      { afterMs: 71 * HOUR_MS, at: '09:00', type: 'template' },
    ];
    const followUps = time.sent(from).slice(1);
    expect(followUps.map(({ type, at }) => ({ type, at: local(at).slice(4, 9) }))).toEqual(
      plan.map(({ type, at }) => ({ type, at })),
    );
    for (const [index, sent] of followUps.entries()) {
      const lateMs = late(sent.at, askedAt + (plan[index]?.afterMs ?? 0));
      expect(lateMs).toBeGreaterThanOrEqual(0);
      expect(lateMs).toBeLessThan(20 * SECOND_MS);
    }
    expect(followUps[2]?.text).toContain('a short reminder from Sunset Dental');

    const timeline = await time.timeline(from);
    expect(timeline.map(entry => `${entry.kind} ${entry.outcome}`)).toEqual([
      'FOLLOW_UP due:soft_ping',
      'STALENESS COOLING',
      'FOLLOW_UP due:value_add',
      'STALENESS COLD',
      'FOLLOW_UP due:template',
      'STALENESS ARCHIVED',
    ]);
    const changes = timeline.filter(entry => entry.kind === 'STALENESS');
    const dueAfterMs = [6 * HOUR_MS, 24 * HOUR_MS, 72 * HOUR_MS + 1];
    for (const [index, change] of changes.entries()) {
      const lateMs = late(change.at, askedAt + (dueAfterMs[index] ?? 0));
      expect(lateMs).toBeGreaterThanOrEqual(0);
      expect(lateMs).toBeLessThan(5 * SECOND_MS);
    }
  });
});
