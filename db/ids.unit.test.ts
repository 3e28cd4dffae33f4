import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { derivedId, newId } from './ids.ts';

describe('derivedId', () => {
  it('is the same for ever: written down, because retries in flight rely on it', () =>
    expect(derivedId('turn', 'c1', 0, 3, 1)).toBe('4034b72e-f17f-8ac4-87e2-7860751ad0e2'));
  it('is a uuid of version 8 with the RFC 9562 variant', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string(), fc.integer()), { maxLength: 5 }), parts => {
        expect(derivedId(...parts)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
        expect(derivedId(...parts)).toBe(derivedId(...parts));
      }),
    );
  });
  it('tells parts apart, their order and where one ends', () => {
    const ids = [
      derivedId('a', 'b'),
      derivedId('b', 'a'),
      derivedId('ab'),
      derivedId('ab', ''),
      derivedId('a', 'b', ''),
      derivedId('a', 1, 11),
      derivedId('a', 11, 1),
    ];
    expect(new Set(ids).size).toBe(ids.length);
  });
});

it('newId sorts by the time it was made', () => {
  const ids = Array.from({ length: 100 }, newId);
  expect([...ids].sort()).toEqual(ids);
});
