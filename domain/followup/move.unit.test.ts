import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { conversationState, DAY_MS, HOUR_MS, WROTE_AT } from '../../test/factories/conversation-state.ts';
import { insideContactHours } from '../zone/contact-hours.ts';
import { movedTo } from './move.ts';
import { nextFollowUp } from './schedule.ts';

/** Written at 15:00 in UTC; hours are 9 to 21. */
const state = conversationState();
const at = (hours: number): number => WROTE_AT + hours * HOUR_MS;

describe('A-FOLLOW-6: an outage that ends in the night moves a follow-up instead of skipping it', () => {
  it('to nine in the morning', () => {
    expect(movedTo(state, at(12), true)).toBe(at(18));
    const moved = { ...state, followUpNotBefore: at(18) };
    expect(nextFollowUp(moved)).toEqual({ step: 0, at: at(18) });
  });
  it('not within contact hours', () => expect(movedTo(state, at(2), true)).toBeNull());
  it('not past the window for free text, nor past 72 h for a template', () => {
    const short = conversationState({ windowEndsAt: at(17) });
    expect(movedTo(short, at(12), true)).toBeNull();
    expect(movedTo(short, at(12), false)).toBe(at(18));
    const old = conversationState({ lastInboundAt: WROTE_AT - 2 * DAY_MS - 10 * HOUR_MS });
    expect(movedTo(old, at(13), false)).toBeNull();
  });
  it('is later, inside the hours, and within the limits, whenever it is anything', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 7 * 24 * 60 }), fc.boolean(), (minutes, freeform) => {
        const now = WROTE_AT + minutes * 60_000;
        const moved = movedTo(state, now, freeform);
        if (moved === null) return;
        expect(moved).toBeGreaterThan(now);
        expect(insideContactHours(moved, state.zone, state.timing.contactHours)).toBe(true);
        expect(moved).toBeLessThanOrEqual(WROTE_AT + 3 * DAY_MS);
        if (freeform) expect(moved).toBeLessThan(state.windowEndsAt ?? 0);
      }),
    );
  });
});
