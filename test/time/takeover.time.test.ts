/** A takeover always ends somewhere, and a customer never waits unseen (X-SLA, A-ESC-6). */
import { afterEach, describe, expect, it } from 'vitest';
import { queueMessage } from '../../api/messages/queue.ts';
import { SYSTEM } from '../../db/audit/queries.ts';
import { loadConversation } from '../../db/conversation/load.ts';
import { takeOver } from '../../db/conversation/ownership.ts';
import { newId } from '../../db/ids.ts';
import { DAY_MS, MINUTE_MS, SECOND_MS, useTime } from '../support/time.ts';

const time = useTime();
afterEach(() => time.retireAll());

const SLA = ['HUMAN_REPLY_NEEDED', 'HUMAN_REPLY_ESCALATE', 'TAKEOVER_REMIND', 'TAKEOVER_END'];

/** A customer is answered, then a person takes over. @returns when. */
async function takenOver(from: string): Promise<number> {
  await time.advanceTo(time.nextLocal(10) + 5 * SECOND_MS);
  await time.say(from, 'Hi, how much is a cleaning?');
  let at = 0;
  await time.act(from, (tx, ref) => {
    at = ref.now;
    return takeOver(tx, { ...ref, memberId: null, actor: SYSTEM });
  });
  return at;
}

/** The person who took over writes to the customer. */
const personWrites = (from: string, text: string): Promise<void> =>
  time.act(from, async (tx, { now, ...ref }) => {
    const loaded = await loadConversation(tx, ref, true);
    if (!loaded) throw new Error('conversation not found');
    const content = { kind: 'text' as const, text, previewUrl: false };
    await queueMessage(tx, loaded, {
      messageId: newId(),
      sender: 'HUMAN',
      memberId: newId(),
      content,
      replyToId: null,
      now,
    });
  });

/** What was done and how many minutes after an instant it was done, to the minute: it may come a few seconds late, never early. */
async function minutesAfter(from: string, at: number): Promise<string[]> {
  const entries = await time.timeline(from, SLA);
  return entries.map(entry => {
    const afterMs = entry.at - at;
    const minute = Math.floor(afterMs / MINUTE_MS);
    expect(afterMs - minute * MINUTE_MS, `${entry.kind} after ${afterMs} ms`).toBeLessThan(10 * SECOND_MS);
    return `${minute} ${entry.outcome}`;
  });
}

async function escalation(from: string): Promise<{ priority: string; reasons: string[]; state: string } | undefined> {
  const [found] = await time.query<{ priority: string; reasons: string[]; state: string }>(
    'select priority, reasons, state from escalations where conversation_id = $1 order by created_at desc limit 1',
    [(await time.row(from)).id],
  );
  return found;
}

describe('a takeover nobody acts in', () => {
  it('is reminded of after 60 minutes and escalated 30 minutes later, once (X-SLA)', async () => {
    const from = '+17185550310';
    const at = await takenOver(from);
    await time.advance(5 * DAY_MS);
    expect(await minutesAfter(from, at)).toEqual(['60 reminded', '90 escalated']);
    expect(await escalation(from)).toMatchObject({ state: 'pending', reasons: ['staff_silent'] });
    expect((await time.row(from)).owner).toBe('HUMAN');
    expect(time.sent(from)).toHaveLength(1);
  });

  it('counts from the last thing the person did (X-SLA)', async () => {
    const from = '+17185550320';
    const at = await takenOver(from);
    await time.advance(40 * MINUTE_MS);
    await personWrites(from, 'I am looking into it.');
    expect(time.sent(from).map(sent => sent.text)).toContain('I am looking into it.');
    const wroteAt = (await time.row(from)).member_active_at as Date;
    await time.advance(2 * DAY_MS);
    expect(await minutesAfter(from, wroteAt.getTime())).toEqual(['60 reminded', '90 escalated']);
    expect(wroteAt.getTime() - at).toBeGreaterThanOrEqual(40 * MINUTE_MS);
  });

  it('goes back to the agent where the playbook says so, who answers what is unanswered (X-SLA)', async () => {
    const from = '+17185550330';
    await time.playbook({ takeover: { onSilence: 'hand_back' } });
    const at = await takenOver(from);
    await time.playbook({});
    await time.advance(10 * MINUTE_MS);
    await time.say(from, 'Hello? What are your opening hours?');
    expect(time.sent(from)).toHaveLength(1);
    await time.advance(55 * MINUTE_MS);
    const row = await time.row(from);
    expect(row.owner).toBe('AI');
    expect((await minutesAfter(from, at)).at(-1)).toBe('60 handed_back');
    expect(time.sent(from)[1]?.text).toContain('8:00');
    expect(time.sent(from)).toHaveLength(2);
    // staff_silent was opened by the wait, and the hand-back resolved it.
    expect(await escalation(from)).toMatchObject({ state: 'resolved' });
  });

  it('is escalated at once where the playbook says so (X-SLA)', async () => {
    const from = '+17185550340';
    await time.playbook({ takeover: { onSilence: 'escalate' } });
    const at = await takenOver(from);
    await time.playbook({});
    await time.advance(5 * DAY_MS);
    expect(await minutesAfter(from, at)).toEqual(['60 escalated']);
  });
});

describe('a customer who waits on a person', () => {
  it('is reported after 5 minutes, and to the manager after 15 (X-SLA, B-ROUTE-4)', async () => {
    const from = '+17185550350';
    await takenOver(from);
    await time.advance(7 * MINUTE_MS);
    await time.say(from, 'Are you still there?');
    const waitingSince = ((await time.row(from)).customer_waiting_at as Date).getTime();
    await time.say(from, 'Hello?');
    await time.advance(30 * MINUTE_MS);
    expect(await minutesAfter(from, waitingSince)).toEqual(['5 human_reply_needed', '15 manager_told']);
    expect(await escalation(from)).toMatchObject({ state: 'pending', reasons: ['staff_silent'], priority: 'MEDIUM' });
    expect(time.sent(from)).toHaveLength(1);
  });

  it('is not reported when the person answers in time (X-SLA)', async () => {
    const from = '+17185550360';
    await takenOver(from);
    await time.say(from, 'Are you still there?');
    await time.advance(4 * MINUTE_MS);
    await personWrites(from, 'Yes, one moment.');
    await time.advance(50 * MINUTE_MS);
    expect(await time.timeline(from, SLA)).toEqual([]);
    await time.say(from, 'Thanks');
    await time.advance(6 * MINUTE_MS);
    expect((await time.timeline(from, SLA)).map(entry => entry.outcome)).toEqual(['human_reply_needed']);
  });

  it('whom the agent handed over waits from that moment on (X-SLA, X-HAND, E-ESC-2)', async () => {
    const from = '+17185550370';
    await time.advanceTo(time.nextLocal(10) + 5 * SECOND_MS);
    await time.say(from, 'I want to talk to a human being, please.');
    const row = await time.row(from);
    expect(row.owner).toBe('HUMAN');
    const waitingSince = (row.customer_waiting_at as Date).getTime();
    await time.advance(5 * DAY_MS);
    expect(await minutesAfter(from, waitingSince)).toEqual([
      '5 human_reply_needed',
      '15 manager_told',
      '60 reminded',
      '90 escalated',
    ]);
    expect(await escalation(from)).toMatchObject({ priority: 'CRITICAL', reasons: ['human_request', 'staff_silent'] });
    expect(time.sent(from)).toHaveLength(1);
  });
});
