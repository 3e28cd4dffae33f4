/**
 * Where the tests find their outside parts. `npm test` gets each of them once and passes its place on; a run of vitest alone
 * finds or gets them itself. This is the one place that reads these settings:
 *
 *   PARLEY_TEST_POSTGRES_URL   a running Postgres 16 or newer with pgvector, and a user that may create databases
 *   PARLEY_TEST_TEMPORAL_CLI   the `temporal` program
 *   PARLEY_TEST_TIME_SERVER    the time-skipping test server (a program that takes a port)
 *   PARLEY_TEST_CHROMIUM       a Chromium or Chrome
 *   PARLEY_TEST_CACHE          where what was got is kept
 *   PARLEY_TEST_FIGURES        a file that the security tests add their figures to
 *   PARLEY_TEST_LONG           anything: the long forms of the fault tests (size.ts)
 */
import { chromium } from '../../runtime/tools/chromium.ts';
import { temporalCli } from '../../runtime/tools/temporal-cli.ts';
import { timeSkippingServer } from '../../runtime/tools/time-skipping-server.ts';
import type { ToolOptions } from '../../runtime/tools/tool.ts';

export const TEST_SETTINGS = {
  postgresUrl: 'PARLEY_TEST_POSTGRES_URL',
  temporalCli: 'PARLEY_TEST_TEMPORAL_CLI',
  timeServer: 'PARLEY_TEST_TIME_SERVER',
  chromium: 'PARLEY_TEST_CHROMIUM',
  cache: 'PARLEY_TEST_CACHE',
  figures: 'PARLEY_TEST_FIGURES',
  long: 'PARLEY_TEST_LONG',
} as const;

export const setting = (name: keyof typeof TEST_SETTINGS): string | undefined =>
  process.env[TEST_SETTINGS[name]] || undefined;

/** The environment the outside programs run in. */
export const environment = (): Record<string, string | undefined> => ({ ...process.env });

export function toolOptions(): ToolOptions {
  const cacheDir = setting('cache');
  return {
    env: environment(),
    say: text => process.stderr.write(`tests: ${text}\n`),
    ...(cacheDir ? { cacheDir } : {}),
  };
}

/** The path of the `temporal` program. */
export async function testTemporalCli(): Promise<string> {
  const tool = await temporalCli({ ...toolOptions(), binary: setting('temporalCli') });
  return tool.path;
}

/** The path of the time-skipping server, for `TestWorkflowEnvironment.createTimeSkipping`. */
export async function testTimeServer(): Promise<string> {
  const tool = await timeSkippingServer({ ...toolOptions(), binary: setting('timeServer') });
  return tool.path;
}

/** The path of the browser. */
export async function testChromium(): Promise<string> {
  const tool = await chromium({ ...toolOptions(), binary: setting('chromium') });
  return tool.path;
}
