/** Contacts in and out as files (B-EXP-1). Both carry ids only: rows, counts and how far it is stand in the record. */
import { continueAsNew, proxyActivities, sleep, workflowInfo } from '@temporalio/workflow';
import type { Activities } from '../../activities/index.ts';
import type { TransferRef } from '../../activities/transfer/import-step.ts';

/**
 * A step goes on where the record says, so it may be repeated for ever; an outage of ours ends no import. One that is wrongly taken for
 * gone does no harm: two of them take turns.
 */
const stepping = proxyActivities<Activities>({
  startToCloseTimeout: '3 minutes',
  heartbeatTimeout: '8 seconds',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 minute' },
});

/** A file is written whole or again. */
const writing = proxyActivities<Activities>({
  startToCloseTimeout: '1 hour',
  heartbeatTimeout: '30 seconds',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 minute' },
});

export async function contactImport(ref: TransferRef): Promise<void> {
  for (;;) {
    const { done } = await stepping.importStep.executeWithOptions({ summary: 'The next rows' }, [ref]);
    if (done) return;
    if (workflowInfo().continueAsNewSuggested) await continueAsNew<typeof contactImport>(ref);
  }
}

export async function contactExport(ref: TransferRef): Promise<void> {
  const { keptMs } = await writing.exportFile.executeWithOptions({ summary: 'The file' }, [ref]);
  await sleep(keptMs, { summary: 'Kept for a day' });
  await writing.forgetExport.executeWithOptions({ summary: 'The file goes' }, [ref]);
}
