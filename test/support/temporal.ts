/**
 * A Temporal dev server in memory, with Parley's search attributes. The files that share a process share it, each on task queues of
 * its own; its guard ends it with that process.
 */
import { afterAll, beforeAll, inject } from 'vitest';
import { type RunningTemporal, startTemporalDev } from '../../runtime/embedded/temporal-dev.ts';
import { environment } from './tools.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    temporalCli: string;
  }
}

let running: Promise<RunningTemporal> | undefined;

/** @param options.own a server for this file alone, for tests that look at all that is on it. */
export function useTemporal(options: { own?: boolean } = {}): { readonly address: string } {
  let server: RunningTemporal | undefined;
  const start = () => startTemporalDev({ binary: inject('temporalCli'), env: environment() });
  beforeAll(async () => {
    running ??= options.own ? undefined : start();
    server = await (options.own ? start() : running);
  });
  afterAll(async () => {
    if (options.own) await server?.stop();
  });
  return {
    get address() {
      if (!server) throw new Error('useTemporal() has an address only inside hooks and tests');
      return server.address;
    },
  };
}
