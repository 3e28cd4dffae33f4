import { describe, expect, it } from 'vitest';
import { type FieldType, fieldValue } from './fields.ts';

const value = (type: FieldType, typed: string, choices: string[] = []) => {
  const found = fieldValue({ type, choices }, typed);
  return found.ok ? found.value : `no: ${found.problem}`;
};

describe('B-CON-5: values of typed fields', () => {
  it.each([
    ['text', '  two words ', 'two words'],
    ['number', '1250', '1250'],
    ['number', '-12.50', '-12.5'],
    ['number', '12,34,567.5', '1234567.5'],
    ['number', '1,234,567', '1234567'],
    ['date', '2026-02-28', '2026-02-28'],
    ['yes_no', 'Yes', 'yes'],
    ['yes_no', '0', 'no'],
    ['yes_no', 'हाँ', 'yes'],
  ] as const)('%s %s', (type, typed, stored) => expect(value(type, typed)).toBe(stored));
  it.each([
    ['text', '   '],
    ['text', 'x'.repeat(1001)],
    ['number', 'twelve'],
    ['number', '1e9'],
    ['number', '1,2'],
    ['date', '2026-02-30'],
    ['date', '30/11/2026'],
    ['yes_no', 'maybe'],
  ] as const)('%s %s is refused with how to mend it', (type, typed) => expect(value(type, typed)).toMatch(/^no: .{5}/));
  it('a choice is taken whatever its case, and nothing else is', () => {
    expect(value('choice', 'gold', ['Gold', 'Silver'])).toBe('Gold');
    expect(value('choice', 'Bronze', ['Gold', 'Silver'])).toBe('no: is none of: Gold, Silver');
  });
});
