/** Runs what the options ask for on one stack, and hands each cell's outcome over as soon as it is there. */
import { type CellOutcome, killRound } from './kill/round.ts';
import { planKills } from './kill/rounds.ts';
import { modelTrials } from './model.ts';
import type { Options } from './options.ts';
import { commitNow, median, otherwise, type Row, treeOf } from './results.ts';
import type { Stack } from './stack/stack.ts';
import { runTrials, type Trial } from './trials.ts';
import { whatsappTrials } from './whatsapp.ts';

/** Conversations with a fault of the model, or of WhatsApp, at the same time, on all stacks together. */
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

/** What is short of its kills after the plan is planned again, so often. */
const MAKE_UP = 2;

/** One kill, or one batch of conversations with faults of their own. */
interface Job {
  what: string;
  kills: number;
  run: (stack: Stack) => Promise<CellOutcome[]>;
}

/** Stacks take turns at what is to be done: most of it is waiting for what died to be missed. */
export async function runFaults(stacks: Stack[], options: RunOptions, { say, done, failed }: Hooks): Promise<void> {
  const reached = new Map<string, number>();
  const broken: unknown[] = [];
  const took = (outcomes: CellOutcome[], kills: number): void => {
    for (const { cell } of outcomes) reached.set(cell, (reached.get(cell) ?? 0) + kills);
    done(outcomes, kills);
  };
  let number = 0;
  const killsOf = (rounds: ReturnType<typeof planKills>): Job[] => {
    const perStep = Math.ceil(options.trials / options.kills);
    return rounds.map(({ target, steps }) => {
      const round = { target, steps, perStep, number: number++, seed: options.seed };
      const what = `kill ${number} (of ${target}, with ${perStep} conversations each at ${steps.join(', ')})`;
      return { what, kills: 1, run: stack => killRound(stack, round) };
    });
  };
  const each = async (jobs: Job[]): Promise<void> => {
    const waiting = [...jobs];
    const work = async (stack: Stack): Promise<void> => {
      for (let job = waiting.shift(); job; job = waiting.shift()) {
        const { what, kills, run } = job;
        say(`${what}; ${waiting.length} more wait`);
        const once = (): Promise<void> => run(stack).then(outcomes => took(outcomes, kills));
        await once().catch(error => {
          // A machine that is too busy is tried once more; what the product never reaches is not reached then either.
          stack.letGo();
          say(`again: ${error instanceof Error ? error.message : String(error)}`);
          return once().catch(again => {
            stack.letGo();
            say(`given up: ${what}: ${again instanceof Error ? again.message : String(again)}`);
            broken.push(again);
            // What needs no kill has no other chance.
            if (kills === 0) failed(again);
          });
        });
      }
    };
    await Promise.all(stacks.map(work));
  };

  const { whatsappCells, modelCells, faultTrials, seed } = options;
  const atOnce = Math.ceil(AT_ONCE / stacks.length);
  await each([
    ...killsOf(planKills(options.killCells, options.kills)),
    ...batches(
      'WhatsApp',
      whatsappTrials(faultTrials, cell => whatsappCells.includes(cell)),
      atOnce,
    ),
    ...batches(
      'the model',
      modelTrials(faultTrials, cell => modelCells.includes(cell), seed),
      atOnce,
    ),
  ]);
  for (let pass = 0; pass < MAKE_UP; pass++) {
    const lacks = lacking(options, reached);
    if (lacks.size === 0) break;
    say(`${lacks.size} cells are short of kills: once more`);
    const groups = Map.groupBy(options.killCells, ({ cell }) => lacks.get(cell) ?? 0);
    await each([...groups].flatMap(([kills, cells]) => (kills > 0 ? killsOf(planKills(cells, kills)) : [])));
  }
  for (const [cell, kills] of lacking(options, reached))
    failed(new Error(`${cell} lacks ${kills} kills; the last that went wrong: ${String(broken.at(-1))}`));
  await Promise.all(stacks.map(stack => stack.phone.clearModelFaults()));
}

/** Kill cells without all their kills, and how many they lack. */
const lacking = ({ killCells, kills }: RunOptions, reached: Map<string, number>): Map<string, number> =>
  new Map(
    killCells
      .map(({ cell }): [string, number] => [cell, kills - (reached.get(cell) ?? 0)])
      .filter(([, lack]) => lack > 0),
  );

function batches(what: string, trials: Trial[], atOnce: number): Job[] {
  const jobs: Job[] = [];
  for (let from = 0; from < trials.length; from += BATCH) {
    const batch = trials.slice(from, from + BATCH);
    const name = `faults of ${what}: ${from + 1} to ${from + batch.length} of ${trials.length}`;
    jobs.push({ what: name, kills: 0, run: stack => runTrials(stack, batch, atOnce) });
  }
  return jobs;
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
