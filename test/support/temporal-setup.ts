/** Before tests that run Temporal's dev server: the program, found or got before any test's clock starts. */
import type { TestProject } from 'vitest/node';
import type {} from './temporal.ts';
import { testTemporalCli } from './tools.ts';

export default async function setup(project: TestProject): Promise<void> {
  project.provide('temporalCli', await testTemporalCli());
}
