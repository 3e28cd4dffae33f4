import { describe, expect, it } from 'vitest';
import { businessHoursSchema } from '../../domain/zone/business-hours.ts';
import { hoursLines } from './hours.ts';

const ZONE = 'America/New_York';
const lines = (given: object, iso: string) =>
  hoursLines({ businessHours: businessHoursSchema.parse(given) }, Date.parse(iso), ZONE);

describe('B-AI-4: outside business hours the agent acknowledges, and a person answers in business hours', () => {
  it('says so with the time at which they open again', () => {
    const [line] = lines({ enabled: true }, '2026-11-21T22:00:00-05:00');
    expect(line).toMatch(
      /^business hours: closed now; open again Monday,? 23 November.* 09:00 \(America\/New_York\)\./,
    );
    expect(line).toMatch(/acknowledge it and say that a person answers in business hours/);
  });

  it('says that people can answer while it is open, and nothing where the hours are off', () => {
    expect(lines({ enabled: true }, '2026-11-23T10:00:00-05:00')).toEqual([
      'business hours: open now, people of the business can answer',
    ]);
    expect(lines({ enabled: false }, '2026-11-21T22:00:00-05:00')).toEqual([]);
    expect(lines({ enabled: true, week: [] }, '2026-11-21T22:00:00-05:00')[0]).toMatch(
      /^business hours: closed now\. /,
    );
  });
});
