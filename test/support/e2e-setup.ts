/** Before the end-to-end tests: the browser, and the admin UI as it is served. */
import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';
import { buildAdminUi } from '../../runtime/admin-ui.ts';
import { testChromium, toolOptions } from './tools.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    chromium: string;
  }
}

export default async function setup(project: TestProject): Promise<void> {
  project.provide('chromium', await testChromium());
  await buildTestUi();
}

export const buildTestUi = (): Promise<string> =>
  buildAdminUi({ ...toolOptions(), root: fileURLToPath(new URL('../..', import.meta.url)) });
