import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { businessHoursSchema, businessTime, openRangeSchema } from './business-hours.ts';

const ZONE = 'America/New_York';
const office = businessHoursSchema.parse({ enabled: true });
const at = (iso: string) => Date.parse(iso);

describe('X-HOURS, B-AI-4: when people answer', () => {
  it('is open from the first minute of a range to the one before its end', () => {
    expect(businessTime(office, at('2026-11-23T09:00:00-05:00'), ZONE).open).toBe(true);
    expect(businessTime(office, at('2026-11-23T17:59:59-05:00'), ZONE).open).toBe(true);
    expect(businessTime(office, at('2026-11-23T18:00:00-05:00'), ZONE).open).toBe(false);
    expect(businessTime(office, at('2026-11-23T08:59:59-05:00'), ZONE)).toEqual({
      open: false,
      opensAt: at('2026-11-23T09:00:00-05:00'),
    });
  });

  it('says when it opens again: over the weekend, over a lunch, over the change of the clocks', () => {
    expect(businessTime(office, at('2026-11-20T18:30:00-05:00'), ZONE).opensAt).toBe(at('2026-11-23T09:00:00-05:00'));
    const lunch = businessHoursSchema.parse({
      enabled: true,
      week: [
        { day: 'monday', from: '14:15', to: '18:00' },
        { day: 'monday', from: '08:30', to: '12:00' },
      ],
    });
    expect(businessTime(lunch, at('2026-11-23T12:30:00-05:00'), ZONE).opensAt).toBe(at('2026-11-23T14:15:00-05:00'));
    expect(businessTime(lunch, at('2026-11-23T19:00:00-05:00'), ZONE).opensAt).toBe(at('2026-11-30T08:30:00-05:00'));
    // Clocks go forward on Sunday, 14 March 2027.
    expect(businessTime(office, at('2027-03-12T20:00:00-05:00'), ZONE).opensAt).toBe(at('2027-03-15T09:00:00-04:00'));
  });

  it('goes by its own zone where it has one', () => {
    const berlin = { ...office, zone: 'Europe/Berlin' };
    expect(businessTime(berlin, at('2026-11-23T09:30:00+01:00'), ZONE).open).toBe(true);
    expect(businessTime(office, at('2026-11-23T09:30:00+01:00'), ZONE).open).toBe(false);
  });

  it('never opens in the past, and is open at the instant it names', () => {
    fc.assert(
      fc.property(fc.integer({ min: at('2026-01-01T00:00:00Z'), max: at('2027-12-31T00:00:00Z') }), now => {
        const { open, opensAt } = businessTime(office, now, ZONE);
        if (open) expect(opensAt).toBeNull();
        else {
          expect(opensAt).toBeGreaterThan(now);
          expect(businessTime(office, opensAt ?? 0, ZONE).open).toBe(true);
        }
      }),
    );
    expect(businessTime({ ...office, week: [] }, 0, ZONE)).toEqual({ open: false, opensAt: null });
  });

  it('refuses ranges that end before they begin, times and zones that are none, and says how to mend them', () => {
    expect(openRangeSchema.safeParse({ day: 'friday', from: '22:00', to: '02:00' }).error?.issues[0]?.message).toMatch(
      /two ranges/,
    );
    expect(openRangeSchema.safeParse({ day: 'friday', from: '9:00', to: '25:00' }).success).toBe(false);
    expect(openRangeSchema.safeParse({ day: 'friday', from: '09:00', to: '24:00' }).success).toBe(true);
    expect(businessHoursSchema.safeParse({ zone: 'Mars/Olympus' }).success).toBe(false);
  });
});
