/** Asks addresses that people name, once, through the guard; bounded in bytes and time. Never throws for what the other side does. */
import type { CallAnswer, OutboundPort } from '../../activities/ports.ts';
import { AnswerTooLarge, cappedFetch } from '../http-guard/capped-fetch.ts';
import { type HttpGuard, RefusedAddress } from '../http-guard/guard.ts';

const MAX_BYTES = 65_536;
/** What the caller may not set: they belong to the connection. */
const OURS = new Set([
  'host',
  'content-length',
  'connection',
  'transfer-encoding',
  'upgrade',
  'te',
  'trailer',
  'expect',
]);

/** @param timeoutMs for the request with its answer: 10 s when left out. */
export function createOutboundCaller({
  guard,
  timeoutMs = 10_000,
}: {
  guard: HttpGuard;
  timeoutMs?: number;
}): OutboundPort {
  return {
    async call({ url, method, headers, body, signal }): Promise<CallAnswer> {
      const late = AbortSignal.timeout(timeoutMs);
      const capped = cappedFetch(MAX_BYTES, AbortSignal.any([late, signal]), guard.fetch);
      try {
        const response = await capped.fetch(url, {
          method,
          body,
          redirect: 'error',
          headers: Object.fromEntries(Object.entries(headers).filter(([name]) => !OURS.has(name.toLowerCase()))),
        });
        return { kind: 'answer', status: response.status, body: await response.text() };
      } catch (error) {
        if (signal.aborted) throw error;
        if (error instanceof RefusedAddress) return { kind: 'failed', reason: error.message };
        if (error instanceof AnswerTooLarge || capped.exceeded())
          return { kind: 'failed', reason: `the answer is larger than ${MAX_BYTES} bytes` };
        return { kind: 'failed', reason: late.aborted ? 'no answer in time' : 'it could not be reached' };
      }
    },
  };
}
