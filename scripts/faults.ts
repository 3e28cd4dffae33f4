/**
 * npm run faults: kills every process at every step of a turn, and lets the model and WhatsApp fail in every way they know.
 * What must hold stands in docs/faults.md. Prints a table; exits 1 when anything was lost, sent twice or hidden.
 */
import { processEnvironment } from '../config/index.ts';
import { postgresServer } from '../runtime/tools/postgres-server.ts';
import { temporalCli } from '../runtime/tools/temporal-cli.ts';
import { longFormsIn, runLongForms } from '../test/faults/long.ts';
import { aimsOf, allCells, HELP, type Options, readOptions } from '../test/faults/options.ts';
import { type CellTotal, keep, kept, totals, treeOf, violated } from '../test/faults/results.ts';
import { rowOf, runFaults } from '../test/faults/run.ts';
import { Stack } from '../test/faults/stack/stack.ts';

const startedAt = Date.now();
const say = (text: string): void =>
  void process.stderr.write(`faults ${((Date.now() - startedAt) / 1_000).toFixed(0).padStart(4)} s  ${text}\n`);

const stacks: Stack[] = [];
let ending = false;

async function end(code: number): Promise<never> {
  if (!ending) {
    ending = true;
    await Promise.all(stacks.map(stack => stack.stop())).catch(error => say(`while cleaning up: ${String(error)}`));
  }
  process.exit(code);
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    say('stopping');
    void end(130);
  });
}

try {
  const longForms = longFormsIn(process.argv.slice(2));
  if (longForms) await end((await runLongForms(longForms, { env: processEnvironment(), say })) ? 0 : 1);
  const options = readOptions(process.argv.slice(2), startedAt);
  if (!options) {
    process.stdout.write(HELP);
    process.exit(0);
  }
  const problems = options.reportOnly ? [] : await run(options);
  const clean = report(options, problems);
  await end(clean ? 0 : 1);
} catch (error) {
  process.stderr.write(`faults: ${error instanceof Error ? error.message : String(error)}\n`);
  await end(1);
}

/** @returns everything that was wrong, in words. */
async function run(options: Options): Promise<string[]> {
  const env = processEnvironment();
  const found = await postgresServer({ env: { ...env, DATABASE_URL: undefined }, say });
  if ('url' in found) throw new Error('a Postgres of our own is needed, to be killed: unset DATABASE_URL');
  const { path } = await temporalCli({ env, say, binary: env.TEMPORAL_CLI });
  say('starting Postgres, Temporal, api, worker and simulators');
  for (let index = 1; index <= options.stacks; index++) {
    const named = options.stacks === 1 ? say : (text: string) => say(`(${index}) ${text}`);
    const stack = await Stack.make({ postgresBinDir: found.binDir, temporalCli: path, env, say: named });
    stacks.push(stack);
    await stack.begin();
  }
  const problems: string[] = [];
  await runFaults(stacks, options, {
    say,
    done(outcomes, kills) {
      keep(outcomes.map(outcome => rowOf(outcome, kills, options.seed)));
      for (const { verdict } of outcomes) for (const problem of verdict.problems) say(`WRONG ${problem}`);
      problems.push(...outcomes.flatMap(({ verdict }) => verdict.problems));
    },
    failed(error) {
      const text = `the suite could not do its work: ${error instanceof Error ? error.message : String(error)}`;
      say(text);
      problems.push(text);
    },
  });
  return problems;
}

/** The table of all rows that count; false when any of them, or this run, holds a violation. */
function report(options: Options, problems: string[]): boolean {
  const cells = totals(kept(), aimsOf(options), treeOf);
  process.stdout.write(`${tableOf(cells)}\n`);
  const rows = kept();
  const short = totals(rows, aimsOf(allCells()), treeOf).filter(cell => cell.short !== '');
  if (short.length > 0) process.stdout.write(`\n${shortOf(short)}\n`);
  const trees = new Map(aimsOf(allCells()).map(({ cell }) => [cell, treeOf(cell)]));
  const old = rows.filter(row => row.tree !== trees.get(row.cell));
  if (old.length > 0)
    process.stdout.write(
      `${old.length} rows were obtained with other code, or with code that was not committed, and do not count.\n`,
    );
  const bad = cells.filter(violated);
  const sum = (name: 'kills' | 'trials' | 'lost' | 'doubled' | 'silent' | 'unknown' | 'claimedAfterTakeover') =>
    cells.reduce((total, cell) => total + cell[name], 0);
  process.stdout.write(
    `\n${sum('trials')} trials: lost ${sum('lost')}, doubled ${sum('doubled')}, silent ${sum('silent')}, claimed after a takeover ${sum('claimedAfterTakeover')}, UNKNOWN and shown ${sum('unknown')}\n`,
  );
  for (const cell of bad) process.stdout.write(`VIOLATED ${cell.cell}\n`);
  for (const problem of problems) process.stdout.write(`  ${problem}\n`);
  return bad.length === 0 && problems.length === 0;
}

/** Which cells lack what, those with the same lack together. */
function shortOf(cells: CellTotal[]): string {
  const lines = [...Map.groupBy(cells, cell => `${cell.cell.split('/')[0]} lacks ${cell.short}`)].map(
    ([lack, mine]) => `  ${lack}: ${mine.map(({ cell }) => cell.split('/')[1]).join(', ')}`,
  );
  return `${cells.length} cells are short of their aim with the code as it is:\n${lines.join('\n')}`;
}

function tableOf(cells: CellTotal[]): string {
  const head = [
    'cell',
    'kills',
    'trials',
    'lost',
    'doubled',
    'silent',
    'unknown',
    'after takeover',
    'else',
    'rest s',
    'max s',
    'short',
  ];
  const rows = cells.map(cell => [
    cell.cell,
    cell.kills || '',
    cell.trials,
    cell.lost,
    cell.doubled,
    cell.silent,
    cell.unknown,
    cell.claimedAfterTakeover,
    cell.otherwise,
    cell.recoverySeconds ?? '',
    cell.recoverySecondsMax ?? '',
    cell.short,
  ]);
  const all = [head, ...rows.map(row => row.map(String))];
  const widths = head.map((_, column) => Math.max(...all.map(row => row[column]?.length ?? 0)));
  return all
    .map(row =>
      row
        .map((text, column) => (column === 0 ? text.padEnd(widths[column] ?? 0) : text.padStart(widths[column] ?? 0)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
