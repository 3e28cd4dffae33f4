/** One HTTP attempt through the SDK: queued, timed, capped, cancellable at once, and classified when it fails. */
import OpenAI from 'openai';
import type { Logger } from '../../config/log.ts';
import { cappedFetch } from '../http-guard/capped-fetch.ts';
import { createHttpGuard, type HttpGuard } from '../http-guard/guard.ts';
import type { Attempt } from './attempts.ts';
import { classify, OPTIONAL_PARAMETERS, type OptionalParameter, unsupportedParameter } from './classify.ts';
import type { Caller, CallQueue } from './queue.ts';

export interface TransportOptions {
  baseUrl?: string | undefined;
  apiKey: string;
  /** Judges the address; without one it is the operator's own and is not judged, and what it redirects to is. */
  guard?: HttpGuard | undefined;
  /** For one attempt, its whole answer included. */
  timeoutMs: number;
  queue: CallQueue;
  log?: Logger | undefined;
}

export interface CallContext {
  client: OpenAI;
  signal: AbortSignal;
  /** Options this model's provider has refused: leave them out. */
  without: ReadonlySet<OptionalParameter>;
}

export interface Transport {
  call<T>(
    attempt: Attempt,
    options: Caller & { maxBytes: number },
    work: (context: CallContext) => Promise<T>,
  ): Promise<T>;
}

const DEFAULT_BASE_URL = 'https://api.openai.com/v1';

export function createTransport({ baseUrl, apiKey, timeoutMs, queue, log, ...options }: TransportOptions): Transport {
  const guard = options.guard ?? createHttpGuard({ operatorUrls: [baseUrl ?? DEFAULT_BASE_URL] });
  // Everything the SDK would read from the environment is given, so that only config/ decides. Retries are ours.
  const base = new OpenAI({
    apiKey,
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    baseURL: baseUrl ?? DEFAULT_BASE_URL,
    maxRetries: 0,
    timeout: timeoutMs + 1_000,
    logLevel: 'off',
  });
  const refused = new Map<string, Set<OptionalParameter>>();

  async function once<T>(attempt: Attempt, maxBytes: number, work: (context: CallContext) => Promise<T>): Promise<T> {
    const timeout = AbortSignal.timeout(Math.max(1, Math.ceil(Math.min(timeoutMs, attempt.remainingMs))));
    const signal = AbortSignal.any([attempt.signal, timeout]);
    const without = refused.get(attempt.model) ?? new Set<OptionalParameter>();
    const capped = cappedFetch(maxBytes, signal, guard.fetch);
    try {
      return await abortable(work({ client: base.withOptions({ fetch: capped.fetch }), signal, without }), signal);
    } catch (error) {
      const parameter = attempt.signal.aborted ? null : unsupportedParameter(error);
      if (parameter && !without.has(parameter)) {
        refused.set(attempt.model, new Set([...without, parameter]));
        log?.warn(
          { model: attempt.model, parameter },
          'the model provider does not take this option; it is left out from now on',
        );
        throw new Unsupported();
      }
      throw classify(error, {
        cancelled: attempt.signal.aborted,
        timedOut: timeout.aborted,
        tooLarge: capped.exceeded(),
      });
    }
  }

  return {
    async call(attempt, { priority, orgId, maxBytes }, work) {
      const deadline = AbortSignal.timeout(Math.max(1, Math.ceil(attempt.remainingMs)));
      const waiting = AbortSignal.any([attempt.signal, deadline]);
      const guarded = async () => {
        for (let tries = 0; ; tries += 1) {
          try {
            return await once(attempt, maxBytes, work);
          } catch (error) {
            if (!(error instanceof Unsupported) || tries >= OPTIONAL_PARAMETERS.length) throw error;
          }
        }
      };
      try {
        return await queue.run({ priority, orgId }, waiting, guarded);
      } catch (error) {
        throw classify(error, { cancelled: attempt.signal.aborted, timedOut: deadline.aborted, tooLarge: false });
      }
    },
  };
}

/** The provider refused an option that can be left out. */
class Unsupported extends Error {}

/** Rejects as soon as the signal aborts, whatever the work is doing. */
function abortable<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
