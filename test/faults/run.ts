/** Runs what the options ask for on one stack, and hands each cell's outcome over as soon as it is there. */
import { type CellOutcome, killRound } from './kill/round.ts';
import { planKills } from './kill/rounds.ts';
import { modelTrials } from './model.ts';
import type { Options } from './options.ts';
import { commitNow, median, otherwise, type Row, treeOf } from './results.ts';
import type { Stack } from './stack/stack.ts';
import { runTrials, type Trial } from './trials.ts';
import { whatsappTrials } from './whatsapp.ts';

/** Conversations with a fault of the model, or of WhatsApp, at the same time. */
const AT_ONCE = 40;
/** Their results are kept after so many. */
const BATCH = 100;

export interface RunOptions extends Pick<Options, 'killCells' | 'trials' | 'kills' | 'faultTrials' | 'seed'> {
  modelCells: string[];
  whatsappCells: string[];
}

export interface Hooks {
  say: (text: string) => void;
  /** Outcomes of one kill, or of all trials with faults of one kind. */
  done: (outcomes: CellOutcome[], kills: number) => void;
  /** The suite itself could not do its work: nothing is known of those cells. */
  failed: (error: unknown) => void;
}

export async function runFaults(stack: Stack, options: RunOptions, { say, done, failed }: Hooks): Promise<void> {
  const rounds = planKills(options.killCells, options.kills);
  const perStep = Math.ceil(options.trials / options.kills);
  for (const [number, { target, steps }] of rounds.entries()) {
    say(`kill ${number + 1} of ${rounds.length}: ${target}, with ${perStep} conversations each at ${steps.join(', ')}`);
    const kill = (): Promise<void> =>
      killRound(stack, { target, steps, perStep, number, seed: options.seed }).then(outcomes => done(outcomes, 1));
    await kill().catch(error => {
      // A machine that is too busy is tried once more; what the product never reaches is not reached then either.
      stack.letGo();
      say(`again: ${error instanceof Error ? error.message : String(error)}`);
      return kill().catch(again => {
        stack.letGo();
        failed(again);
      });
    });
  }
  const many = async (what: string, trials: Trial[]): Promise<void> => {
    for (let from = 0; from < trials.length; from += BATCH) {
      const batch = trials.slice(from, from + BATCH);
      say(`faults of ${what}: ${from + 1} to ${from + batch.length} of ${trials.length}`);
      await runTrials(stack, batch, AT_ONCE).then(outcomes => done(outcomes, 0), failed);
    }
  };
  const { whatsappCells, modelCells, faultTrials, seed } = options;
  if (whatsappCells.length > 0)
    await many(
      'WhatsApp',
      whatsappTrials(faultTrials, cell => whatsappCells.includes(cell)),
    );
  if (modelCells.length > 0)
    await many(
      'the model',
      modelTrials(faultTrials, cell => modelCells.includes(cell), seed),
    );
  await stack.phone.clearModelFaults();
}

export function rowOf({ cell, trials, recoverySeconds, verdict }: CellOutcome, kills: number, seed: number): Row {
  return {
    at: new Date().toISOString(),
    commit: commitNow(),
    tree: treeOf(cell),
    seed,
    cell,
    kills,
    trials,
    lost: verdict.lost,
    doubled: verdict.doubled,
    silent: verdict.silent,
    unknown: verdict.unknown,
    claimedAfterTakeover: verdict.claimedAfterTakeover,
    otherwise: otherwise(verdict),
    recoverySeconds: median(recoverySeconds),
    recoverySecondsMax: recoverySeconds.length === 0 ? null : Math.max(...recoverySeconds),
  };
}
