import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalPhone, parsePhone } from './phone.ts';

describe('canonicalPhone', () => {
  it.each([
    ['554188887777', '+5541988887777'],
    ['5541988887777', '+5541988887777'],
    ['554132223333', '+554132223333'],
    ['5215512345678', '+525512345678'],
    ['525512345678', '+525512345678'],
    ['5491123456789', '+541123456789'],
    ['541123456789', '+541123456789'],
    ['+15550001111', '+15550001111'],
    ['447700900123', '+447700900123'],
    ['123', null],
    ['0155512345', null],
    ['1'.repeat(16), null],
    ['US.1', null],
  ])('%s is %s', (digits, expected) => {
    expect(canonicalPhone(digits)).toBe(expected);
  });

  it('is the canonical form of itself', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.stringMatching(/^[1-9]\d{6,14}$/), fc.stringMatching(/^(55|521|549)\d{8,11}$/)),
        digits => {
          const once = canonicalPhone(digits);
          expect(canonicalPhone(once ?? '')).toBe(once);
        },
      ),
    );
  });
});

describe('parsePhone', () => {
  it.each([
    ['+55 41 8888-7777', null, '+5541988887777'],
    ['(212) 555-0123', 'US', '+12125550123'],
    ['(212) 555-0123', null, null],
    ['0151 12345678', 'DE', '+4915112345678'],
    ['hello', 'US', null],
    ['212 555 0123', 'nowhere', null],
  ])('%s in %s is %s', (typed, country, expected) => {
    expect(parsePhone(typed, country)).toBe(expected);
  });
});
