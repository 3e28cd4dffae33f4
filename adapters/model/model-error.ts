import type { ModelUsage } from '../../activities/ports.ts';

export type ModelErrorCode =
  | 'rate_limited'
  | 'unavailable'
  | 'timeout'
  | 'bad_answer'
  | 'refused'
  | 'too_large'
  | 'not_configured'
  | 'cancelled';

/** A model call that failed for good: every attempt and the fallback model are used up. Its message holds no customer text. */
export class ModelError extends Error {
  override readonly name = 'ModelError';
  readonly code: ModelErrorCode;
  /** Whether the same call may succeed later. */
  readonly retryable: boolean;
  /** What the failed attempts cost all the same; null when none was answered. */
  readonly usage: ModelUsage | null;

  constructor(
    code: ModelErrorCode,
    message: string,
    options: { retryable: boolean; usage?: ModelUsage | null; cause?: unknown },
  ) {
    super(message, { cause: options.cause });
    this.code = code;
    this.retryable = options.retryable;
    this.usage = options.usage ?? null;
  }
}

/**
 * What one failed attempt allows next: `again` = the same model after a wait; `answer` = the same model once more,
 * told what was wrong; `model` = another model may do it; `none` = nothing will help.
 */
export type Next = 'again' | 'answer' | 'model' | 'none';

/** One failed attempt, inside the gateway only. */
export class AttemptFailure extends Error {
  override readonly name = 'AttemptFailure';
  readonly code: ModelErrorCode;
  readonly next: Next;
  readonly retryAfterMs: number | null;

  constructor(
    code: ModelErrorCode,
    next: Next,
    message: string,
    options: { retryAfterMs?: number | null; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.code = code;
    this.next = next;
    this.retryAfterMs = options.retryAfterMs ?? null;
  }
}
