/** What a run is asked to do. */
import { parseArgs } from 'node:util';
import { modelCells } from './model.ts';
import type { Aim } from './results.ts';
import { productSteps } from './steps.ts';
import { TARGETS } from './targets.ts';
import { whatsappCells } from './whatsapp.ts';

export const HELP = `npm run faults -- [--only=worker/send.claimed,model,…] [--trials=N] [--kills=N] [--seed=N] [--report]

  --only      cells, or what they begin with: worker, postgres/send., model/429, whatsapp
  --trials    trials of each kill cell (25), and of the model and of WhatsApp together with all their cells (500)
  --kills     separate kills of each kill cell (5)
  --stacks    so many of everything, each with its own kills at the same time (2): most of a trial is waiting
  --seed      what varies from run to run is drawn from it (the time of day)
  --report    runs nothing: prints what the kept rows add up to
  --long      alone: the long forms of the other fault tests, all or --long=webhooks,cuts,… (test/faults/long.ts)
`;

export interface Options {
  killCells: { target: (typeof TARGETS)[number]; step: string; cell: string }[];
  modelCells: string[];
  whatsappCells: string[];
  trials: number;
  kills: number;
  faultTrials: number;
  stacks: number;
  seed: number;
  reportOnly: boolean;
}

export const AIMS = { trials: 25, kills: 5, faultTrials: 500 };

/** @throws an Error that says which argument is wrong; null when only help was asked for. */
export function readOptions(args: string[], now: number): Options | null {
  const { values } = parseArgs({
    args,
    options: {
      only: { type: 'string' },
      trials: { type: 'string' },
      kills: { type: 'string' },
      stacks: { type: 'string' },
      seed: { type: 'string' },
      report: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return null;
  const all = allCells();
  const every = [...all.killCells.map(({ cell }) => cell), ...all.modelCells, ...all.whatsappCells];
  const patterns = values.only?.split(',').map(pattern => pattern.trim());
  const wanted = (cell: string): boolean => !patterns || patterns.some(pattern => cell.startsWith(pattern));
  for (const pattern of patterns ?? [])
    if (!every.some(cell => cell.startsWith(pattern)))
      throw new Error(
        `--only: no cell begins with "${pattern}". Kill cells: ${TARGETS.join(', ')} / ${productSteps().join(', ')}; others: model/…, whatsapp/….`,
      );
  const trials = positive('trials', values.trials, AIMS.trials);
  const kills = positive('kills', values.kills, Math.min(AIMS.kills, trials));
  return {
    killCells: all.killCells.filter(({ cell }) => wanted(cell)),
    modelCells: all.modelCells.filter(wanted),
    whatsappCells: all.whatsappCells.filter(wanted),
    trials,
    kills,
    faultTrials: positive('trials', values.trials, AIMS.faultTrials),
    stacks: positive('stacks', values.stacks, 2),
    seed: positive('seed', values.seed, Math.floor(now / 1_000) % 1_000_000),
    reportOnly: values.report,
  };
}

function positive(name: string, text: string | undefined, fallback: number): number {
  if (text === undefined) return fallback;
  if (!/^[1-9]\d*$/.test(text)) throw new Error(`--${name}=${text} must be a whole number above 0.`);
  return Number(text);
}

export function allCells(): Pick<Options, 'killCells' | 'modelCells' | 'whatsappCells'> {
  const steps = productSteps();
  return {
    killCells: TARGETS.flatMap(target => steps.map(step => ({ target, step, cell: `${target}/${step}` }))),
    modelCells: modelCells(),
    whatsappCells: whatsappCells(),
  };
}

/** What every cell is to reach. */
export function aimsOf({ killCells, modelCells, whatsappCells }: ReturnType<typeof allCells>): Aim[] {
  const share = (cells: string[], all: number): Aim[] =>
    cells.map(cell => ({ cell, trials: Math.floor(AIMS.faultTrials / all), kills: 0 }));
  const every = allCells();
  return [
    ...killCells.map(({ cell }) => ({ cell, trials: AIMS.trials, kills: AIMS.kills })),
    ...share(modelCells, every.modelCells.length),
    ...share(whatsappCells, every.whatsappCells.length),
  ];
}
