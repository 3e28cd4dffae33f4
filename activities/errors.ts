/** How an activity fails towards Temporal: classified once, at its edge. Messages hold no personal data. */
import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { framesOf } from '../config/log.ts';
import { sqlState } from '../db/database.ts';

/** Come back after this long: used for rate permits and definite refusals, so that nothing sleeps in a worker slot. */
export function retryLater(reason: string, afterMs: number): ApplicationFailure {
  return ApplicationFailure.create({
    message: reason,
    type: 'RetryLater',
    nonRetryable: false,
    nextRetryDelay: Math.max(1, Math.ceil(afterMs)),
  });
}

/** Everything an activity throws passes here: the class and code stay, texts (which may quote data) do not. */
/** @param cancelled whether the activity was asked to stop: then whatever it threw is that. */
export function toFailure(error: unknown, cancelled: boolean): Error {
  if (error instanceof ApplicationFailure || error instanceof CancelledFailure) return error;
  if (cancelled) return new CancelledFailure('cancelled');
  const name = error instanceof Error ? error.name : 'Error';
  const code = sqlState(error) ?? (error as { code?: string } | null)?.code ?? null;
  const failure = ApplicationFailure.create({
    message: code ? `${name} ${code}` : name,
    type: name,
    nonRetryable: false,
  });
  if (error instanceof Error && error.stack) {
    const frames = framesOf(error).slice(0, 8);
    failure.stack = [failure.message, ...frames.map(frame => `    ${frame}`)].join('\n');
  }
  return failure;
}
