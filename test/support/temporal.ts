/** A Temporal dev server for one test file, in memory, with Parley's search attributes. */
import { afterAll, beforeAll, inject } from 'vitest';
import { type RunningTemporal, startTemporalDev } from '../../runtime/embedded/temporal-dev.ts';
import { environment } from './tools.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    temporalCli: string;
  }
}

export function useTemporal(): { readonly address: string } {
  let server: RunningTemporal | undefined;
  beforeAll(async () => {
    server = await startTemporalDev({ binary: inject('temporalCli'), env: environment() });
  });
  afterAll(() => server?.stop());
  return {
    get address() {
      if (!server) throw new Error('useTemporal() has an address only inside hooks and tests');
      return server.address;
    },
  };
}
