/** A model call that failed for good (the gateway has retried): the turn goes on with the configured text (X-FAIL). */
import { Context } from '@temporalio/activity';

/** The failure's code; null when it is no failure of the model, or the turn was cancelled. */
export function isModelFailure(error: unknown): string | null {
  if (!(error instanceof Error) || error.name !== 'ModelError') return null;
  const code = (error as Error & { code?: unknown }).code;
  if (code === 'cancelled' || Context.current().cancellationSignal.aborted) return null;
  return typeof code === 'string' ? code : 'unavailable';
}
