/** Before the fault tests: the programs of the servers that will be killed, found or got before any test's clock starts. */
import type { TestProject } from 'vitest/node';
import { postgresServer } from '../../runtime/tools/postgres-server.ts';
import { testTemporalCli, toolOptions } from './tools.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    postgresBinDir: string;
    faultsTemporalCli: string;
  }
}

/** The folder of Postgres's programs: a server that is given cannot be killed. */
export async function testPostgresBinDir(): Promise<string> {
  const found = await postgresServer(toolOptions());
  if ('url' in found) throw new Error('the fault tests kill Postgres, so they need one of their own');
  return found.binDir;
}

export default async function setup(project: TestProject): Promise<void> {
  project.provide('postgresBinDir', await testPostgresBinDir());
  project.provide('faultsTemporalCli', await testTemporalCli());
}
