import { expect, it } from 'vitest';
import { kindOf, productSteps } from '../steps.ts';
import { TARGETS } from '../targets.ts';
import { planKills } from './rounds.ts';

it('every cell gets its kills, and a loop holds at one place at a time', () => {
  const cells = TARGETS.flatMap(target => productSteps().map(step => ({ target, step })));
  const rounds = planKills(cells, 5);
  for (const { target, step } of cells)
    expect(
      rounds.filter(round => round.target === target && round.steps.includes(step)),
      `${target}/${step}`,
    ).toHaveLength(5);
  for (const { steps } of rounds)
    for (const kind of ['webhook', 'intake', 'relay'])
      expect(steps.filter(step => kindOf(step) === kind).length).toBeLessThanOrEqual(1);
});

it('one cell needs no more than its own kills', () => {
  expect(planKills([{ target: 'api', step: 'send.claimed' }], 5)).toHaveLength(5);
});
