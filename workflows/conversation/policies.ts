/** How each class of activity is retried, and why. */
import type { ActivityOptions } from '@temporalio/workflow';
import { ActivityCancellationType } from '@temporalio/workflow';

/**
 * Activities tell that they live every three seconds. A worker that is silent for so long is gone, and another takes its work: this
 * is what a customer waits after a crash. Wrongly taken for gone it does no harm: steps are stored once, and sends have
 * their ledger.
 */
const HEARTBEAT = '8 seconds';

/** Reads and writes of our own record. They are idempotent, and nothing can go on without them: tried for ever, at most every 30 s. */
export const RECORD: ActivityOptions = {
  startToCloseTimeout: '30 seconds',
  heartbeatTimeout: HEARTBEAT,
  retry: { initialInterval: '200 milliseconds', backoffCoefficient: 2, maximumInterval: '30 seconds' },
};

/**
 * Model work. Finished steps are stored, so that a retry only repeats the one that was cut off; the gateway inside retries
 * the provider and then fails safe, so what fails here is ours or the database's. Cancelled at once when newer messages
 * come: the abandoned attempt can only store steps that nobody uses.
 */
export const THINKING: ActivityOptions = {
  startToCloseTimeout: '4 minutes',
  heartbeatTimeout: HEARTBEAT,
  retry: { initialInterval: '500 milliseconds', backoffCoefficient: 2, maximumInterval: '30 seconds' },
  cancellationType: ActivityCancellationType.TRY_CANCEL,
};

/**
 * Sends. Retrying is safe only because the ledger decides (design.md section 6): a row that another attempt left in SENDING
 * becomes UNKNOWN and is never sent again. Definite refusals and rate permits come back with their own delay.
 */
export const SENDING: ActivityOptions = {
  startToCloseTimeout: '2 minutes',
  heartbeatTimeout: HEARTBEAT,
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '60 seconds' },
};
