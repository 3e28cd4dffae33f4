import { expect, it } from 'vitest';
import { commitNow, type Row, totals, treeOf, violated } from './results.ts';

const ROW: Row = {
  at: '2026-01-01T00:00:00Z',
  commit: 'c',
  tree: 'now',
  seed: 1,
  cell: 'worker/send.claimed',
  kills: 1,
  trials: 5,
  lost: 0,
  doubled: 0,
  silent: 0,
  unknown: 5,
  claimedAfterTakeover: 0,
  otherwise: 0,
  recoverySeconds: 9,
  recoverySecondsMax: 12,
};
const aim = [{ cell: ROW.cell, trials: 10, kills: 2 }];
const now = () => 'now';

it('adds up the rows of the code there is, and says what is short', () => {
  const rows = [ROW, { ...ROW, recoverySecondsMax: 15 }, { ...ROW, tree: 'before' }, { ...ROW, tree: 'now+' }];
  expect(totals(rows, aim, now)).toMatchObject([
    { trials: 10, kills: 2, unknown: 10, recoverySecondsMax: 15, short: '' },
  ]);
  expect(totals([ROW], aim, now)[0]?.short).toBe('5 trials, 1 kills');
  expect(totals([], aim, now)[0]).toMatchObject({ trials: 0, short: '10 trials, 2 kills' });
});

it('a violation stays one however many good rows follow', () => {
  const [total] = totals([{ ...ROW, doubled: 1 }, ROW, ROW], aim, now);
  expect(total && violated(total)).toBe(true);
  expect(violated(ROW)).toBe(false);
});

it('model cells stand under the code of the agent too', () => {
  if (commitNow() === 'unknown') return;
  expect(treeOf('worker/send.claimed')).toBe(treeOf('whatsapp/429'));
  expect(treeOf('model/timeout')).not.toBe(treeOf('whatsapp/429'));
});
