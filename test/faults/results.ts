/**
 * Results add up from run to run in a file of JSON lines. A row counts as long as the code it was obtained with is the code
 * there is: each carries a hash of it, and a change to intake, workflow or sending makes the older rows void.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Verdict } from './oracle.ts';

export interface Row {
  at: string;
  commit: string;
  /** Of the code under test; ends in `+` when it was not committed: such a row never counts. */
  tree: string;
  seed: number;
  /** `worker/send.claimed`, `model/garbage extraction once`, `whatsapp/reset accepted, no status`. */
  cell: string;
  kills: number;
  trials: number;
  lost: number;
  doubled: number;
  silent: number;
  unknown: number;
  claimedAfterTakeover: number;
  /** Anything else that was wrong, as one of those above it is not. */
  otherwise: number;
  /** Median and longest, from the fault to rest. */
  recoverySeconds: number | null;
  recoverySecondsMax: number | null;
}

const root = fileURLToPath(new URL('../..', import.meta.url));
const directory = fileURLToPath(new URL('./results', import.meta.url));
const CODE = [
  'activities/*.ts',
  'activities/turn',
  'activities/sending',
  'api/webhooks',
  'adapters/whatsapp-cloud',
  'db/*.ts',
  'db/conversation',
  'db/intake',
  'db/message',
  'db/outbox',
  'db/turn',
  'dispatcher',
  'domain/conversation',
  'domain/message',
  'processes',
  'temporal',
  'workflows',
];
const MODEL_CODE = ['activities/agent', 'adapters/model'];

const git = (...args: string[]): string =>
  execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();

const trees = new Map<boolean, string>();

/** The hash a cell's rows stand under, as the code was when this process first asked. `outside-git` where there is no checkout: such rows never count elsewhere. */
export function treeOf(cell: string): string {
  const ofModel = cell.startsWith('model/');
  const known = trees.get(ofModel) ?? hashOf(ofModel ? [...CODE, ...MODEL_CODE] : CODE);
  trees.set(ofModel, known);
  return known;
}

function hashOf(paths: string[]): string {
  try {
    const specs = paths.map(path => `:(glob)${path.includes('*') ? path : `${path}/**`}`);
    const tests = [':(exclude,glob)**/*.test.ts', ':(exclude,glob)**/testing/**'];
    const files = git('ls-files', '-s', '--', ...specs, ...tests);
    const changed = git('status', '--porcelain', '--', ...specs, ...tests) !== '';
    return `${createHash('sha256').update(files).digest('hex').slice(0, 12)}${changed ? '+' : ''}`;
  } catch {
    return 'outside-git+';
  }
}

export const commitNow = (): string => {
  try {
    return git('rev-parse', '--short', 'HEAD');
  } catch {
    return 'unknown';
  }
};

/** Everything a verdict holds that has no column of its own. */
export const otherwise = (verdict: Verdict): number =>
  verdict.problems.length - verdict.lost - verdict.doubled - verdict.silent - verdict.claimedAfterTakeover;

export function keep(rows: Row[]): void {
  if (rows.length === 0) return;
  mkdirSync(directory, { recursive: true });
  const file = join(directory, `${rows[0]?.at.slice(0, 10)}.jsonl`);
  appendFileSync(file, rows.map(row => `${JSON.stringify(row)}\n`).join(''));
}

export function kept(): Row[] {
  if (!existsSync(directory)) return [];
  return readdirSync(directory)
    .filter(name => name.endsWith('.jsonl'))
    .sort()
    .flatMap(name => readFileSync(join(directory, name), 'utf8').split('\n'))
    .filter(line => line.trim() !== '')
    .map(line => JSON.parse(line) as Row);
}

export interface CellTotal {
  cell: string;
  kills: number;
  trials: number;
  lost: number;
  doubled: number;
  silent: number;
  unknown: number;
  claimedAfterTakeover: number;
  otherwise: number;
  recoverySeconds: number | null;
  recoverySecondsMax: number | null;
  /** What it lacks to its aim; empty when it has it. */
  short: string;
}

export interface Aim {
  cell: string;
  trials: number;
  kills: number;
}

/** Adds up the rows that count. Pure. */
export function totals(rows: Row[], aims: Aim[], tree: (cell: string) => string): CellTotal[] {
  return aims.map(({ cell, trials, kills }) => {
    const mine = rows.filter(row => row.cell === cell && row.tree === tree(cell) && !row.tree.endsWith('+'));
    const add = (
      name: 'kills' | 'trials' | 'lost' | 'doubled' | 'silent' | 'unknown' | 'claimedAfterTakeover' | 'otherwise',
    ) => mine.reduce((sum, row) => sum + row[name], 0);
    const total = { kills: add('kills'), trials: add('trials') };
    const lacks = [
      total.trials < trials ? `${trials - total.trials} trials` : '',
      total.kills < kills ? `${kills - total.kills} kills` : '',
    ].filter(Boolean);
    return {
      cell,
      ...total,
      lost: add('lost'),
      doubled: add('doubled'),
      silent: add('silent'),
      unknown: add('unknown'),
      claimedAfterTakeover: add('claimedAfterTakeover'),
      otherwise: add('otherwise'),
      recoverySeconds: median(mine.flatMap(row => row.recoverySeconds ?? [])),
      recoverySecondsMax: mine.length === 0 ? null : Math.max(...mine.map(row => row.recoverySecondsMax ?? 0)),
      short: lacks.join(', '),
    };
  });
}

export const violated = (
  total: Pick<Row, 'lost' | 'doubled' | 'silent' | 'claimedAfterTakeover' | 'otherwise'>,
): boolean => total.lost + total.doubled + total.silent + total.claimedAfterTakeover + total.otherwise > 0;

export function median(values: number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? null;
}
