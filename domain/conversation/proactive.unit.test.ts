/** Nothing the agent starts by itself is ever due for who must not be written to, whatever happened before. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { conversationState, HOUR_MS, timing, WROTE_AT } from '../../test/factories/conversation-state.ts';
import { CTA_STATES, OWNERS, STAGES, STALE_STATES } from '../words.ts';
import { absorb, apply, begin, type ConversationEvent, decide } from './decide.ts';
import { allDue } from './next-due.ts';
import type { ConversationState } from './state.ts';

const instant = fc.integer({ min: -200, max: 400 }).map(hours => WROTE_AT + hours * HOUR_MS);
const maybe = fc.option(instant);
const state = fc
  .record({
    owner: fc.constantFrom(...OWNERS),
    optedOut: fc.boolean(),
    closed: fc.boolean(),
    stage: fc.constantFrom(...STAGES),
    staleness: fc.constantFrom(...STALE_STATES),
    lastInboundAt: maybe,
    lastOutboundAt: maybe,
    windowEndsAt: maybe,
    commitmentDueAt: maybe,
    followUpNotBefore: maybe,
    followUpStep: fc.nat(5),
    memoryDue: fc.boolean(),
    ctas: fc.constantFrom(...CTA_STATES).map(cta => ({ BOOK_CALL: { state: cta, changedAt: WROTE_AT } })),
    timing: fc.boolean().map(continueAfterArchive => timing({ continueAfterArchive })),
  })
  .map((patch): ConversationState => conversationState(patch));
const ownership = fc.record({
  type: fc.constant('ownership' as const),
  epoch: fc.nat(5),
  owner: fc.constantFrom(...OWNERS),
  optedOut: fc.boolean(),
  closed: fc.boolean(),
  memberActiveAt: maybe,
  customerWaitingAt: maybe,
});
const event: fc.Arbitrary<ConversationEvent> = fc.oneof(
  ownership,
  fc.record({ type: fc.constant('inbound' as const), through: fc.nat(9) }),
  fc.constant({ type: 'changed' as const }),
);
const PROACTIVE = ['FOLLOW_UP', 'COMMITMENT'];
const silenced = (of: ConversationState): boolean =>
  of.optedOut || of.closed || of.owner === 'HUMAN' || of.owner === 'PAUSED';

it('A-GUARD-1, A-FOLLOW-4: opted out, taken over, paused or closed: no follow-up and no promise is due', () => {
  fc.assert(
    fc.property(
      state,
      fc.array(event, { maxLength: 8 }),
      fc.array(state, { maxLength: 2 }),
      instant,
      (first, events, fresh, now) => {
        let working = begin(first);
        for (const happened of events) working = apply(working, happened);
        for (const snapshot of fresh) working = absorb(working, snapshot);
        const due = allDue(working.state).filter(({ kind }) => PROACTIVE.includes(kind));
        if (silenced(working.state)) expect(due).toEqual([]);
        const command = decide({ ...working, reload: false }, now);
        if (command.type === 'fire' && PROACTIVE.includes(command.due.kind))
          expect(silenced(working.state)).toBe(false);
      },
    ),
    { numRuns: 500 },
  );
});

it('A-FOLLOW-4: a call to action completed since the customer wrote ends the reminders', () => {
  fc.assert(
    fc.property(state, of => {
      const done = { ...of, ctas: { PAYMENT: { state: 'COMPLETED' as const, changedAt: of.lastInboundAt ?? 0 } } };
      expect(allDue(done).some(({ kind }) => kind === 'FOLLOW_UP')).toBe(false);
    }),
  );
});
