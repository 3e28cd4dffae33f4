/** The short form of `npm run faults`: every cell once, on one stack. What must hold stands in docs/faults.md. */
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type {} from '../support/faults-setup.ts';
import { environment } from '../support/tools.ts';
import type { CellOutcome } from './kill/round.ts';
import { allCells } from './options.ts';
import { type RunOptions, runFaults } from './run.ts';
import { Stack } from './stack/stack.ts';
import { TARGETS } from './targets.ts';

const cells = allCells();
const NONE: RunOptions = {
  killCells: [],
  modelCells: [],
  whatsappCells: [],
  trials: 1,
  kills: 1,
  faultTrials: 1,
  seed: 1,
};
/** On a machine that is not busy it is 15 s; this much on one that is. What is stuck until a sweep finds it is slower. */
const RECOVERED_S = 90;
let stack: Stack;

beforeAll(async () => {
  stack = await Stack.make({
    postgresBinDir: inject('postgresBinDir'),
    temporalCli: inject('faultsTemporalCli'),
    env: environment(),
    say: () => undefined,
  });
  await stack.begin();
});
afterAll(() => stack?.stop());

async function outcomesOf(options: Partial<RunOptions>): Promise<CellOutcome[]> {
  const all: CellOutcome[] = [];
  await runFaults(
    [stack],
    { ...NONE, ...options },
    {
      say: () => undefined,
      done: outcomes => void all.push(...outcomes),
      failed: error => {
        throw error;
      },
    },
  );
  expect(all.flatMap(({ verdict }) => verdict.problems)).toEqual([]);
  return all;
}

describe('kill -9 at every step of a turn', () => {
  it.each(TARGETS)('of %s: nothing lost, doubled or hidden, and no claim after a takeover', async target => {
    const killCells = cells.killCells.filter(cell => cell.target === target);
    const outcomes = await outcomesOf({ killCells });
    expect(outcomes.map(({ cell }) => cell).sort()).toEqual(killCells.map(({ cell }) => cell).sort());
    for (const { cell, trials, recoverySeconds } of outcomes) {
      expect(trials, cell).toBe(1);
      expect(Math.max(...recoverySeconds), `seconds until ${cell} was at rest`).toBeLessThan(RECOVERED_S);
    }
    expect(stack.lost).toEqual([]);
  });
});

describe('many conversations, each with a fault of its own', () => {
  it('of WhatsApp, with and without the status that settles it', async () => {
    const outcomes = await outcomesOf({
      whatsappCells: cells.whatsappCells,
      faultTrials: 20,
    });
    expect(outcomes.map(({ cell }) => cell).sort()).toEqual(cells.whatsappCells.toSorted());
  });

  it('of the model, at each of its calls', async () => {
    const outcomes = await outcomesOf({ modelCells: cells.modelCells, faultTrials: cells.modelCells.length });
    expect(outcomes.map(({ cell }) => cell).sort()).toEqual(cells.modelCells.toSorted());
  });
});
