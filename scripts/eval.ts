/** npm run eval: plays personas against the product and checks every conversation (docs/eval.md). */
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { processEnvironment } from '../config/index.ts';
import { commitOf } from '../eval/commit.ts';
import { evaluate, realModel } from '../eval/evaluate.ts';
import { hostileTable, hostileTotals } from '../eval/hostile/report.ts';
import { type HostileOutcome, runHostile } from '../eval/hostile/run.ts';
import { withHostileStack } from '../eval/hostile/stack.ts';
import { type EvalOptions, HELP, readOptions } from '../eval/options.ts';
import { remoteRoom } from '../eval/play/remote-room.ts';
import { findPlaybook } from '../eval/playbooks.ts';
import { htmlReport } from '../eval/report/html.ts';
import { comparisonOf, lineOf, tableOf } from '../eval/report/table.ts';
import { type EvalResult, totalsOf } from '../eval/results.ts';
import { runRemote } from '../eval/run.ts';

const env = processEnvironment();
const stop = new AbortController();
const say = (text: string): void => void process.stderr.write(`eval: ${text}\n`);
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => {
    say('stopping');
    stop.abort(new Error('stopped'));
  });

try {
  const options = readOptions(process.argv.slice(2));
  if (options === null) process.stdout.write(HELP);
  else process.exitCode = options.hostile ? await hostile(options) : await personas(options);
} catch (error) {
  process.stderr.write(`eval: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
process.exit();

/** @returns 0 when nothing bad left and nobody stayed unanswered, else 1. */
async function hostile(options: EvalOptions): Promise<number> {
  const startedAt = Date.now();
  const outcome = await withHostileStack({ env, say, seed: options.seed }, stack =>
    runHostile(stack, {
      runs: options.runs,
      only: options.only,
      parallel: options.parallel,
      patienceMs: 60_000,
      followUps: true,
      onRun: (_run, done) => {
        if (done % 20 === 0) say(`${done} of ${options.runs}`);
      },
    }),
  );
  const durationMs = Date.now() - startedAt;
  process.stdout.write(`${hostileTable(outcome, durationMs)}\n`);
  const totals = hostileTotals(outcome.runs);
  if (options.keep) await keepHostile(outcome, durationMs, options.seed);
  return totals.bad + totals.unanswered === 0 ? 0 : 1;
}

/** @returns 0 when every check passed, else 1. */
async function personas(options: EvalOptions): Promise<number> {
  const playbooks = [await findPlaybook(options.playbook, env.DATABASE_URL)];
  if (options.against !== null) playbooks.push(await findPlaybook(options.against, env.DATABASE_URL));
  const results = options.remote
    ? await remote(options)
    : await evaluate({
        playbooks,
        only: options.only,
        parallel: options.parallel,
        seed: options.seed,
        env,
        say,
        signal: stop.signal,
        onPersona: (result, done, of) => void process.stderr.write(`${lineOf(result, done, of)}\n`),
      });
  for (const result of results) process.stdout.write(`${tableOf(result)}\n`);
  const [first, second] = results;
  if (first && second) process.stdout.write(`${comparisonOf(first, second)}\n`);
  const file = resolve(options.out ?? 'eval-report.html');
  await writeFile(file, htmlReport(results));
  process.stdout.write(`\nreport: ${file}\n`);
  if (options.keep) await keep(results);
  return results.every(({ totals }) => totals.passed === totals.checks) ? 0 : 1;
}

async function remote(options: EvalOptions): Promise<EvalResult[]> {
  if (!options.remote) return [];
  const { name, playbook } = await findPlaybook(options.playbook, env.DATABASE_URL);
  const startedAt = Date.now();
  const played = await runRemote(await remoteRoom(options.remote), {
    playbook,
    only: options.only,
    parallel: options.parallel,
    patienceMs: 90_000,
    signal: stop.signal,
    onPersona: (result, done, of) => void process.stderr.write(`${lineOf(result, done, of)}\n`),
  });
  return [
    {
      ...{ playbook: name, business: playbook.business.name, startedAt: new Date(startedAt).toISOString() },
      ...{ durationMs: Date.now() - startedAt, seed: options.seed, commit: commitOf() },
      ...{ model: 'as the product has it', demoModel: realModel(env) === null, stack: options.remote.url },
      ...{ personas: played, totals: totalsOf(played) },
    },
  ];
}

/** Figures only: transcripts are in the report. */
async function keep(results: EvalResult[]): Promise<void> {
  const folder = join(fileURLToPath(new URL('../eval/results/', import.meta.url)));
  await mkdir(folder, { recursive: true });
  for (const result of results) {
    const { personas: played, ...head } = result;
    const rows = played.map(one => ({
      key: one.key,
      passed: one.passed,
      checks: one.findings.length,
      wrong: one.findings.filter(finding => !finding.passed).map(({ check, detail }) => `${check}: ${detail}`),
      ...(one.problem ? { problem: one.problem } : {}),
    }));
    const name = `${result.startedAt.slice(0, 10)}-${result.commit.replace('+', '-dirty')}-${result.playbook.replace(/[^\w-]+/g, '_')}.json`;
    await writeFile(join(folder, name), `${JSON.stringify({ ...head, personas: rows }, null, 2)}\n`);
    say(`kept in eval/results/${name}`);
  }
}

async function keepHostile({ runs, followUps }: HostileOutcome, durationMs: number, seed: number): Promise<void> {
  const folder = fileURLToPath(new URL('../eval/results/', import.meta.url));
  await mkdir(folder, { recursive: true });
  const modes = [...new Set(runs.map(run => run.attack.mode))].map(mode => ({
    mode,
    ...hostileTotals(runs.filter(run => run.attack.mode === mode)),
  }));
  const commit = commitOf();
  const name = `${new Date().toISOString().slice(0, 10)}-${commit.replace('+', '-dirty')}-hostile.json`;
  const body = { commit, seed, durationMs, ...hostileTotals(runs), followUps, modes };
  await writeFile(join(folder, name), `${JSON.stringify(body, null, 2)}\n`);
  say(`kept in eval/results/${name}`);
}
