import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { conversationState, DAY_MS, HOUR_MS, WROTE_AT } from '../../test/factories/conversation-state.ts';
import { OWNERS } from '../words.ts';
import { absorb, apply, begin, type ConversationEvent, decide, type Working } from './decide.ts';
import type { ConversationState } from './state.ts';

const NOW = WROTE_AT + HOUR_MS;
const ownership = (patch: Partial<Extract<ConversationEvent, { type: 'ownership' }>> = {}): ConversationEvent => ({
  type: 'ownership',
  epoch: 2,
  owner: 'HUMAN',
  optedOut: false,
  closed: false,
  memberActiveAt: NOW,
  customerWaitingAt: null,
  ...patch,
});
const heard = (...events: ConversationEvent[]): Working => events.reduce(apply, begin(conversationState()));

describe('decide: the one thing to do now', () => {
  it('nothing to do: waits for what is due next', () =>
    expect(decide(heard(), NOW)).toMatchObject({
      type: 'wait',
      due: { kind: 'FOLLOW_UP', at: WROTE_AT + 2 * HOUR_MS },
    }));
  it('new inbound: a turn up to the newest', () =>
    expect(decide(heard({ type: 'inbound', through: 3 }, { type: 'inbound', through: 2 }), NOW)).toEqual({
      type: 'turn',
      trigger: 'inbound',
      through: 3,
    }));
  it('an old wake-up is nothing new', () =>
    expect(decide(heard({ type: 'inbound', through: 1 }), NOW).type).toBe('wait'));
  it('a message left unhandled by the run before is found at the start', () =>
    expect(decide(begin(conversationState({ handledThrough: 0 })), NOW).type).toBe('turn'));
  it('what people wrote goes before inbound, what changed is loaded before all', () => {
    const working = heard({ type: 'inbound', through: 2 }, { type: 'outbound', queued: 1 });
    expect(decide(working, NOW).type).toBe('send_queued');
    expect(decide(apply(working, { type: 'changed' }), NOW).type).toBe('load');
  });
  it('what is due fires at its instant, not before', () => {
    const due = WROTE_AT + 2 * HOUR_MS;
    expect(decide(heard(), due - 1).type).toBe('wait');
    expect(decide(heard(), due)).toMatchObject({ type: 'fire', due: { kind: 'FOLLOW_UP', step: 0 } });
  });
  it('inbound goes before what is due', () =>
    expect(decide(heard({ type: 'inbound', through: 2 }), WROTE_AT + DAY_MS).type).toBe('turn'));
  it('90 days of silence complete the run', () => {
    const idle = conversationState({ followUpStep: 3, staleness: 'ARCHIVED' });
    expect(decide(begin(idle), WROTE_AT + 91 * DAY_MS)).toEqual({ type: 'complete' });
  });
});

describe('ownership: older news never overwrites newer', () => {
  it('a newer epoch takes over, and its reminders start afresh', () => {
    const before = begin(conversationState({ owner: 'HUMAN', takeoverReminded: true, humanReplyStep: 2 }));
    expect(apply(before, ownership()).state).toMatchObject({
      owner: 'HUMAN',
      epoch: 2,
      takeoverReminded: false,
      humanReplyStep: 0,
      memberActiveAt: NOW,
    });
  });
  it('the same epoch keeps what was reminded', () => {
    const before = begin(conversationState({ epoch: 2, owner: 'HUMAN', takeoverReminded: true, humanReplyStep: 1 }));
    expect(apply(before, ownership({ customerWaitingAt: NOW })).state).toMatchObject({
      takeoverReminded: true,
      humanReplyStep: 1,
      customerWaitingAt: NOW,
    });
  });
  it('an older epoch changes nothing', () => {
    const before = begin(conversationState({ epoch: 3 }));
    expect(apply(before, ownership())).toBe(before);
  });
});

describe('absorb: a snapshot replaces the state; what was heard meanwhile stays', () => {
  it('a snapshot older than a takeover keeps the takeover and is loaded again', () => {
    const working = absorb(
      heard(ownership({ optedOut: true })),
      conversationState({ epoch: 1, stage: 'QUALIFICATION' }),
    );
    expect(working.state).toMatchObject({ owner: 'HUMAN', epoch: 2, optedOut: true, stage: 'QUALIFICATION' });
    expect(decide(working, NOW).type).toBe('load');
  });
  it('inbound, a person’s message and a change heard while an activity ran are not forgotten', () => {
    const during = heard({ type: 'inbound', through: 5 }, { type: 'outbound', queued: 1 }, { type: 'changed' });
    expect(absorb(during, conversationState())).toMatchObject({ through: 5, outbound: true, reload: true });
  });
  it('a snapshot that knows more says more', () => {
    const working = absorb(heard(), conversationState({ lastInboundNumber: 4, queuedOutbound: 2 }));
    expect(working).toMatchObject({ through: 4, outbound: true, reload: false });
  });
});

describe('no sequence of events', () => {
  type Move = { type: 'hear'; event: ConversationEvent } | { type: 'absorb'; snapshot: ConversationState };
  const events: fc.Arbitrary<ConversationEvent> = fc.oneof(
    fc.record({ type: fc.constant('inbound' as const), through: fc.integer({ min: 0, max: 9 }) }),
    fc.record({ type: fc.constant('outbound' as const), queued: fc.constant(1) }),
    fc.constant({ type: 'changed' as const }),
    fc.record({
      type: fc.constant('ownership' as const),
      epoch: fc.integer({ min: 0, max: 6 }),
      owner: fc.constantFrom(...OWNERS),
      optedOut: fc.boolean(),
      closed: fc.boolean(),
      memberActiveAt: fc.option(fc.constant(NOW)),
      customerWaitingAt: fc.option(fc.constant(NOW)),
    }),
  );
  const snapshots = fc
    .record({
      epoch: fc.integer({ min: 0, max: 6 }),
      owner: fc.constantFrom(...OWNERS),
      optedOut: fc.boolean(),
      closed: fc.boolean(),
      handledThrough: fc.integer({ min: 0, max: 9 }),
      lastInboundNumber: fc.integer({ min: 0, max: 9 }),
      queuedOutbound: fc.integer({ min: 0, max: 2 }),
    })
    .map(facts =>
      conversationState({ ...facts, handledThrough: Math.min(facts.handledThrough, facts.lastInboundNumber) }),
    );
  const moves: fc.Arbitrary<Move[]> = fc.array(
    fc.oneof(
      events.map(event => ({ type: 'hear' as const, event })),
      snapshots.map(snapshot => ({ type: 'absorb' as const, snapshot })),
    ),
    { maxLength: 25 },
  );

  it('makes it forget inbound, lets an older epoch win, asks for a turn for nothing, or starts something it may not', () => {
    fc.assert(
      fc.property(moves, fc.integer({ min: 0, max: 100 * DAY_MS }), (sequence, later) => {
        let working = begin(conversationState());
        let newest = working.through;
        for (const move of sequence) {
          const { epoch, owner, optedOut } = working.state;
          working = move.type === 'hear' ? apply(working, move.event) : absorb(working, move.snapshot);
          newest = Math.max(
            newest,
            move.type === 'absorb'
              ? move.snapshot.lastInboundNumber
              : move.event.type === 'inbound'
                ? move.event.through
                : 0,
          );

          expect(working.through).toBe(newest);
          expect(working.state.epoch).toBeGreaterThanOrEqual(epoch);
          const told =
            move.type === 'hear' ? (move.event.type === 'ownership' ? move.event.epoch : -1) : move.snapshot.epoch;
          if (told < epoch) expect(working.state).toMatchObject({ epoch, owner, optedOut });

          const command = decide(working, WROTE_AT + later);
          if (command.type === 'turn') expect(working.through).toBeGreaterThan(working.state.handledThrough);
          if (working.through > working.state.handledThrough)
            expect(['load', 'send_queued', 'turn']).toContain(command.type);
          if (command.type === 'fire' || command.type === 'wait') {
            const { state } = working;
            if (state.owner === 'HUMAN' || state.owner === 'PAUSED' || state.optedOut || state.closed)
              expect(['FOLLOW_UP', 'COMMITMENT']).not.toContain(command.due?.kind);
          }
          if (command.type === 'fire') expect(command.due.at).toBeLessThanOrEqual(WROTE_AT + later);
          if (command.type === 'wait' && command.due) expect(command.due.at).toBeGreaterThan(WROTE_AT + later);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('changes what it was given', () => {
    fc.assert(
      fc.property(events, snapshots, (event, snapshot) => {
        const working = begin(conversationState());
        const copy = structuredClone(working);
        apply(working, event);
        absorb(working, snapshot);
        decide(working, NOW);
        expect(working).toEqual(copy);
      }),
    );
  });
});
