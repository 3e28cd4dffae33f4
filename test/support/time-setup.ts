/** Before the time-skipping tests: the server they run on, found or got before any test's clock starts. */
import type { TestProject } from 'vitest/node';
import { testTimeServer } from './tools.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    timeServer: string;
  }
}

export default async function setup(project: TestProject): Promise<void> {
  project.provide('timeServer', await testTimeServer());
}
