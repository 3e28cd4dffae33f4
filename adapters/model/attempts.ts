/** Attempts, waits and the fallback model of one call (X-FAIL). Bounded by one deadline; honours the caller's signal at once. */
import { setTimeout as delay } from 'node:timers/promises';
import { AttemptFailure, ModelError } from './model-error.ts';

export interface AttemptPlan {
  /** The role's model, then the fallback model. */
  models: readonly string[];
  /** HTTP attempts with the first model; the fallback has at most two. */
  maxAttempts: number;
  /** For everything: queueing, attempts, waits. */
  deadlineMs: number;
  /** The first wait; doubled each time, with jitter. */
  backoffBaseMs: number;
  signal: AbortSignal;
  onFailure?: (failure: AttemptFailure, at: { model: string; attempt: number }) => void;
}

export interface Attempt {
  model: string;
  /** What was wrong with the last answer; null at first. */
  problem: string | null;
  /** Aborts on the caller's signal and at the deadline. */
  signal: AbortSignal;
  /** What is left until the deadline. */
  remainingMs: number;
}

const BACKOFF_MAX_MS = 8_000;
/** The first model may use up this share of the time when there is another one to try. */
const SHARE_OF_FIRST = 0.7;

/** Exponential, with half of it random so that callers do not come back together. */
export function backoffMs(attempt: number, baseMs: number, random: () => number = Math.random): number {
  const full = Math.min(BACKOFF_MAX_MS, baseMs * 2 ** (attempt - 1));
  return Math.round(full / 2 + (full / 2) * random());
}

/** @throws ModelError when nothing helped. */
export async function withAttempts<T>(plan: AttemptPlan, run: (attempt: Attempt) => Promise<T>): Promise<T> {
  const startedAt = performance.now();
  let last = new AttemptFailure('timeout', 'again', 'The model did not answer in time.');
  const models = [...new Set(plan.models)];
  for (const [index, model] of models.entries()) {
    const isLast = index === models.length - 1;
    const remaining = () => plan.deadlineMs * (isLast ? 1 : SHARE_OF_FIRST) - (performance.now() - startedAt);
    const outcome = await tryModel(
      plan,
      { model, attempts: index === 0 ? plan.maxAttempts : Math.min(2, plan.maxAttempts), remaining },
      run,
    );
    if (outcome.ok) return outcome.value;
    last = outcome.failure;
    if (last.next === 'none') break;
  }
  throw toModelError(last);
}

async function tryModel<T>(
  plan: AttemptPlan,
  target: { model: string; attempts: number; remaining: () => number },
  run: (attempt: Attempt) => Promise<T>,
): Promise<{ ok: true; value: T } | { ok: false; failure: AttemptFailure }> {
  let failure = new AttemptFailure('timeout', 'again', 'The model did not answer in time.');
  let problem: string | null = null;
  for (let attempt = 1; attempt <= target.attempts; attempt += 1) {
    if (plan.signal.aborted) return { ok: false, failure: cancelled() };
    const remainingMs = target.remaining();
    if (remainingMs <= 0) break;
    try {
      return { ok: true, value: await run({ model: target.model, problem, signal: plan.signal, remainingMs }) };
    } catch (error) {
      failure =
        error instanceof AttemptFailure
          ? error
          : new AttemptFailure('unavailable', 'again', 'The model call failed.', { cause: error });
      plan.onFailure?.(failure, { model: target.model, attempt });
    }
    if (failure.next === 'none' || failure.next === 'model') break;
    if (failure.next === 'answer') {
      // A bad answer is asked for again once, with what was wrong; twice is the model's best.
      if (problem !== null) break;
      problem = failure.message;
      continue;
    }
    if (attempt === target.attempts) break;
    const waitMs = failure.retryAfterMs ?? backoffMs(attempt, plan.backoffBaseMs);
    if (waitMs >= target.remaining()) break;
    try {
      await delay(waitMs, undefined, { signal: plan.signal });
    } catch {
      return { ok: false, failure: cancelled() };
    }
  }
  return { ok: false, failure };
}

const cancelled = (): AttemptFailure => new AttemptFailure('cancelled', 'none', 'The model call was cancelled.');

const RETRYABLE = new Set(['rate_limited', 'unavailable', 'timeout']);

export function toModelError(failure: AttemptFailure): ModelError {
  const retryable = RETRYABLE.has(failure.code) && failure.next === 'again';
  return new ModelError(failure.code, failure.message, { retryable, cause: failure.cause });
}
