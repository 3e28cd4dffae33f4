import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DELIVERY_STATES, type DeliveryState } from '../words.ts';
import { mayMove } from './delivery.ts';

/** The states passed through when these are wanted one after the other. */
function passing(from: DeliveryState, wanted: DeliveryState[]): DeliveryState[] {
  const states = [from];
  for (const next of wanted) if (mayMove(states.at(-1) ?? from, next)) states.push(next);
  return states;
}
const STATUSES: DeliveryState[] = ['SENT', 'DELIVERED', 'READ', 'FAILED'];

describe('design section 6: the send ledger', () => {
  it.each([
    ['QUEUED', ['SENDING', 'FAILED']],
    ['SENDING', ['QUEUED', 'SENT', 'DELIVERED', 'READ', 'FAILED', 'UNKNOWN']],
    ['SENT', ['DELIVERED', 'READ', 'FAILED']],
    ['DELIVERED', ['READ']],
    ['READ', []],
    ['FAILED', ['DELIVERED', 'READ']],
    ['UNKNOWN', ['SENT', 'DELIVERED', 'READ', 'FAILED']],
  ] as const)('%s moves to %j and nowhere else', (from, to) =>
    expect(DELIVERY_STATES.filter(state => mayMove(from, state)).sort()).toEqual([...to].sort()),
  );

  it('what was shown as sent, delivered or read never goes back, in whatever order statuses come', () => {
    const rank: Partial<Record<DeliveryState, number>> = { SENT: 1, DELIVERED: 2, READ: 3 };
    fc.assert(
      fc.property(
        fc.constantFrom('SENDING' as const, 'UNKNOWN' as const),
        fc.array(fc.constantFrom(...STATUSES), { maxLength: 12 }),
        (from, statuses) => {
          let best = 0;
          for (const state of passing(from, statuses)) {
            const now = rank[state];
            if (now === undefined) continue;
            expect(now).toBeGreaterThanOrEqual(best);
            best = now;
          }
          const last = passing(from, statuses).at(-1);
          if (statuses.includes('READ')) expect(last).toBe('READ');
        },
      ),
    );
  });

  it('promise 5: what is unknown, failed or out is never sent again', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('UNKNOWN' as const, 'SENT' as const, 'FAILED' as const),
        fc.array(fc.constantFrom(...DELIVERY_STATES), { maxLength: 20 }),
        (from, wanted) => {
          const passed = passing(from, wanted).slice(1);
          expect(passed).not.toContain('SENDING');
          expect(passed).not.toContain('QUEUED');
        },
      ),
    );
  });

  it('`read` without `delivered` is a read', () =>
    expect(passing('SENT', ['READ', 'DELIVERED', 'SENT'])).toEqual(['SENT', 'READ']));
});
