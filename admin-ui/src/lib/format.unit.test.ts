import { describe, expect, it } from 'vitest';
import { ago, bytes, clockTime, countdown, dayKey, dayName, duration, latency, money, sentence } from './format.ts';

const NOW = Date.parse('2025-10-09T18:00:00Z');
const zone = 'America/New_York';
const before = (lengthMs: number) => new Date(NOW - lengthMs).toISOString();
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe('times', () => {
  it('are told in the zone of the organization', () => {
    expect(clockTime('2025-10-09T18:20:00Z', zone)).toBe('14:20');
    expect(clockTime('2025-10-09T04:00:00Z', zone)).toBe('00:00');
  });

  it('fall on the day of the zone, not of the browser', () => {
    expect(dayKey(Date.parse('2025-10-09T03:30:00Z'), zone)).toBe('2025-10-08');
    expect(dayName('2025-10-09T03:30:00Z', zone, NOW)).toBe('Yesterday');
    expect(dayName('2025-10-10T03:30:00Z', zone, NOW)).toBe('Today');
    expect(dayName('2025-10-10T05:30:00Z', zone, NOW)).toBe('Tomorrow');
    expect(dayName('2025-10-02T15:00:00Z', zone, NOW)).toBe('Thursday 2 October');
    expect(dayName('2024-10-02T15:00:00Z', zone, NOW)).toBe('Wednesday 2 October 2024');
  });

  it('are short in a list', () => {
    expect(ago(before(10_000), zone, NOW)).toBe('now');
    expect(ago(before(4 * MINUTE), zone, NOW)).toBe('4 min');
    expect(ago(before(2 * HOUR), zone, NOW)).toBe('2 h');
    expect(ago(before(50 * HOUR), zone, NOW)).toBe('Tue');
    expect(ago(before(20 * 24 * HOUR), zone, NOW)).toBe('19 Sept');
  });

  it('survive a zone nobody knows', () => {
    expect(clockTime('2025-10-09T18:20:00Z', 'Mars/Olympus')).toBe('18:20');
  });
});

describe('durations', () => {
  it.each([
    [3000, '3 s'],
    [-5000, '0 s'],
    [95_000, '1 min 35 s'],
    [40 * MINUTE, '40 min'],
    [100 * MINUTE, '1 h 40 min'],
    [2 * HOUR, '2 h'],
    [51 * HOUR, '2 d 3 h'],
  ])('%i ms is %s', (lengthMs, text) => expect(duration(lengthMs)).toBe(text));

  it('count down to a moment and then say that it is due', () => {
    expect(countdown(before(-100 * MINUTE), NOW)).toBe('in 1 h 40 min');
    expect(countdown(before(1000), NOW)).toBe('due now');
  });
});

describe('figures', () => {
  it('show small sums with the digits they need', () => {
    expect(money(6650, 'USD')).toBe('$0.0067');
    expect(money(12_400_000, 'INR')).toBe('₹12.40');
    expect(money(0, 'USD')).toBe('$0.00');
    expect(money(1_000_000, 'not money')).toBe('1.00 not money');
  });

  it('have units', () => {
    expect(bytes(184_220)).toBe('184 KB');
    expect(latency(640)).toBe('640 ms');
    expect(latency(2464)).toBe('2.5 s');
    expect(sentence('price_only_from_knowledge')).toBe('Price only from knowledge');
  });
});
