import { describe, expect, it } from 'vitest';
import { changeText, shareOf, stateOf } from './experiment.ts';

const experiment = (part: object) =>
  ({ active: true, startsAt: null, endsAt: null, ...part }) as Parameters<typeof stateOf>[0];
const at = Date.parse('2026-11-21T12:00:00Z');

describe('A-AB-1: an experiment in words', () => {
  it.each([
    [{ active: false }, 'asleep'],
    [{}, 'runs'],
    [{ startsAt: '2026-11-22T00:00:00Z' }, 'waits'],
    [{ endsAt: '2026-11-21T12:00:00Z' }, 'over'],
  ] as const)('%j is %s', (part, state) => expect(stateOf(experiment(part), at)).toBe(state));
  it('A-AB-3: says what a variant does differently', () => {
    expect(changeText({ patch: {} })).toBe('as the playbook says');
    expect(changeText({ patch: { maxWords: 10, formality: 'casual' } })).toBe('at most 10 words, casual tone');
  });
  it('weights are shares', () => {
    const all = [{ weight: 2 }, { weight: 1 }, { weight: 1 }];
    expect(all.map(each => shareOf(each, all))).toEqual([50, 25, 25]);
  });
});
