import { describe, expect, it } from 'vitest';
import { messageCostMicros } from './rates.ts';

const at = (day: string): number => Date.parse(`${day}T12:00:00Z`);

describe('A-PRICE-1: what a message costs', () => {
  it('nothing, when the provider says that it is not billable', () =>
    expect(messageCostMicros({ billable: false, category: 'marketing' }, at('2026-11-21'))).toBe(0));
  it('by its category and day: service messages are priced from 2026-10-01', () => {
    expect(messageCostMicros({ billable: true, category: 'service' }, at('2026-09-30'))).toBe(0);
    expect(messageCostMicros({ billable: true, category: 'service' }, at('2026-10-01'))).toBe(4_100);
    expect(messageCostMicros({ billable: true, category: 'MARKETING_LITE' }, at('2026-11-21'))).toBe(11_800);
  });
  it('A-PRICE-2: by the organization’s own table', () =>
    expect(
      messageCostMicros({ billable: true, category: 'utility' }, at('2026-11-21'), [
        { category: 'utility', from: '2026-01-01', micros: 1 },
        { category: 'utility', from: '2026-11-01', micros: 2 },
        { category: 'utility', from: '2027-01-01', micros: 3 },
      ]),
    ).toBe(2));
  it.each([[{ billable: true, category: null }], [{ billable: true, category: 'carrier_pigeon' }]])(
    'unknown is unknown: %j',
    pricing => expect(messageCostMicros(pricing, at('2026-11-21'))).toBeNull(),
  );
});
