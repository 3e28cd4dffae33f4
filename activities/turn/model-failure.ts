/** A model call that failed for good (the gateway has retried): the turn goes on with the configured text (X-FAIL). */
import { Context } from '@temporalio/activity';

/** The failure's code; null when it is no failure of the model, or the turn was cancelled. */
export function isModelFailure(error: unknown): string | null {
  if (!(error instanceof Error) || error.name !== 'ModelError') return null;
  const code = (error as Error & { code?: unknown }).code;
  if (code === 'cancelled' || cancelled()) return null;
  return typeof code === 'string' ? code : 'unavailable';
}

function cancelled(): boolean {
  try {
    return Context.current().cancellationSignal.aborted;
  } catch {
    // A talk that is only tried has no activity around it: nothing cancels it.
    return false;
  }
}
