import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { conversationState, DAY_MS, HOUR_MS, timing, WROTE_AT } from '../../test/factories/conversation-state.ts';
import { OWNERS } from '../words.ts';
import { allDue, nextDue } from './next-due.ts';
import type { ConversationState } from './state.ts';

const MINUTE_MS = 60_000;
const kinds = (state: ConversationState) => allDue(state).map(due => due.kind);
const of = (state: ConversationState, kind: string) => allDue(state).find(due => due.kind === kind)?.at;

describe('nextDue: the one standing timer', () => {
  it('the earliest goes first', () => {
    const state = conversationState({ ctas: { BOOK_CALL: { state: 'DECLINED', changedAt: WROTE_AT } } });
    expect(
      allDue(state)
        .map(due => due.kind)
        .sort(),
    ).toEqual(['CTA_RESET', 'FOLLOW_UP', 'IDLE_COMPLETE', 'STALENESS']);
    expect(nextDue(state)).toEqual({ kind: 'FOLLOW_UP', at: WROTE_AT + 2 * HOUR_MS, step: 0, cta: null });
  });
  it('at the same instant what people notice goes first', () => {
    const state = conversationState({
      commitmentDueAt: WROTE_AT + 6 * HOUR_MS,
      windowEndsAt: WROTE_AT + DAY_MS,
      zone: 'UTC',
      timing: timing({ contactHours: { from: 0, to: 24 } }),
    });
    expect(
      allDue(state)
        .filter(due => due.at === WROTE_AT + 6 * HOUR_MS)
        .map(due => due.kind)
        .sort(),
    ).toEqual(['COMMITMENT', 'STALENESS']);
    expect(nextDue(state)?.kind).toBe('COMMITMENT');
  });
  it('A-STALE-1: the next change of engagement', () => {
    expect(of(conversationState(), 'STALENESS')).toBe(WROTE_AT + 6 * HOUR_MS);
    expect(kinds(conversationState({ staleness: 'ARCHIVED' }))).not.toContain('STALENESS');
  });
  it('A-CTA-3: one reset for each CTA that has one', () => {
    const state = conversationState({
      ctas: {
        BOOK_CALL: { state: 'OFFERED_TWICE', changedAt: WROTE_AT },
        PAYMENT: { state: 'COMPLETED', changedAt: WROTE_AT },
        SEND_DOCS: { state: 'COMPLETED', changedAt: WROTE_AT + 5 },
        FILL_FORM: { state: 'NOT_OFFERED', changedAt: WROTE_AT },
      },
      timing: timing({ repeatableCtas: ['SEND_DOCS'] }),
    });
    expect(
      allDue(state)
        .filter(due => due.kind === 'CTA_RESET')
        .map(due => [due.cta, due.at]),
    ).toEqual([
      ['BOOK_CALL', WROTE_AT + 30 * DAY_MS],
      ['SEND_DOCS', WROTE_AT + 5 + 30 * DAY_MS],
    ]);
  });
  it('90 days after the last activity the run completes', () =>
    expect(of(conversationState(), 'IDLE_COMPLETE')).toBe(WROTE_AT + MINUTE_MS + 90 * DAY_MS));
});

describe('design section 5: a takeover always ends somewhere', () => {
  const taken = (
    patch: Partial<ConversationState> = {},
    onSilence: 'remind_then_escalate' | 'hand_back' | 'escalate' = 'remind_then_escalate',
  ) => conversationState({ owner: 'HUMAN', memberActiveAt: WROTE_AT, timing: timing({ onSilence }), ...patch });
  it('reminds after 60 min, ends 30 min later', () => {
    expect(of(taken(), 'TAKEOVER_REMIND')).toBe(WROTE_AT + HOUR_MS);
    expect(of(taken(), 'TAKEOVER_END')).toBeUndefined();
    expect(of(taken({ takeoverReminded: true }), 'TAKEOVER_REMIND')).toBeUndefined();
    expect(of(taken({ takeoverReminded: true }), 'TAKEOVER_END')).toBe(WROTE_AT + HOUR_MS + HOUR_MS / 2);
  });
  it.each(['hand_back', 'escalate'] as const)('%s: ends without a reminder', onSilence => {
    expect(of(taken({}, onSilence), 'TAKEOVER_REMIND')).toBeUndefined();
    expect(of(taken({}, onSilence), 'TAKEOVER_END')).toBe(WROTE_AT + HOUR_MS);
  });
  it('whatever the playbook says by now, reminded or not: an end or a reminder is due', () => {
    for (const onSilence of ['remind_then_escalate', 'hand_back', 'escalate'] as const)
      for (const takeoverReminded of [true, false])
        expect(kinds(taken({ takeoverReminded }, onSilence)).some(kind => kind.startsWith('TAKEOVER'))).toBe(true);
  });
  it('X-SLA: the customer waits: told after 5 min, the manager after 15', () => {
    const waiting = taken({ customerWaitingAt: WROTE_AT });
    expect(of(waiting, 'HUMAN_REPLY_NEEDED')).toBe(WROTE_AT + 5 * MINUTE_MS);
    expect(of(waiting, 'HUMAN_REPLY_ESCALATE')).toBeUndefined();
    expect(of({ ...waiting, humanReplyStep: 1 }, 'HUMAN_REPLY_ESCALATE')).toBe(WROTE_AT + 15 * MINUTE_MS);
    expect(kinds({ ...waiting, humanReplyStep: 2 })).not.toContain('HUMAN_REPLY_ESCALATE');
  });
  it('closed: nobody is reminded of anything', () =>
    expect(
      kinds(taken({ closed: true, customerWaitingAt: WROTE_AT })).filter(kind => /HUMAN|TAKEOVER/.test(kind)),
    ).toEqual([]));
});

describe('whatever the state', () => {
  const at = fc.integer({ min: WROTE_AT - 10 * DAY_MS, max: WROTE_AT + 10 * DAY_MS });
  const states = fc
    .record({
      owner: fc.constantFrom(...OWNERS),
      optedOut: fc.boolean(),
      closed: fc.boolean(),
      staleness: fc.constantFrom('ACTIVE' as const, 'COOLING' as const, 'COLD' as const, 'ARCHIVED' as const),
      handledThrough: fc.integer({ min: 0, max: 1 }),
      followUpStep: fc.integer({ min: 0, max: 4 }),
      memberActiveAt: fc.option(at),
      takeoverReminded: fc.boolean(),
      customerWaitingAt: fc.option(at),
      humanReplyStep: fc.integer({ min: 0, max: 2 }),
      commitmentDueAt: fc.option(at),
      lastInboundAt: fc.option(at),
      lastOutboundAt: fc.option(at),
    })
    .map(conversationState);
  it('the next is the earliest of all; the agent starts nothing while a person, a pause, STOP or a close has it', () => {
    fc.assert(
      fc.property(states, state => {
        const all = allDue(state);
        expect(nextDue(state)?.at).toBe(Math.min(...all.map(due => due.at)));
        for (const due of all) expect(Number.isFinite(due.at)).toBe(true);
        if (state.owner === 'HUMAN' || state.owner === 'PAUSED' || state.optedOut || state.closed)
          expect(all.some(due => due.kind === 'FOLLOW_UP' || due.kind === 'COMMITMENT')).toBe(false);
        if (state.owner !== 'HUMAN') expect(all.some(due => /HUMAN|TAKEOVER/.test(due.kind))).toBe(false);
      }),
    );
  });
});
