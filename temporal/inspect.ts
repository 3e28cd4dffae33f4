/** What Temporal says of one conversation's run, for whoever looks for the reason why it does not move. */
import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import { conversationWorkflowId } from '../workflows/conversation/ids.ts';

export interface RunLook {
  /** `none`: no run was ever started, or its history is gone. */
  status: 'RUNNING' | 'CLOSED' | 'none';
  /** Activities that wait for a worker or for their next attempt. `failure` names classes and codes only. */
  activities: { type: string; attempt: number; failure: string | null }[];
  /** Over 1: the workflow's own code fails, or no worker answers for it. 0: nothing waits. */
  workflowTaskAttempt: number;
}

/** @throws when Temporal does not answer. */
export async function lookAtRun(client: Client, orgId: string, conversationId: string): Promise<RunLook> {
  try {
    const description = await client.workflow.getHandle(conversationWorkflowId(orgId, conversationId)).describe();
    const { pendingActivities, pendingWorkflowTask } = description.raw;
    return {
      status: description.status.name === 'RUNNING' ? 'RUNNING' : 'CLOSED',
      activities: (pendingActivities ?? []).map(activity => ({
        type: activity.activityType?.name ?? 'unknown',
        attempt: activity.attempt ?? 1,
        failure: activity.lastFailure?.applicationFailureInfo?.type ?? activity.lastFailure?.source ?? null,
      })),
      workflowTaskAttempt: pendingWorkflowTask?.attempt ?? 0,
    };
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return { status: 'none', activities: [], workflowTaskAttempt: 0 };
    throw error;
  }
}
