/** Workflow bundles of releases to come: with a change made as it should be, and with one made as it must not be. */
import { createRequire } from 'node:module';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { workflowsPath } from '../../temporal/worker.ts';

const loader = createRequire(import.meta.url).resolve('./change-source.cjs');
const IMPORT = {
  from: "from '@temporalio/workflow';",
  to: "from '@temporalio/workflow';\nimport * as wf from '@temporalio/workflow';",
};
/** One timer more before a send. */
const STEP = "host.doing('sending');";

/** The step is taken only by runs that come to it under the new code. */
export const patchedBundle = () => bundle(`${STEP}\n    if (wf.patched('a-pause-before-sending')) await wf.sleep(1);`);
/** The same step without the patch: a history recorded before does not have it. */
export const incompatibleBundle = () => bundle(`${STEP}\n    await wf.sleep(1);`);

const bundle = (to: string): Promise<{ code: string }> =>
  bundleWorkflowCode({
    workflowsPath,
    logger: new DefaultLogger('WARN', () => undefined),
    webpackConfigHook: config => ({
      ...config,
      module: {
        ...config.module,
        rules: [
          ...(config.module?.rules ?? []),
          {
            test: /workflows[\\/]conversation[\\/]turn\.ts$/,
            enforce: 'pre',
            use: [{ loader, options: { changes: [IMPORT, { from: STEP, to }] } }],
          },
        ],
      },
    }),
  });
