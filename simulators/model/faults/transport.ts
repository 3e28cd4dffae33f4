import type { ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { ApiError } from '../http.ts';
import type { ActiveFault } from './modes.ts';

/**
 * Acts out the modes of the connection. Answers true when the request needs no answer any more; throws ApiError for
 * refusals. `hang` resolves when the client gives up or the server closes.
 */
export async function actOut(fault: ActiveFault | null, res: ServerResponse, closing: AbortSignal): Promise<boolean> {
  switch (fault?.mode) {
    case 'rate_limit': {
      const seconds = fault.params?.retryAfterSeconds ?? 1;
      throw new ApiError(429, 'rate_limit_exceeded', `Rate limit reached (simulated). Try again in ${seconds} s.`, {
        'retry-after': String(seconds),
        'retry-after-ms': String(seconds * 1000),
      });
    }
    case 'server_error':
      throw new ApiError(500, 'server_error', 'The server had an error (simulated).');
    case 'reset':
      res.socket?.resetAndDestroy();
      return true;
    case 'hang':
      await gone(res, closing);
      return true;
    case 'slow':
      await pause(fault.params?.ms ?? 5000, closing);
      return res.destroyed;
    default:
      return false;
  }
}

function gone(res: ServerResponse, closing: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    if (res.destroyed || closing.aborted) resolve();
    res.once('close', () => resolve());
    closing.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** Waits, or returns at once when the server closes. */
export async function pause(ms: number, closing: AbortSignal): Promise<void> {
  if (ms <= 0) return;
  await wait(ms, undefined, { signal: closing }).catch(() => undefined);
}
