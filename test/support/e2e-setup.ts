/** Before the end-to-end tests: the browser, and the admin UI as it is served. */
import { existsSync } from 'node:fs';
import type { TestProject } from 'vitest/node';
import { run } from '../../runtime/tools/run.ts';
import { environment, testChromium, toolOptions } from './tools.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    chromium: string;
  }
}

export default async function setup(project: TestProject): Promise<void> {
  project.provide('chromium', await testChromium());
  await buildAdminUi();
}

/** Builds the admin UI when there is no build. `npm test` always builds it anew. */
export async function buildAdminUi(options: { fresh?: boolean } = {}): Promise<void> {
  if (!options.fresh && existsSync('admin-ui/dist/index.html')) return;
  const { say } = toolOptions();
  say?.('building the admin UI');
  await run(process.execPath, ['node_modules/vite/bin/vite.js', 'build', 'admin-ui'], {
    env: environment(),
    ...(say ? { say } : {}),
    doing: 'building the admin UI',
    timeoutMs: 5 * 60_000,
  });
}
