/** What cancels follow-ups, and what they look at again when they fire (A-FOLLOW-4). */
import { afterEach, describe, expect, it } from 'vitest';
import { SYSTEM } from '../../db/audit/queries.ts';
import { loadConversation } from '../../db/conversation/load.ts';
import { changeOwner, release, takeOver } from '../../db/conversation/ownership.ts';
import { applyCta } from '../../domain/cta/cta.ts';
import { until } from '../support/core.ts';
import { DAY_MS, HOUR_MS, local, SECOND_MS, useTime } from '../support/time.ts';

const time = useTime();
afterEach(() => time.retireAll());

/** A customer asks at 10:00 and is answered. */
async function ask(from: string): Promise<void> {
  await time.advanceTo(time.nextLocal(10) + 5 * SECOND_MS);
  await time.say(from, 'Hi, how much is a cleaning?');
  expect(time.sent(from)).toHaveLength(1);
}

const sentAt = (from: string): string[] => time.sent(from).map(({ at, type }) => `${local(at).slice(4, 9)} ${type}`);

const followUps = async (from: string): Promise<(string | null)[]> =>
  (await time.timeline(from, ['FOLLOW_UP'])).map(entry => entry.outcome);

describe('follow-ups', () => {
  it('are cancelled by a reply and count from it anew (A-FOLLOW-4, X-FOLLOW)', async () => {
    const from = '+17185550210';
    await ask(from);
    await time.advance(1.5 * HOUR_MS);
    await time.say(from, 'And do you take Delta insurance?');
    await time.advance(3 * HOUR_MS);
    expect(sentAt(from)).toEqual(['10:00 text', '11:30 text', '13:30 text']);
    await time.say(from, 'Great, thank you!');
    const answers = time.sent(from).length;
    await time.advance(10 * DAY_MS);
    expect(sentAt(from).slice(answers)).toEqual(['16:30 text', '14:00 text', '13:30 template']);
  });

  it('end for ever with STOP, whatever step they were at (X-OPTOUT, A-GUARD-4, A-FOLLOW-4)', async () => {
    const from = '+17185550220';
    await ask(from);
    await time.advance(3 * HOUR_MS);
    expect(sentAt(from)).toEqual(['10:00 text', '12:00 text']);
    await time.say(from, 'STOP');
    const { owner, next_due_kind: next } = await time.row(from);
    expect(owner).toBe('PAUSED');
    expect(next).toBe('STALENESS');
    await time.advance(85 * DAY_MS);
    expect(sentAt(from)).toEqual(['10:00 text', '12:00 text']);
    expect(await followUps(from)).toEqual(['due:soft_ping']);
  });

  it('end when a person takes over, and do not come back with the release (A-FOLLOW-4, A-ESC-6, E-MODE-4)', async () => {
    const from = '+17185550230';
    await ask(from);
    await time.advance(HOUR_MS);
    await time.act(from, (tx, ref) => takeOver(tx, { ...ref, memberId: null, actor: SYSTEM }));
    await time.advance(5 * HOUR_MS);
    await time.act(from, (tx, ref) => release(tx, { ...ref, actor: SYSTEM, memberId: null, note: null }));
    await time.advance(10 * DAY_MS);
    expect(sentAt(from)).toEqual(['10:00 text']);
    expect(await followUps(from)).toEqual([]);
    await time.say(from, 'Hello again, how much is whitening?');
    await time.advance(10 * DAY_MS);
    expect(
      time
        .sent(from)
        .slice(1)
        .map(sent => sent.type),
    ).toEqual(['text', 'text', 'text', 'template']);
  });

  it('end when the conversation is closed; the next message opens it again (A-FOLLOW-4, X-CONV)', async () => {
    const from = '+17185550240';
    await ask(from);
    await time.advance(HOUR_MS);
    await time.act(from, async (tx, { now, ...ref }) => {
      const loaded = await loadConversation(tx, ref, true);
      if (loaded)
        await changeOwner(tx, loaded, { owner: 'AI', actor: SYSTEM, action: 'close', now, patch: { closedAt: now } });
    });
    await time.advance(10 * DAY_MS);
    expect(sentAt(from)).toEqual(['10:00 text']);
    await time.say(from, 'Hello again, how much is whitening?');
    expect(time.sent(from)).toHaveLength(2);
    expect((await time.row(from)).closed_at).toBeNull();
  });

  it('end when a CTA is completed (A-FOLLOW-4)', async () => {
    const from = '+17185550250';
    await ask(from);
    await time.advance(HOUR_MS);
    await time.edit(from, row => ({ ctas: applyCta(row.ctas, 'BOOK_CALL', 'completed', false, time.now()) }));
    await time.advance(10 * DAY_MS);
    expect(sentAt(from)).toEqual(['10:00 text']);
  });

  it('outside the window are skipped, and say so, when the template is not approved (X-TPL, A-FOLLOW-5)', async () => {
    const from = '+17185550260';
    await ask(from);
    await time.advance(30 * HOUR_MS);
    time.core.phone.reviewTemplate('followup_reminder', 'REJECTED', 'INVALID_FORMAT');
    await time.settle();
    await time.advance(10 * DAY_MS);
    expect(await followUps(from)).toEqual(['due:soft_ping', 'due:value_add', 'skipped:template_not_approved']);
    expect(sentAt(from)).toHaveLength(3);
    time.core.phone.reviewTemplate('followup_reminder', 'APPROVED');
    await time.settle();
  });

  it('are not sent to someone who was blocked meanwhile (A-FOLLOW-4)', async () => {
    const from = '+17185550270';
    await ask(from);
    await time.query('update contacts set blocked = true where id = $1', [(await time.row(from)).contact_id]);
    await time.advance(10 * DAY_MS);
    expect(sentAt(from)).toEqual(['10:00 text']);
    expect(await followUps(from)).toEqual(['skipped:blocked', 'skipped:blocked', 'skipped:blocked']);
  });

  it('beyond 72 h are skipped unless the playbook goes on after archive, and then need an opt-in (A-FOLLOW-5, A-STALE-2)', async () => {
    const late = {
      base: 'after_last_message',
      offsetMs: 5 * DAY_MS,
      message: 'template',
      template: 'followup_reminder',
    };
    const ladder = (continueAfterArchive: boolean) => ({
      followUp: { preset: 'custom', ladder: [late], continueAfterArchive },
    });
    await time.playbook(ladder(false));
    await ask('+17185550280');
    await time.playbook(ladder(true));
    await time.say('+17185550281', 'Hi, how much is a cleaning?');
    await time.say('+17185550282', 'Hi, how much is a cleaning?');
    await time.query('update contacts set marketing_opt_in_at = now() where id = $1', [
      (await time.row('+17185550282')).contact_id,
    ]);
    await time.playbook({});
    await time.advance(10 * DAY_MS);
    expect(await followUps('+17185550280')).toEqual(['skipped:archived']);
    expect(await followUps('+17185550281')).toEqual(['skipped:no_opt_in']);
    expect(time.sent('+17185550282').map(sent => sent.type)).toEqual(['text', 'template']);
  });

  it('are left unsaid when the model writes what the rules forbid: no stopgap text, nobody called (A-FOLLOW-1, X-FAIL)', async () => {
    const from = '+17185550295';
    await ask(from);
    time.core.model.faults.set({ mode: 'invented_price', role: 'written' });
    await time.advance(2 * DAY_MS);
    time.core.model.faults.clear();
    await time.advance(8 * DAY_MS);
    expect(sentAt(from)).toEqual(['10:00 text', '09:00 template']);
    const { id, owner } = await time.row(from);
    expect(owner).toBe('AI');
    expect(await time.query('select 1 from escalations where conversation_id = $1', [id])).toEqual([]);
  });

  it('can be hurried by a person; the rest of the ladder stays (A-FOLLOW-7)', async () => {
    const from = '+17185550290';
    await ask(from);
    const { id } = await time.row(from);
    // Pressed twice: what was seen is done once.
    for (let presses = 0; presses < 2; presses++)
      await time.core.starters.runDue(time.core.orgId, id, { kind: 'FOLLOW_UP', step: 0 });
    await until('the ping', () => time.sent(from).length === 2);
    await time.settle();
    expect(sentAt(from)).toEqual(['10:00 text', '10:00 text']);
    await time.advance(10 * DAY_MS);
    expect(await followUps(from)).toEqual(['due:soft_ping', 'due:value_add', 'due:template']);
  });
});
