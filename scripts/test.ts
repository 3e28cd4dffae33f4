/**
 * npm test: gets what the tests need, runs every kind of test, and ends with "N passed, N failed".
 *
 *   npm test -- --without=time,e2e    leaves kinds out, and says how many tests that were
 *   npm test -- --only=unit           runs these kinds only
 *   npm test -- … -- path -t name     what follows the second -- goes to vitest
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { closingLine, countTests, notRun, runSuite, type SuiteResult, total } from '../runtime/test-report.ts';
import { reason } from '../runtime/tools/tool.ts';
import { buildTestUi } from '../test/support/e2e-setup.ts';
import { testPostgresBinDir } from '../test/support/faults-setup.ts';
import { startTestPostgres } from '../test/support/postgres-setup.ts';
import { environment, TEST_SETTINGS, testChromium, testTemporalCli, testTimeServer } from '../test/support/tools.ts';

const KINDS = ['unit', 'integration', 'faults', 'time', 'replay', 'e2e'] as const;
type Kind = (typeof KINDS)[number];

/**
 * What runs one after another; the lanes run beside each other. Most tests wait for a condition half of their time, so
 * that one kind alone leaves the processor idle. Time-skipping tests come when it is quieter: their server must start in 5 s.
 */
const LANES: readonly (readonly Kind[])[] = [['integration'], ['e2e', 'time'], ['unit', 'faults', 'replay']];

/** Integration tests wait for services more than they compute: two files at a time leave a core idle. */
const WORKERS: Partial<Record<Kind, number>> = { integration: 3 };

const root = fileURLToPath(new URL('..', import.meta.url));
const say = (text: string) => process.stderr.write(`tests: ${text}\n`);

interface Need {
  name: string;
  of: readonly Kind[];
  get(): Promise<string>;
  setting?: string;
}

let stopPostgres = async () => {};

const NEEDS: Need[] = [
  {
    name: 'Postgres with pgvector',
    of: ['integration', 'time', 'e2e'],
    setting: TEST_SETTINGS.postgresUrl,
    get: async () => {
      const server = await startTestPostgres();
      stopPostgres = server.stop;
      return server.url;
    },
  },
  {
    name: 'Temporal dev server',
    of: ['integration', 'faults', 'e2e'],
    setting: TEST_SETTINGS.temporalCli,
    get: testTemporalCli,
  },
  { name: 'Postgres to be killed', of: ['faults'], get: testPostgresBinDir },
  { name: 'Temporal time-skipping server', of: ['time'], setting: TEST_SETTINGS.timeServer, get: testTimeServer },
  { name: 'browser', of: ['e2e'], setting: TEST_SETTINGS.chromium, get: testChromium },
  { name: 'admin UI', of: ['e2e'], get: buildTestUi },
];

/** Many tests start whole processes of the product: what Node makes of its sources, the next one need not make again. */
const compiled = mkdtempSync(join(tmpdir(), 'parley-test-compiled-'));
const tidy = (): Promise<void> =>
  stopPostgres().finally(() => rmSync(compiled, { recursive: true, force: true, maxRetries: 5 }));

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void tidy().finally(() => process.exit(130)));
}
process.exitCode = await main().finally(tidy);

async function main(): Promise<number> {
  const { chosen, leftOut, passedOn } = readArguments();
  process.chdir(root);
  const env = { ...environment(), NODE_COMPILE_CACHE: compiled };
  const missing = await provision(chosen, env);
  const lanes = LANES.map(lane => lane.filter(kind => chosen.includes(kind))).filter(lane => lane.length > 0);
  const done = new Map<Kind, SuiteResult>();
  const run = async (kind: Kind) => {
    const problem = missing.get(kind);
    if (problem !== undefined) return notRun(kind, `not run: ${problem}`);
    say(`running the ${kind} tests`);
    const started = performance.now();
    const output = (line: string) => void process.stdout.write(`${kind}: ${line}\n`);
    const args = [...(WORKERS[kind] ? [`--maxWorkers=${WORKERS[kind]}`] : []), ...passedOn];
    const result = await runSuite({ name: kind, root, env, args, ...(lanes.length > 1 && { output }) });
    say(`the ${kind} tests took ${Math.round((performance.now() - started) / 1000)} s`);
    return result;
  };
  await Promise.all(
    lanes.map(async lane => {
      for (const kind of lane) done.set(kind, await run(kind));
    }),
  );
  const results = chosen.flatMap(kind => done.get(kind) ?? []);
  process.stdout.write('\n');
  for (const result of results) report(result);
  const left = await countLeftOut(leftOut, env);
  const sum = total(results);
  process.stdout.write(`${closingLine({ ...sum, skipped: sum.skipped + left })}\n`);
  return sum.failed > 0 || sum.passed === 0 ? 1 : 0;
}

function readArguments(): { chosen: Kind[]; leftOut: Kind[]; passedOn: string[] } {
  const given = process.argv.slice(2);
  const split = given.indexOf('--');
  const own = split < 0 ? given : given.slice(0, split);
  try {
    const { values } = parseArgs({ args: own, options: { without: { type: 'string' }, only: { type: 'string' } } });
    const only = kinds(values.only) ?? [...KINDS];
    const without = kinds(values.without) ?? [];
    const chosen = only.filter(kind => !without.includes(kind));
    return {
      chosen,
      leftOut: KINDS.filter(kind => !chosen.includes(kind)),
      passedOn: split < 0 ? [] : given.slice(split + 1),
    };
  } catch (error) {
    process.stderr.write(
      `${reason(error)}\nusage: npm test -- [--without=KIND,…] [--only=KIND,…] [-- arguments for vitest]; a KIND is one of ${KINDS.join(', ')}\n`,
    );
    process.exit(2);
  }
}

function kinds(list: string | undefined): Kind[] | null {
  if (list === undefined) return null;
  const names = list.split(',').map(name => name.trim());
  const unknown = names.find(name => !KINDS.some(kind => kind === name));
  if (unknown !== undefined) throw new Error(`There is no kind of test called "${unknown}".`);
  return KINDS.filter(kind => names.includes(kind));
}

/** Gets what the chosen tests need, at once, and puts it in `env`. Resolves to the kinds that cannot run, and why. */
async function provision(chosen: Kind[], env: Record<string, string | undefined>): Promise<Map<Kind, string>> {
  const missing = new Map<Kind, string>();
  await Promise.all(
    NEEDS.filter(need => need.of.some(kind => chosen.includes(kind))).map(async need => {
      try {
        const found = (need.setting && env[need.setting]) || (await need.get());
        if (need.setting) env[need.setting] = found;
        say(`${need.name}: ${need.setting ? found : 'ready'}`);
      } catch (error) {
        say(`${need.name} is missing: ${reason(error)}`);
        for (const kind of need.of)
          missing.set(kind, [missing.get(kind), `${need.name}: ${reason(error)}`].filter(Boolean).join(' '));
      }
    }),
  );
  return missing;
}

function report(result: SuiteResult): void {
  process.stdout.write(`${result.name}: ${closingLine(result)}\n`);
  for (const problem of result.problems) process.stdout.write(`  ${problem}\n`);
}

async function countLeftOut(leftOut: Kind[], env: Record<string, string | undefined>): Promise<number> {
  let tests = 0;
  for (const kind of leftOut) {
    const count = await countTests({ name: kind, root, env }).catch(() => ({ tests: 0, files: 0 }));
    tests += count.tests;
    process.stdout.write(`${kind}: left out as asked (${count.tests} tests in ${count.files} files)\n`);
  }
  return tests;
}
