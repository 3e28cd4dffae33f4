import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LEAD_STATUSES, type LeadStatus } from '../words.ts';
import { nextLeadStatus } from './status.ts';

const nothing = { requiredKnown: false, ctaTaken: false };
const known = { requiredKnown: true, ctaTaken: false };
const taken = { requiredKnown: true, ctaTaken: true };

describe('X-STATUS: what the agent may move', () => {
  it.each([
    ['NEW', nothing, 'QUALIFYING'],
    ['NEW', known, 'QUALIFIED'],
    ['NEW', taken, 'ENGAGED'],
    ['QUALIFYING', nothing, 'QUALIFYING'],
    ['QUALIFYING', known, 'QUALIFIED'],
    ['QUALIFIED', nothing, 'QUALIFIED'],
    ['QUALIFIED', taken, 'ENGAGED'],
    ['ENGAGED', known, 'ENGAGED'],
  ] as const)('%s with %j becomes %s', (from, facts, to) => expect(nextLeadStatus(from, false, facts)).toBe(to));

  const facts = fc.record({ requiredKnown: fc.boolean(), ctaTaken: fc.boolean() });
  it('never backwards, and never out of an outcome or a person’s hands', () => {
    const ladder: LeadStatus[] = ['NEW', 'QUALIFYING', 'QUALIFIED', 'ENGAGED', 'HOT'];
    fc.assert(
      fc.property(fc.constantFrom(...LEAD_STATUSES), fc.array(facts, { maxLength: 8 }), (start, turns) => {
        let status = start;
        for (const turn of turns) {
          const next = nextLeadStatus(status, false, turn);
          if (ladder.includes(status)) expect(ladder.indexOf(next)).toBeGreaterThanOrEqual(ladder.indexOf(status));
          else expect(next).toBe(status);
          status = next;
        }
      }),
    );
  });
  it('a status a person set stays', () => {
    fc.assert(
      fc.property(fc.constantFrom(...LEAD_STATUSES), facts, (status, turn) => {
        expect(nextLeadStatus(status, true, turn)).toBe(status);
      }),
    );
  });
});
