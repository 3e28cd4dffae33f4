import { expect, it } from 'vitest';
import { atHour, snoozeChoices } from './snooze.ts';

const iso = (at: number) => new Date(at).toISOString();

it('nine in the morning is nine where the organization is, also around a change of the clock', () => {
  const at = Date.parse('2026-11-21T20:00:00Z');
  expect(iso(atHour(at, 9, 'America/New_York'))).toBe('2026-11-21T14:00:00.000Z');
  expect(iso(atHour(at, 9, 'Asia/Kolkata'))).toBe('2026-11-22T03:30:00.000Z');
  // The clock goes back at two in the night of 1 November 2026.
  expect(iso(atHour(Date.parse('2026-11-01T12:00:00Z'), 9, 'America/New_York'))).toBe('2026-11-01T14:00:00.000Z');
  expect(iso(atHour(Date.parse('2026-10-31T12:00:00Z'), 9, 'America/New_York'))).toBe('2026-10-31T13:00:00.000Z');
});

it('offers this evening only while it is some hours away, and the next Monday', () => {
  const saturdayMorning = Date.parse('2026-11-21T14:00:00Z');
  const choices = snoozeChoices(saturdayMorning, 'America/New_York');
  expect(choices.map(({ label, until }) => [label, until === null ? null : iso(until)])).toEqual([
    ['Until the customer writes', null],
    ['For an hour', '2026-11-21T15:00:00.000Z'],
    ['Until this evening', '2026-11-21T23:00:00.000Z'],
    ['Until tomorrow morning', '2026-11-22T14:00:00.000Z'],
    ['Until Monday', '2026-11-23T14:00:00.000Z'],
  ]);
  const evening = snoozeChoices(Date.parse('2026-11-21T22:30:00Z'), 'America/New_York');
  expect(evening.some(({ label }) => label === 'Until this evening')).toBe(false);
});
