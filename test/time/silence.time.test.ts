/** Three days of silence: exactly the planned engagement changes and follow-ups, each at its instant, and nothing else ever. */
import { afterEach, describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS, local, MINUTE_MS, SECOND_MS, useTime } from '../support/time.ts';

const time = useTime();
afterEach(() => time.retireAll());

/** Follow-ups go out within this of their instant: a turn takes a moment. */
const TURN_MS = 20 * SECOND_MS;

/** A customer asks at this instant (and answers once, if they are `talkative`), then falls silent. @returns when they last wrote. */
async function fallSilent(from: string, at: number, talkative: boolean): Promise<number> {
  await time.advanceTo(at + (talkative ? 0 : 5 * SECOND_MS));
  await time.say(from, 'Hi, how much is a cleaning?');
  if (talkative) await time.say(from, 'Thank you. And what are your opening hours?');
  expect(time.sent(from).map(sent => sent.type)).toEqual(talkative ? ['text', 'text'] : ['text']);
  const { last_inbound_at: last } = await time.row(from);
  return (last as Date).getTime();
}

interface Planned {
  /** From the customer's last message. */
  afterMs: number;
  /** On the customer's clock. */
  local: string;
  type: 'text' | 'template';
}

/** Lets a fortnight pass and compares the provider's ledger with the plan. */
async function expectFollowUps(from: string, lastWroteAt: number, plan: Planned[]): Promise<void> {
  const before = time.sent(from).length;
  await time.advance(14 * DAY_MS);
  const sent = time.sent(from).slice(before);
  expect(sent.map(({ at, type }) => `${local(at).slice(4, 9)} ${type}`)).toEqual(
    plan.map(step => `${step.local} ${step.type}`),
  );
  for (const [index, step] of plan.entries()) {
    const lateMs = (sent[index]?.at ?? 0) - lastWroteAt - step.afterMs;
    expect(lateMs, `${step.type} at ${step.local}`).toBeGreaterThanOrEqual(0);
    expect(lateMs, `${step.type} at ${step.local}`).toBeLessThan(TURN_MS);
  }
}

const outcomes = async (from: string): Promise<string[]> =>
  (await time.timeline(from)).map(entry => `${entry.kind} ${entry.outcome}`);

/** The three changes of engagement, each at its bound and not a moment before. */
async function expectEngagement(from: string, lastWroteAt: number): Promise<void> {
  const changes = await time.timeline(from, ['STALENESS']);
  expect(changes.map(change => change.outcome)).toEqual(['COOLING', 'COLD', 'ARCHIVED']);
  for (const [index, boundMs] of [6 * HOUR_MS, 24 * HOUR_MS, 72 * HOUR_MS + 1].entries()) {
    const lateMs = (changes[index]?.at ?? 0) - lastWroteAt - boundMs;
    expect(lateMs).toBeGreaterThanOrEqual(0);
    expect(lateMs).toBeLessThan(5 * SECOND_MS);
  }
}

describe('three days of silence on Sunset Dental', () => {
  it('from 10:00: ping after 2 h, value add before the window ends, template after 71 h (X-FOLLOW, X-WINDOW, A-STALE-1, A-FOLLOW-5)', async () => {
    const from = '+17185550110';
    const at = await fallSilent(from, time.nextLocal(10), false);
    await expectFollowUps(from, at, [
      { afterMs: 2 * HOUR_MS, local: '12:00', type: 'text' },
      { afterMs: 24 * HOUR_MS - 30 * MINUTE_MS, local: '09:30', type: 'text' },
      { afterMs: 71 * HOUR_MS, local: '09:00', type: 'template' },
    ]);
    await expectEngagement(from, at);
    expect(await outcomes(from)).toEqual([
      'FOLLOW_UP due:soft_ping',
      'STALENESS COOLING',
      'FOLLOW_UP due:value_add',
      'STALENESS COLD',
      'FOLLOW_UP due:template',
      'STALENESS ARCHIVED',
    ]);
    const [, ping, value, template] = time.sent(from).map(sent => sent.text);
    expect(new Set([ping, value, template]).size).toBe(3);
    expect(template).toContain('a short reminder from Sunset Dental');
    const turns = await time.query<{ trigger: string; origin: string }>(
      "select trigger, decision->>'origin' as origin from turns where conversation_id = $1 order by started_at",
      [(await time.row(from)).id],
    );
    expect(turns).toEqual([
      { trigger: 'inbound', origin: 'written' },
      { trigger: 'follow_up soft_ping', origin: 'written' },
      { trigger: 'follow_up value_add', origin: 'written' },
      { trigger: 'follow_up template', origin: 'template' },
    ]);
  });

  it('from 20:00: the ping waits for the morning (X-HOURS, A-FOLLOW-6)', async () => {
    const from = '+17185550120';
    const at = await fallSilent(from, time.nextLocal(20), true);
    const nineAfterMs = 13 * HOUR_MS;
    await expectFollowUps(from, at, [
      { afterMs: nineAfterMs - (at % MINUTE_MS), local: '09:00', type: 'text' },
      { afterMs: 24 * HOUR_MS - 30 * MINUTE_MS, local: '19:30', type: 'text' },
      { afterMs: 71 * HOUR_MS, local: '19:00', type: 'template' },
    ]);
    await expectEngagement(from, at);
  });

  it('from 20:00 by someone who never answers: one message while cooling, the second is skipped and says why (A-STALE-2)', async () => {
    const from = '+17185550121';
    const at = await fallSilent(from, time.nextLocal(20), false);
    await expectFollowUps(from, at, [
      { afterMs: 13 * HOUR_MS - (at % MINUTE_MS), local: '09:00', type: 'text' },
      { afterMs: 71 * HOUR_MS, local: '19:00', type: 'template' },
    ]);
    expect(await outcomes(from)).toContain('FOLLOW_UP skipped:cooling_cap');
  });

  it('from 23:00: later to the morning, earlier where the window or 72 h would pass (X-HOURS, A-FOLLOW-6)', async () => {
    const from = '+17185550130';
    const at = await fallSilent(from, time.nextLocal(23), true);
    await expectFollowUps(from, at, [
      { afterMs: 10 * HOUR_MS - (at % MINUTE_MS), local: '09:00', type: 'text' },
      { afterMs: 22 * HOUR_MS - (at % MINUTE_MS), local: '21:00', type: 'text' },
      { afterMs: 70 * HOUR_MS - (at % MINUTE_MS), local: '21:00', type: 'template' },
    ]);
    await expectEngagement(from, at);
  });

  it('from 02:00: nothing at night, ever (A-FOLLOW-6)', async () => {
    const from = '+17185550140';
    const at = await fallSilent(from, time.nextLocal(2), true);
    await expectFollowUps(from, at, [
      { afterMs: 7 * HOUR_MS - (at % MINUTE_MS), local: '09:00', type: 'text' },
      { afterMs: 19 * HOUR_MS - (at % MINUTE_MS), local: '21:00', type: 'text' },
      { afterMs: 67 * HOUR_MS - (at % MINUTE_MS), local: '21:00', type: 'template' },
    ]);
  });

  it.each([1, 2])(
    'over a change of summer time (%i): hours are counted, the wall clock is kept (A-FOLLOW-6)',
    async n => {
      const from = `+1718555015${n}`;
      const begin = time.nextLocal(23, true);
      // The clocks go forward in March (the night is an hour short) and back in November.
      const spring = new Date(begin).getUTCMonth() < 6;
      const shiftMs = spring ? -HOUR_MS : HOUR_MS;
      const at = await fallSilent(from, begin, true);
      await expectFollowUps(from, at, [
        { afterMs: 10 * HOUR_MS + shiftMs - (at % MINUTE_MS), local: '09:00', type: 'text' },
        { afterMs: 22 * HOUR_MS + shiftMs - (at % MINUTE_MS), local: '21:00', type: 'text' },
        {
          afterMs: 70 * HOUR_MS + shiftMs - (at % MINUTE_MS),
          local: '21:00',
          type: 'template',
        },
      ]);
      await expectEngagement(from, at);
    },
  );
});
