/** Whether Temporal answers, and whether anybody works its queue. */
import type { Client } from '@temporalio/client';
import proto from '@temporalio/proto';

export interface TemporalProbe {
  /** Workers that asked for work lately, by kind of work. @throws when Temporal does not answer. */
  workers(): Promise<{ workflow: number; activity: number }>;
}

const { TaskQueueType } = proto.temporal.api.enums.v1;
const DEADLINE_MS = 3_000;
/** A worker asks anew at least every minute; the server remembers dead ones for five. */
const SEEN_WITHIN_MS = 75_000;

export function temporalProbe(client: Client, taskQueue: string): TemporalProbe {
  const seen = async (taskQueueType: proto.temporal.api.enums.v1.TaskQueueType): Promise<number> => {
    const { pollers } = await client.workflowService.describeTaskQueue({
      namespace: client.options.namespace,
      taskQueue: { name: taskQueue },
      taskQueueType,
    });
    const since = Date.now() - SEEN_WITHIN_MS;
    return (pollers ?? []).filter(({ lastAccessTime: at }) => Number(at?.seconds ?? 0) * 1000 >= since).length;
  };
  return {
    workers: () =>
      client.connection.withDeadline(Date.now() + DEADLINE_MS, async () => {
        const [workflow, activity] = await Promise.all([
          seen(TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW),
          seen(TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY),
        ]);
        return { workflow, activity };
      }),
  };
}
