import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CTA_STATES } from '../words.ts';
import { applyCta, type CtaEvent, type CtaRecords, ctaResetAt, mayOffer, nextCtaState } from './cta.ts';

const EVENTS: CtaEvent[] = ['offered', 'clicked', 'declined', 'completed', 'interested', 'reset'];
const DAY_MS = 86_400_000;
const run = (events: CtaEvent[], repeatable = false) =>
  events.reduce((state, event) => nextCtaState(state, event, repeatable), 'NOT_OFFERED' as (typeof CTA_STATES)[number]);

describe('A-CTA-1: the machine', () => {
  it.each([
    [['offered'], 'OFFERED_ONCE'],
    [['offered', 'offered'], 'OFFERED_TWICE'],
    [['offered', 'offered', 'offered'], 'OFFERED_TWICE'],
    [['offered', 'clicked'], 'CLICKED'],
    [['offered', 'offered', 'declined'], 'DECLINED'],
    [['offered', 'clicked', 'completed'], 'COMPLETED'],
    [['offered', 'clicked', 'declined'], 'DECLINED'],
    [['offered', 'clicked', 'offered'], 'CLICKED'],
    [['offered', 'declined', 'offered'], 'DECLINED'],
    [['offered', 'declined', 'clicked'], 'DECLINED'],
    [['reset'], 'NOT_OFFERED'],
  ] as const)('%j leads to %s', (events, state) => expect(run([...events])).toBe(state));

  it.each([
    ['NOT_OFFERED', { offered: 'OFFERED_ONCE', clicked: 'CLICKED', declined: 'DECLINED', completed: 'COMPLETED' }],
    ['OFFERED_ONCE', { offered: 'OFFERED_TWICE', clicked: 'CLICKED', declined: 'DECLINED', completed: 'COMPLETED' }],
    ['OFFERED_TWICE', { clicked: 'CLICKED', declined: 'DECLINED', completed: 'COMPLETED' }],
    ['CLICKED', { declined: 'DECLINED', completed: 'COMPLETED' }],
    ['DECLINED', { completed: 'COMPLETED' }],
    ['COMPLETED', {}],
  ] as const)('from %s, resets apart, exactly %j', (from, moves: Partial<Record<CtaEvent, string>>) => {
    for (const event of EVENTS.filter(name => name !== 'reset' && name !== 'interested'))
      expect([event, nextCtaState(from, event, true)]).toEqual([event, moves[event] ?? from]);
  });

  it('no sequence of events leaves the table', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...EVENTS), { maxLength: 30 }), fc.boolean(), (events, repeatable) => {
        expect(CTA_STATES).toContain(run(events, repeatable));
      }),
    );
  });
});

describe('A-CTA-2: what may be offered', () => {
  it.each([
    ['NOT_OFFERED', true],
    ['OFFERED_ONCE', true],
    ['OFFERED_TWICE', false],
    ['CLICKED', false],
    ['COMPLETED', false],
    ['DECLINED', false],
  ] as const)('%s: %s', (state, allowed) => expect(mayOffer(state)).toBe(allowed));

  it('completed is never offered again, whatever comes, unless it is repeatable', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...EVENTS)), fc.array(fc.constantFrom(...EVENTS)), (before, after) => {
        const state = run([...before, 'completed', ...after]);
        expect(state).toBe('COMPLETED');
        expect(mayOffer(state)).toBe(false);
      }),
    );
    expect(mayOffer(run(['completed', 'reset'], true))).toBe(true);
    expect(mayOffer(run(['completed', 'interested'], true))).toBe(true);
    expect(mayOffer(run(['completed', 'offered'], true))).toBe(false);
  });

  it('is never offered a third time without a reset or interest between', () => {
    const others = EVENTS.filter(event => event !== 'reset' && event !== 'interested');
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...others), { maxLength: 20 }), events => {
        let state: (typeof CTA_STATES)[number] = 'NOT_OFFERED';
        let offers = 0;
        for (const event of events) {
          if (event === 'offered' && mayOffer(state)) offers++;
          state = nextCtaState(state, event, false);
        }
        expect(offers).toBeLessThanOrEqual(2);
      }),
    );
  });
});

describe('A-CTA-3: reset', () => {
  const at = Date.UTC(2026, 0, 1);
  it('30 days after the last change; a completed one only when repeatable; one never offered not at all', () => {
    expect(ctaResetAt({ state: 'DECLINED', changedAt: at }, 30 * DAY_MS, false)).toBe(at + 30 * DAY_MS);
    expect(ctaResetAt({ state: 'CLICKED', changedAt: at }, 30 * DAY_MS, false)).toBe(at + 30 * DAY_MS);
    expect(ctaResetAt({ state: 'COMPLETED', changedAt: at }, 30 * DAY_MS, false)).toBeNull();
    expect(ctaResetAt({ state: 'COMPLETED', changedAt: at }, 30 * DAY_MS, true)).toBe(at + 30 * DAY_MS);
    expect(ctaResetAt({ state: 'NOT_OFFERED', changedAt: at }, 30 * DAY_MS, true)).toBeNull();
  });
  it('a state that has a reset time really resets: the timer never comes back for nothing', () => {
    for (const state of CTA_STATES)
      for (const repeatable of [true, false])
        if (ctaResetAt({ state, changedAt: at }, 1, repeatable) !== null)
          expect(nextCtaState(state, 'reset', repeatable)).toBe('NOT_OFFERED');
  });
  it('explicit interest resets at once', () => {
    for (const state of ['OFFERED_ONCE', 'OFFERED_TWICE', 'DECLINED'] as const)
      expect(nextCtaState(state, 'interested', false)).toBe('NOT_OFFERED');
  });
  it('the time moves only when the state does', () => {
    const records: CtaRecords = { BOOK_CALL: { state: 'CLICKED', changedAt: at } };
    expect(applyCta(records, 'BOOK_CALL', 'offered', false, at + 1)).toBe(records);
    expect(applyCta(records, 'BOOK_CALL', 'completed', false, at + 1)).toEqual({
      BOOK_CALL: { state: 'COMPLETED', changedAt: at + 1 },
    });
    expect(applyCta({}, 'PAYMENT', 'offered', false, at)).toEqual({
      PAYMENT: { state: 'OFFERED_ONCE', changedAt: at },
    });
  });
});
