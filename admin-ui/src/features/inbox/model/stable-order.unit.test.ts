import { describe, expect, it } from 'vitest';
import { nextOrder } from './stable-order.ts';

describe('the order of the list', () => {
  it('is the newest while nobody reads', () => {
    expect(nextOrder({ previous: ['a', 'b'], newest: ['c', 'b', 'a'], hold: false, keep: null })).toEqual({
      shown: ['c', 'b', 'a'],
      waiting: 0,
    });
  });

  it('keeps still while somebody reads; what is new or moved up waits', () => {
    expect(nextOrder({ previous: ['a', 'b', 'c'], newest: ['x', 'c', 'a', 'b'], hold: true, keep: null })).toEqual({
      shown: ['a', 'b', 'c'],
      waiting: 2,
    });
  });

  it('still takes older ones in below, and lets go of what left', () => {
    expect(nextOrder({ previous: ['a', 'b'], newest: ['a', 'c', 'd'], hold: true, keep: null })).toEqual({
      shown: ['a', 'c', 'd'],
      waiting: 0,
    });
  });

  it('keeps the open conversation in its place although it left the view', () => {
    expect(nextOrder({ previous: ['a', 'b', 'c'], newest: ['a', 'c'], hold: false, keep: 'b' }).shown).toEqual([
      'a',
      'b',
      'c',
    ]);
    expect(nextOrder({ previous: ['a', 'b', 'c'], newest: ['a', 'c'], hold: true, keep: 'b' }).shown).toEqual([
      'a',
      'b',
      'c',
    ]);
    expect(nextOrder({ previous: [], newest: ['a', 'c'], hold: false, keep: 'b' }).shown).toEqual(['a', 'c']);
  });

  it('goes on below without ado', () => {
    const newest = ['a', 'b', 'c', 'd'];
    expect(nextOrder({ previous: ['a', 'b'], newest, hold: true, keep: 'a' })).toEqual({ shown: newest, waiting: 0 });
    expect(nextOrder({ previous: ['a', 'b'], newest, hold: true, keep: null }).shown).toBe(newest);
  });

  it('counts what moved above the first shown one', () => {
    const previous = ['a', 'b', 'c', 'd'];
    expect(nextOrder({ previous, newest: ['d', 'c', 'x', 'a', 'b', 'e'], hold: true, keep: null })).toEqual({
      shown: ['a', 'b', 'c', 'd', 'e'],
      waiting: 3,
    });
  });
});
