/** Where the request that is being served comes from, and by which key, for whatever it writes into the audit log. */
import { AsyncLocalStorage } from 'node:async_hooks';

export interface Origin {
  /** As the trusted proxies tell it. */
  ipAddress: string | undefined;
  /** Of the API key it came with. */
  keyId?: string | undefined;
}

const origin = new AsyncLocalStorage<Origin>();

export const fromOrigin = <T>(from: Origin, work: () => T): T => origin.run(from, work);

export const currentOrigin = (): Origin | null => origin.getStore() ?? null;
