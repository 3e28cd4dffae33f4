import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyText } from '../../test/factories/text.ts';
import { knownObjection, objectionKey } from './objection.ts';

describe('A-ESC-7: an objection is known by what it is about', () => {
  it.each([
    ['too_expensive', 'That is way too expensive for me'],
    ['too_expensive', 'It costs too much'],
    ['too_expensive', 'bahut mehnga hai'],
    ['no_time', "I'm too busy right now"],
    ['afraid', 'I am scared that it will hurt'],
  ])('%s and "%s" are one', (key, said) => expect(objectionKey(said)).toBe(objectionKey(key)));
  it('different ones stay apart', () =>
    expect(new Set(['too expensive', 'no time', 'afraid of pain', 'is this a scam'].map(objectionKey)).size).toBe(4));
  it('other words for an earlier one of no known kind', () => {
    const first = knownObjection('waiting room smells', []);
    expect(knownObjection('the waiting room really smells', [first])).toBe(first);
    expect(knownObjection('colour of the walls', [first])).not.toBe(first);
  });
  it('is stable: a key is its own key, whatever was said', () => {
    fc.assert(
      fc.property(anyText(60), text => {
        const key = objectionKey(text);
        expect(objectionKey(key)).toBe(key);
      }),
    );
  });
});
