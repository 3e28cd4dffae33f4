/** What an error of the SDK or the network means for the next attempt. */
import OpenAI from 'openai';
import { RefusedAddress } from '../http-guard/guard.ts';
import { AttemptFailure } from './model-error.ts';

const TOO_LONG =
  /maximum context length|context window|context_length|too many (input )?tokens|prompt is too long|input is too long|reduce the length/i;
const CONTENT_POLICY = /content[_ ](filter|policy|management)/i;
const MAX_RETRY_AFTER_MS = 120_000;

export function classify(
  error: unknown,
  state: { cancelled: boolean; timedOut: boolean; tooLarge: boolean },
): AttemptFailure {
  if (state.cancelled) return new AttemptFailure('cancelled', 'none', 'The model call was cancelled.');
  if (error instanceof AttemptFailure) return error;
  if (state.tooLarge)
    return new AttemptFailure('too_large', 'answer', 'The answer was far too long.', { cause: error });
  if (state.timedOut || error instanceof OpenAI.APIConnectionTimeoutError)
    return new AttemptFailure('timeout', 'again', 'The model did not answer in time.', { cause: error });
  const refusal = refusedIn(error);
  if (refusal) return new AttemptFailure('not_configured', 'none', `The model's address: ${refusal.message}`);
  if (error instanceof OpenAI.APIError && typeof error.status === 'number') return ofStatus(error, error.status);
  if (error instanceof SyntaxError)
    return new AttemptFailure('bad_answer', 'answer', 'The answer was not JSON.', { cause: error });
  return new AttemptFailure('unavailable', 'again', 'The connection to the model failed.', { cause: error });
}

/** The SDK wraps what fetch threw. */
function refusedIn(error: unknown): RefusedAddress | null {
  for (let current = error; current instanceof Error; current = current.cause)
    if (current instanceof RefusedAddress) return current;
  return null;
}

function ofStatus(error: InstanceType<typeof OpenAI.APIError>, status: number): AttemptFailure {
  const said = `${error.code ?? ''} ${error.type ?? ''} ${error.message}`;
  const retryAfterMs = error.headers ? retryAfterOf(error.headers) : null;
  if (status === 429) {
    if (/insufficient_quota|billing/i.test(said))
      return new AttemptFailure('rate_limited', 'model', 'The model account has no credit left: check its billing.');
    return new AttemptFailure('rate_limited', 'again', 'The model provider asks to slow down (429).', { retryAfterMs });
  }
  if (status === 401 || status === 403)
    return new AttemptFailure(
      'not_configured',
      'none',
      `The model provider refused the API key (${status}): check OPENAI_API_KEY.`,
    );
  if (status === 404)
    return new AttemptFailure(
      'not_configured',
      'model',
      'The model provider does not know this model or address (404): check PARLEY_MODEL and OPENAI_BASE_URL.',
    );
  if (status === 413 || (status < 500 && TOO_LONG.test(said)))
    return new AttemptFailure('too_large', 'model', 'The prompt is too long for this model.');
  if (status < 500 && CONTENT_POLICY.test(said))
    return new AttemptFailure('refused', 'model', 'The provider’s content filter refused the prompt.');
  if (status === 408)
    return new AttemptFailure('timeout', 'again', 'The model did not answer in time (408).', { retryAfterMs });
  if (status === 409 || status === 425 || status >= 500)
    return new AttemptFailure('unavailable', 'again', `The model provider failed (${status}).`, { retryAfterMs });
  return new AttemptFailure('unavailable', 'model', `The model provider did not accept the request (${status}).`, {
    cause: error,
  });
}

/** `retry-after-ms`, or `retry-after` in seconds or as a date; null when absent or senseless. */
export function retryAfterOf(headers: Headers, now: number = Date.now()): number | null {
  const ms = Number.parseFloat(headers.get('retry-after-ms') ?? '');
  const header = headers.get('retry-after')?.trim() ?? '';
  const wait = Number.isFinite(ms)
    ? ms
    : /^\d+(\.\d+)?$/.test(header)
      ? Number(header) * 1000
      : /^[a-z]{3}/i.test(header)
        ? Date.parse(header) - now
        : Number.NaN;
  return Number.isFinite(wait) && wait >= 0 ? Math.min(wait, MAX_RETRY_AFTER_MS) : null;
}

/** Request options that not every compatible provider takes. */
export const OPTIONAL_PARAMETERS = ['response_format', 'seed', 'temperature', 'dimensions'] as const;
export type OptionalParameter = (typeof OPTIONAL_PARAMETERS)[number];

/** The option a provider complained about, so that the call can be made without it; null for any other error. */
export function unsupportedParameter(error: unknown): OptionalParameter | null {
  if (!(error instanceof OpenAI.APIError) || (error.status !== 400 && error.status !== 422)) return null;
  const said = `${error.param ?? ''} ${error.message}`.toLowerCase();
  if (/json_schema|response_format|structured output/.test(said)) return 'response_format';
  return OPTIONAL_PARAMETERS.find(name => new RegExp(`\\b${name}\\b`).test(said)) ?? null;
}
