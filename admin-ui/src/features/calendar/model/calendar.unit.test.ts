import { describe, expect, it } from 'vitest';
import type { Appointment } from '../../../../../api/contracts/calendar.ts';
import { clockOf, daysShown, instantsOf, mondayOf, parseCalendarSearch, placedOn, slotOf, step } from './calendar.ts';

const ZONE = 'America/New_York';
const appointment = (startsAt: string, endsAt: string): Appointment => ({
  id: startsAt,
  kind: 'CALL',
  title: 'Call',
  status: 'BOOKED',
  startsAt,
  endsAt,
  contact: null,
  conversationId: null,
  attendeeName: null,
  attendeeEmail: null,
  note: null,
  cta: null,
  cancelReason: null,
  version: 1,
  updatedAt: startsAt,
});

describe('A-MCP-1: the calendar is in the organization’s zone', () => {
  it('weeks begin on Monday, and views step by what they show', () => {
    expect([mondayOf('2026-11-22'), mondayOf('2026-11-23')]).toEqual(['2026-11-16', '2026-11-23']);
    expect(daysShown('week', '2026-11-22')).toHaveLength(7);
    expect([step('week', '2026-11-22', 1), step('day', '2026-11-30', 1)]).toEqual(['2026-11-29', '2026-12-01']);
    expect(parseCalendarSearch({ span: 'year', day: '2026-02-30' })).toEqual({});
  });

  it('a time typed in a form is that time on the clock there, over the change of clocks', () => {
    for (const day of ['2026-10-31', '2026-11-01', '2026-03-08', '2026-07-01']) {
      const slot = { day, time: '09:30', minutes: 45 };
      const instants = instantsOf(slot, ZONE);
      expect(instants && slotOf(instants, ZONE)).toEqual(slot);
      expect(clockOf(Date.parse(instants?.startsAt ?? ''), ZONE)).toBe('09:30');
    }
    expect(instantsOf({ day: '2026-11-01', time: '25:00', minutes: 30 }, ZONE)).toBeNull();
    expect(instantsOf({ day: '2026-11-01', time: '10:00', minutes: 0 }, ZONE)).toBeNull();
  });

  it('what overlaps stands side by side, what crosses midnight on both days', () => {
    const list = [
      appointment('2026-11-23T15:00:00Z', '2026-11-23T16:00:00Z'),
      appointment('2026-11-23T15:30:00Z', '2026-11-23T15:45:00Z'),
      appointment('2026-11-23T17:00:00Z', '2026-11-23T17:30:00Z'),
      appointment('2026-11-24T04:30:00Z', '2026-11-24T05:30:00Z'),
    ];
    const monday = placedOn(list, '2026-11-23', ZONE).map(({ from, to, lane, lanes }) => [from, to, lane, lanes]);
    expect(monday).toEqual([
      [600, 660, 0, 2],
      [630, 650, 1, 2],
      [720, 750, 0, 1],
      [1410, 1440, 0, 1],
    ]);
    expect(placedOn(list, '2026-11-24', ZONE).map(({ from, to }) => [from, to])).toEqual([[0, 30]]);
  });
});
