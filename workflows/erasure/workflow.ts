/** Forgets one person (A-DEL-1): ends their runs, deletes what is stored, and ends what may have begun meanwhile. Carries ids only. */
import { proxyActivities } from '@temporalio/workflow';
import type { ErasureRef } from '../../activities/erasure/erase.ts';
import type { Activities } from '../../activities/index.ts';

/** Every step may be repeated and an obligation is not given up: tried for ever, at most every minute. */
const erasing = proxyActivities<Activities>({
  startToCloseTimeout: '5 minutes',
  heartbeatTimeout: '30 seconds',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 minute' },
});

export async function erasure(ref: ErasureRef): Promise<void> {
  await erasing.eraseRuns.executeWithOptions({ summary: 'End the runs and delete their histories' }, [ref]);
  await erasing.eraseRecord.executeWithOptions({ summary: 'Delete what is stored' }, [ref]);
  await erasing.eraseRuns.executeWithOptions({ summary: 'End what began meanwhile' }, [ref]);
}
