import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LEAD_STATUSES, OWNERS } from '../words.ts';
import { ALL_COLUMNS, MAIN_COLUMNS, PERSON_MOVES, SHOWN_STATUSES, shownStatus, whyNot } from './moves.ts';

describe('X-STATUS: what a person may move', () => {
  it('from every status there is a way on, never back to NEW and never to DROPPED', () => {
    for (const from of LEAD_STATUSES) {
      expect(PERSON_MOVES[from].length, from).toBeGreaterThan(0);
      expect(PERSON_MOVES[from]).not.toContain(from);
      expect(PERSON_MOVES[from]).not.toContain('NEW');
      expect(PERSON_MOVES[from]).not.toContain('DROPPED');
    }
  });
  it('C-FIX-4: nurturing and qualifying both ways; outcomes from any open one; closed ones reopen to qualifying', () => {
    expect(whyNot('NURTURING', 'QUALIFYING')).toBeNull();
    expect(whyNot('QUALIFYING', 'NURTURING')).toBeNull();
    for (const open of [
      'NEW',
      'QUALIFYING',
      'QUALIFIED',
      'ENGAGED',
      'HOT',
      'APPOINTMENT_BOOKED',
      'HANDED_OFF',
      'NURTURING',
    ] as const)
      for (const end of ['WON', 'LOST', 'DISQUALIFIED'] as const)
        expect(whyNot(open, end), `${open} ${end}`).toBeNull();
    for (const closed of ['WON', 'LOST', 'DISQUALIFIED', 'DROPPED'] as const)
      expect(whyNot(closed, 'QUALIFYING'), closed).toBeNull();
  });
  it('a move that is not allowed says why', () => {
    expect(whyNot('WON', 'HOT')).toContain('reopened');
    expect(whyNot('LOST', 'HOT')).toContain('reopened first');
    expect(whyNot('HOT', 'DROPPED')).toContain('follow-ups');
    expect(whyNot('HOT', 'NEW')).toContain('Qualifying');
  });
  it('C-LEAD-5: every status of the lifecycle can be reached by a person or by the agent', () => {
    for (const status of [
      'QUALIFYING',
      'QUALIFIED',
      'APPOINTMENT_BOOKED',
      'HANDED_OFF',
      'NURTURING',
      'WON',
      'LOST',
      'DISQUALIFIED',
    ] as const)
      expect(whyNot('NEW', status), status).toBeNull();
  });
});

describe('A-ENUM-4, X-STATUS: what is shown over the stored status', () => {
  it('OPTED_OUT over all, NEEDS_HUMAN over all but HANDED_OFF', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...LEAD_STATUSES),
        fc.boolean(),
        fc.array(fc.constantFrom(...OWNERS)),
        (status, optedOut, owners) => {
          const expected = optedOut
            ? 'OPTED_OUT'
            : owners.includes('HUMAN') && status !== 'HANDED_OFF'
              ? 'NEEDS_HUMAN'
              : status;
          expect(shownStatus(status, { optedOut, owners })).toBe(expected);
        },
      ),
    );
  });
  it('A-UI-8: ten columns always, all fourteen by choice', () => {
    expect(MAIN_COLUMNS).toHaveLength(10);
    expect([...ALL_COLUMNS].sort()).toEqual([...SHOWN_STATUSES].sort());
    for (const column of MAIN_COLUMNS) expect(ALL_COLUMNS).toContain(column);
  });
});
