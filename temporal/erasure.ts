/** Ends workflow runs and deletes their histories. */
import type { Client } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/client';
import { conversationWorkflowId } from '../workflows/conversation/ids.ts';

/** Code 5 of gRPC: it is gone already. */
const NOT_FOUND = 5;

export function createRunEraser(client: Client) {
  const { namespace } = client.options;
  return async (orgId: string, conversationId: string): Promise<number> => {
    const workflowId = conversationWorkflowId(orgId, conversationId);
    await client.workflow
      .getHandle(workflowId)
      .terminate('erased')
      .catch((error: unknown) => {
        if (!(error instanceof WorkflowNotFoundError)) throw error;
      });
    let gone = 0;
    // Every run of the chain; the newest one by its id too, which the visibility store may not know yet.
    const runs = new Set<string | undefined>([undefined]);
    for await (const run of client.workflow.list({ query: `WorkflowId = '${workflowId}'` })) runs.add(run.runId);
    for (const runId of runs) {
      try {
        await client.workflowService.deleteWorkflowExecution({
          namespace,
          workflowExecution: { workflowId, ...(runId ? { runId } : {}) },
        });
        gone++;
      } catch (error) {
        if ((error as { code?: unknown }).code !== NOT_FOUND) throw error;
      }
    }
    return gone;
  };
}
