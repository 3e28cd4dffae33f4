/** What stays open decides what the agent says by itself: kinds of follow-ups (A-FOLLOW-2), promises (A-MEM-5); and what is said by the hour (B-SET-2). */
import { afterEach, describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS, local, SECOND_MS, useTime } from '../support/time.ts';

const time = useTime();
afterEach(async () => {
  await time.retireAll();
  await time.playbook({});
});

const turnsOf = async (from: string) =>
  time.query<{ trigger: string; text: string; outcome: string }>(
    `select trigger, outcome, coalesce(decision->'parts'->0->>'text', '') as text from turns where conversation_id = $1 order by number`,
    [(await time.row(from)).id],
  );
const followUps = async (from: string) =>
  (await turnsOf(from)).filter(turn => turn.trigger.startsWith('follow_up') && turn.outcome === 'SENT');
const at = (from: string): string[] => time.sent(from).map(sent => local(sent.at).slice(0, 9));
const promisesOf = async (from: string) =>
  ((await time.row(from)).memory as { commitments: { what: string; dueAt: number | null; closed?: object }[] })
    .commitments;

/** Four `auto` steps an hour apart, so that all kinds have their turn. */
const hourly = (steps: number, baseMessages: number) => ({
  followUp: {
    preset: 'custom',
    ladder: Array.from({ length: steps }, (_, index) => ({
      base: 'after_last_message',
      offsetMs: (index + 1) * HOUR_MS,
      message: 'auto',
      template: null,
    })),
  },
  budget: { baseMessages },
});

describe('A-FOLLOW-2: what stayed open chooses the kind of follow-up', () => {
  it('an unanswered question gets a ping, then something of value; the last of the budget takes its leave', async () => {
    // Someone who never answered has two fewer (A-BUDGET-1).
    await time.playbook(hourly(4, 6));
    const from = '+17185550310';
    await time.advanceTo(time.nextLocal(10) + 5 * SECOND_MS);
    await time.say(from, 'Hi, how much is a cleaning?');
    expect(time.sent(from)[0]?.text).toContain('?');
    await time.advance(6 * HOUR_MS);
    const sent = await followUps(from);
    expect(sent.map(turn => turn.trigger)).toEqual([
      'follow_up soft_ping',
      'follow_up value_add',
      'follow_up value_add',
      'follow_up exit',
    ]);
    // Each says something else, and the last one asks nothing any more.
    expect(new Set(sent.map(turn => turn.text)).size).toBe(4);
    expect(sent.at(-1)?.text).not.toContain('?');
  });

  it('one that the customer did not understand gets a clarification', async () => {
    await time.playbook(hourly(1, 4));
    const from = '+17185550311';
    await time.advanceTo(time.nextLocal(10) + 5 * SECOND_MS);
    await time.say(from, 'Hi, how much is a cleaning?');
    await time.say(from, 'Sorry, I do not understand. What do you mean?');
    expect((await time.row(from)).owner).toBe('AI');
    expect(time.sent(from).at(-1)?.text).toContain('?');
    await time.advance(2 * HOUR_MS);
    expect((await followUps(from)).map(turn => turn.trigger)).toEqual(['follow_up clarification']);
  });

  it('nothing asked and nothing offered: something of value', async () => {
    await time.playbook({ ...hourly(1, 4), tone: { maxQuestions: 0 }, checklist: [], ctas: [] });
    const from = '+17185550312';
    await time.advanceTo(time.nextLocal(10) + 5 * SECOND_MS);
    await time.say(from, 'Hi, how much is a cleaning?');
    expect(time.sent(from)[0]?.text).not.toContain('?');
    await time.advance(2 * HOUR_MS);
    expect((await followUps(from)).map(turn => turn.trigger)).toEqual(['follow_up value_add']);
  });
});

describe('A-MEM-5: promises', () => {
  it('one whose time comes while it is open is a reason to write, at that time, once', async () => {
    const from = '+17185550320';
    await time.advanceTo(time.nextLocal(10) + 5 * SECOND_MS);
    await time.say(from, 'Hi, how much is a cleaning?');
    await time.say(from, 'I will call you today at 5 pm.');
    const [promise] = await promisesOf(from);
    expect(promise).toMatchObject({ what: expect.stringContaining('call you'), dueAt: expect.any(Number) });
    const answered = time.sent(from).length;
    await time.advance(2 * DAY_MS);
    expect((await turnsOf(from)).filter(turn => turn.trigger === 'commitment soft_ping')).toHaveLength(1);
    expect(at(from)[answered]).toMatch(/17:00$/);
    expect((await promisesOf(from))[0]).toMatchObject({ dueAt: null, passedAt: expect.any(Number) });
  });

  it('one that comes after the window has closed is said by the ladder’s template, at its time', async () => {
    const from = '+17185550322';
    await time.advanceTo(time.nextLocal(10) + 5 * SECOND_MS);
    await time.say(from, 'Hi, how much is a cleaning?');
    await time.say(from, 'I will call you tomorrow at 3 pm.');
    const answered = time.sent(from).length;
    await time.advance(2 * DAY_MS);
    const later = time.sent(from).slice(answered);
    expect(later.filter(sent => sent.type === 'template').map(sent => local(sent.at).slice(4, 9))).toEqual(['15:00']);
    expect((await time.timeline(from, ['COMMITMENT'])).map(entry => entry.outcome)).toEqual(['due']);
  });

  it('one that was kept before its time is closed, and nobody is reminded of it', async () => {
    const from = '+17185550321';
    await time.advanceTo(time.nextLocal(10) + 5 * SECOND_MS);
    await time.say(from, 'Hi, how much is a cleaning?');
    await time.say(from, 'I will send you the form tomorrow at 3 pm.');
    expect((await promisesOf(from))[0]?.dueAt).toBeGreaterThan(time.now());
    await time.advance(2 * HOUR_MS);
    await time.say(from, 'I sent the form just now.');
    const [promise] = await promisesOf(from);
    expect(promise).toMatchObject({ dueAt: null, closed: { reason: 'kept' } });
    await time.advance(2 * DAY_MS);
    expect((await turnsOf(from)).some(turn => turn.trigger.startsWith('commitment'))).toBe(false);
    expect(await time.timeline(from, ['COMMITMENT'])).toEqual([]);
  });
});

describe('A-STALE-3: who comes back after the agent has given up', () => {
  it('is answered at once with all that is known, and counts as engaged again', async () => {
    const from = '+17185550325';
    await time.advanceTo(time.nextLocal(10) + 5 * SECOND_MS);
    await time.say(from, 'Hi, I need a cleaning. My name is Asha Patel.');
    await time.advance(10 * DAY_MS);
    expect(await time.row(from)).toMatchObject({ staleness: 'ARCHIVED' });
    const before = time.sent(from).length;
    const known = (await time.row(from)).memory as { slots: Record<string, unknown> };
    expect(Object.keys(known.slots)).toContain('name');
    await time.say(from, 'Hello again, how much is whitening?');
    expect(time.sent(from)).toHaveLength(before + 1);
    const row = await time.row(from);
    expect(row).toMatchObject({ staleness: 'ACTIVE', owner: 'AI' });
    expect((row.memory as { slots: Record<string, unknown> }).slots.name).toEqual(known.slots.name);
    const [turn] = await time.query<{ slots: string }>(
      `select (select part->>'text' from jsonb_array_elements(prompt) part where part->>'name' = 'slots') as slots
       from turns where conversation_id = $1 order by number desc limit 1`,
      [row.id],
    );
    expect(turn?.slots).toContain('Asha Patel');
  });
});

describe('B-SET-2, B-SET-3, A-ONB-16: replies at any hour, and what is said by the hour', () => {
  const texts = {
    welcome: 'Welcome to Sunset Dental!',
    away: 'Our team is away until {{opens_at}}; I answer what I can.',
    humanEscalation: 'A colleague answers in a moment.',
    handOverClosed: 'A colleague answers you here on {{opens_at}}.',
  };
  it('one welcome, one away message a night, and a hand-over that says when a person answers', async () => {
    await time.playbook({ businessHours: { enabled: true, week: DAILY }, texts });
    const [first, second, day] = ['+17185550330', '+17185550331', '+17185550332'];
    await time.advanceTo(time.nextLocal(12) + 5 * SECOND_MS);
    await time.say(day, 'I want to talk to a human');
    expect(time.sent(day).at(-1)?.text).toContain('A colleague answers in a moment.');
    await time.advanceTo(time.nextLocal(20) + 5 * SECOND_MS);
    await time.say(first, 'Hi, how much is a cleaning?');
    const [welcome] = time.sent(first).map(sent => sent.text);
    expect(welcome).toMatch(
      /^Welcome to Sunset Dental!\n\nOur team is away until .* 09:00; I answer what I can\.\n\n./,
    );
    expect(welcome).not.toMatch(/Hello|Hi,/);
    await time.say(first, 'And whitening?');
    expect(time.sent(first).at(-1)?.text).not.toMatch(/Welcome|away/);
    await time.say(second, 'I want to talk to a human');
    expect(time.sent(second).at(-1)?.text).toMatch(
      /^Welcome to Sunset Dental!\n\nA colleague answers you here on .* 09:00\.$/,
    );
    await time.advanceTo(time.nextLocal(12) + 5 * SECOND_MS);
    await time.say(first, 'Do you take Delta insurance?');
    expect(time.sent(first).at(-1)?.text).not.toMatch(/Welcome|away/);
    await time.advanceTo(time.nextLocal(20) + 5 * SECOND_MS);
    await time.say(first, 'Where are you?');
    expect(time.sent(first).at(-1)?.text).toMatch(/^Our team is away until/);
  });
});

const DAILY = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'].map(day => ({
  day,
  from: '09:00',
  to: '18:00',
}));
