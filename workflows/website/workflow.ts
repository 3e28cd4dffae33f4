/** Reads a website, or looks at known pages again, at the site's own pace (A-KNOW-1, A-KNOW-2). Carries ids and waits only; the record says what is next. */
import { continueAsNew, proxyActivities, sleep, workflowInfo } from '@temporalio/workflow';
import type { Activities } from '../../activities/index.ts';
import type { ScanRef } from '../../activities/website/step.ts';

/** A step looks at the record for what is next, so it may be repeated; an outage of ours ends no scan. */
const reading = proxyActivities<Activities>({
  startToCloseTimeout: '3 minutes',
  heartbeatTimeout: '30 seconds',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 minute' },
});

export async function websiteScan(ref: ScanRef): Promise<void> {
  for (;;) {
    const { done, waitMs } = await reading.scanStep.executeWithOptions({ summary: 'The next page' }, [ref]);
    if (done) return;
    if (waitMs > 0) await sleep(waitMs, { summary: 'The pace of the site' });
    if (workflowInfo().continueAsNewSuggested) await continueAsNew<typeof websiteScan>(ref);
  }
}
