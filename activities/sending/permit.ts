/** What to do while a rate permit is not free: short waits are slept, long ones leave the worker (nextRetryDelay). */
import { PermitWait } from '../../db/limits/queries.ts';
import { retryLater } from '../errors.ts';

const SLEPT_MS = 1_000;

/** Null when a permit was not free and has been waited for: try again. @throws a retryable failure when it takes longer. */
export async function whenPermitted<T>(claim: () => Promise<T>): Promise<T | null> {
  try {
    return await claim();
  } catch (error) {
    if (!(error instanceof PermitWait)) throw error;
    if (error.waitMs > SLEPT_MS) throw retryLater('waiting for a rate permit', error.waitMs);
    await new Promise(resolve => setTimeout(resolve, error.waitMs));
    return null;
  }
}
