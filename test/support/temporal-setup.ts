/** Before tests that run Temporal's dev server: the program, found or got before any test's clock starts. */
import type { TestProject } from 'vitest/node';
import { testTemporalCli } from './tools.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    temporalCli: string;
  }
}

export default async function setup(project: TestProject): Promise<void> {
  project.provide('temporalCli', await testTemporalCli());
}
