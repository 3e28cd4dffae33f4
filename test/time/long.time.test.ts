/** What happens after weeks and months: CTAs offered again, promises kept, runs that end and begin again. */
import { afterEach, describe, expect, it } from 'vitest';
import type { CtaRecords } from '../../domain/cta/cta.ts';
import { conversationWorkflowId } from '../../workflows/conversation/ids.ts';
import type { ConversationView } from '../../workflows/conversation/messages.ts';
import { DAY_MS, HOUR_MS, local, MINUTE_MS, SECOND_MS, useTime } from '../support/time.ts';

const time = useTime();
afterEach(() => time.retireAll());

async function ask(from: string, text = 'Hi, how much is a cleaning?'): Promise<void> {
  await time.advanceTo(time.nextLocal(10) + 5 * SECOND_MS);
  await time.say(from, text);
  expect(time.sent(from)).toHaveLength(1);
}

const sentAt = (from: string): string[] => time.sent(from).map(({ at, type }) => `${local(at).slice(4, 9)} ${type}`);
const ctasOf = async (from: string): Promise<CtaRecords> => (await time.row(from)).ctas as CtaRecords;

describe('calls to action', () => {
  it('go back to NOT_OFFERED 30 days after their last change; a completed one only if it is repeatable (A-CTA-3)', async () => {
    const from = '+17185550410';
    await ask(from);
    const changedAt = time.now();
    await time.edit(from, () => ({
      ctas: {
        BOOK_CALL: { state: 'COMPLETED', changedAt },
        VISIT_WEBSITE: { state: 'COMPLETED', changedAt: changedAt + DAY_MS },
        SEND_DOCS: { state: 'DECLINED', changedAt: changedAt - DAY_MS },
      },
    }));
    await time.advanceTo(changedAt + 29 * DAY_MS - MINUTE_MS);
    expect((await ctasOf(from)).SEND_DOCS?.state).toBe('DECLINED');
    await time.advanceTo(changedAt + 40 * DAY_MS);
    const ctas = await ctasOf(from);
    expect([ctas.BOOK_CALL?.state, ctas.VISIT_WEBSITE?.state, ctas.SEND_DOCS?.state]).toEqual([
      'COMPLETED',
      'NOT_OFFERED',
      'NOT_OFFERED',
    ]);
    const resets = await time.timeline(from, ['CTA_RESET']);
    expect(resets.map(entry => entry.outcome)).toEqual(['SEND_DOCS', 'VISIT_WEBSITE']);
    for (const [index, dueAt] of [changedAt + 29 * DAY_MS, changedAt + 31 * DAY_MS].entries()) {
      const lateMs = (resets[index]?.at ?? 0) - dueAt;
      expect(lateMs).toBeGreaterThanOrEqual(0);
      expect(lateMs).toBeLessThan(5 * SECOND_MS);
    }
  });
});

describe('a promise with a time', () => {
  const promise = (from: string, dueAt: number): Promise<void> =>
    time.edit(from, row => ({
      memory: {
        ...row.memory,
        commitments: [{ by: 'user', what: 'decides on the cleaning', dueAt, confidence: 0.9, at: time.now() }],
      },
    }));

  it('goes before the ladder, whose later steps stay (X-FOLLOW, A-FOLLOW-3)', async () => {
    const from = '+17185550420';
    await ask(from);
    await promise(from, time.now() + 5 * HOUR_MS);
    await time.advance(10 * DAY_MS);
    expect(sentAt(from)).toEqual(['10:00 text', '15:00 text', '09:30 text', '09:00 template']);
    const outcomes = (await time.timeline(from, ['COMMITMENT', 'FOLLOW_UP'])).map(
      entry => `${entry.kind} ${entry.outcome}`,
    );
    expect(outcomes).toEqual(['COMMITMENT due', 'FOLLOW_UP due:value_add', 'FOLLOW_UP due:template']);
  });

  it('that falls into the night waits for the morning (X-HOURS)', async () => {
    const from = '+17185550430';
    await ask(from);
    await promise(from, time.now() + 13 * HOUR_MS);
    await time.advance(10 * DAY_MS);
    expect(sentAt(from).slice(0, 2)).toEqual(['10:00 text', '09:00 text']);
  });

  it('that comes after the window leaves as a template (X-WINDOW, A-FOLLOW-5)', async () => {
    const from = '+17185550440';
    await ask(from);
    await promise(from, time.now() + 50 * HOUR_MS);
    await time.advance(10 * DAY_MS);
    expect(sentAt(from)).toEqual(['10:00 text', '12:00 template']);
  });

  it('is forgotten with STOP (X-OPTOUT)', async () => {
    const from = '+17185550450';
    await ask(from);
    await promise(from, time.now() + 5 * HOUR_MS);
    await time.say(from, 'STOP');
    await time.advance(10 * DAY_MS);
    expect(sentAt(from)).toEqual(['10:00 text']);
  });
});

describe('a conversation idle for 90 days', () => {
  it('ends its run, and goes on with everything remembered when the customer writes again (design section 4)', async () => {
    const from = '+17185550460';
    await ask(from, 'Hi, my name is Asha. How much is a cleaning?');
    const { id, memory: before } = await time.row(from);
    const handle = time.core.client.workflow.getHandle(conversationWorkflowId(time.core.orgId, id));
    // The template after 71 h was the last thing that happened.
    await time.advance(92 * DAY_MS);
    expect((await handle.describe()).status.name).toBe('RUNNING');
    await time.advance(2 * DAY_MS);
    expect((await handle.describe()).status.name).toBe('COMPLETED');
    const sent = time.sent(from).length;
    const firstRun = (await handle.describe()).runId;

    await time.say(from, 'Hello again! And how much is whitening?');
    expect(time.sent(from)).toHaveLength(sent + 1);
    expect(time.sent(from).at(-1)?.text).toContain('$350');
    const row = await time.row(from);
    expect(row.id).toBe(id);
    expect(row.last_inbound_number).toBe(2);
    expect(row.staleness).toBe('ACTIVE');
    const slots = (memory: unknown) => (memory as { slots: Record<string, { value: string }> }).slots;
    expect(slots(before).name?.value).toBe('Asha');
    expect(slots(row.memory).name?.value).toBe('Asha');
    const again = time.core.client.workflow.getHandle(conversationWorkflowId(time.core.orgId, id));
    expect((await again.describe()).runId).not.toBe(firstRun);
    const view = await again.query<ConversationView>('view');
    expect(view.working.state.handledThrough).toBe(2);
    expect(view.next?.kind).toBe('FOLLOW_UP');
  });
});
