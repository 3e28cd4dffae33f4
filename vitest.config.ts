import { defineConfig } from 'vitest/config';

if (Number(process.versions.node.split('.')[0]) < 24) {
  throw new Error(
    `The tests run on Node 24 (this is ${process.version}): start them with \`npm test\` or \`npx vitest\`, which use the one among the dependencies.`,
  );
}

const MINUTE_MS = 60_000;
const POSTGRES = './test/support/postgres-setup.ts';
const TEMPORAL = './test/support/temporal-setup.ts';

/** One project per kind of test; `npx vitest run --project integration` works by itself, and gets what it needs. */
function project(
  name: string,
  options: { globalSetup?: string[]; testTimeout: number; hookTimeout: number; oneAtATime?: boolean },
) {
  const { oneAtATime, ...rest } = options;
  return {
    test: {
      name,
      include: [`**/*.${name}.test.{ts,tsx}`],
      exclude: ['**/node_modules/**', 'admin-ui/dist/**', '.parley/**'],
      environment: 'node' as const,
      pool: 'forks' as const,
      fileParallelism: !oneAtATime,
      // Files of one process share what they import, a bundle of the workflows and a Temporal server: a third of the time.
      isolate: name !== 'integration' && name !== 'unit',
      teardownTimeout: 20_000,
      ...rest,
    },
  };
}

export default defineConfig({
  test: {
    maxWorkers: 2,
    passWithNoTests: false,
    projects: [
      project('unit', { testTimeout: 30_000, hookTimeout: 30_000 }),
      project('integration', {
        testTimeout: 2 * MINUTE_MS,
        hookTimeout: 2 * MINUTE_MS,
        globalSetup: [POSTGRES, TEMPORAL],
      }),
      project('time', {
        testTimeout: 2 * MINUTE_MS,
        hookTimeout: 2 * MINUTE_MS,
        globalSetup: [POSTGRES, './test/support/time-setup.ts'],
        oneAtATime: true,
      }),
      project('faults', {
        testTimeout: 3 * MINUTE_MS,
        hookTimeout: 2 * MINUTE_MS,
        globalSetup: ['./test/support/faults-setup.ts'],
        oneAtATime: true,
      }),
      // Not in `npm test`: the fault tests that take minutes each (npm run faults -- --long).
      project('long', {
        testTimeout: 30 * MINUTE_MS,
        hookTimeout: 30 * MINUTE_MS,
        globalSetup: [POSTGRES, TEMPORAL],
        oneAtATime: true,
      }),
      project('replay', { testTimeout: MINUTE_MS, hookTimeout: MINUTE_MS }),
      project('e2e', {
        testTimeout: 3 * MINUTE_MS,
        hookTimeout: 5 * MINUTE_MS,
        globalSetup: [POSTGRES, TEMPORAL, './test/support/e2e-setup.ts'],
      }),
    ],
  },
});
