/** Whether Temporal answers, who works its queue, and what waits in it. */
import type { Client } from '@temporalio/client';
import proto from '@temporalio/proto';

export interface QueueLook {
  kind: 'workflow' | 'activity';
  /** Workers that asked for work lately. */
  pollers: number;
  /** Tasks that no worker has taken, as the server estimates them: 0 while workers keep up. */
  backlog: number;
  oldestSeconds: number;
}

export interface TemporalProbe {
  /** Workers that asked for work lately, by kind of work. @throws when Temporal does not answer. */
  workers(): Promise<{ workflow: number; activity: number }>;
  /** The same with what waits, for metrics. @throws when Temporal does not answer. */
  queues(): Promise<QueueLook[]>;
}

const { TaskQueueType } = proto.temporal.api.enums.v1;
const DEADLINE_MS = 3_000;
/** A worker asks anew at least every minute; the server remembers dead ones for five. */
const SEEN_WITHIN_MS = 75_000;

const KINDS = [
  ['workflow', TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW],
  ['activity', TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY],
] as const;

/** @param now the record's clock: the server's times are compared with it. */
export function temporalProbe(client: Client, taskQueue: string, now: () => number = Date.now): TemporalProbe {
  const look = async ([kind, taskQueueType]: (typeof KINDS)[number], reportStats: boolean): Promise<QueueLook> => {
    const { pollers, stats } = await client.workflowService.describeTaskQueue({
      namespace: client.options.namespace,
      taskQueue: { name: taskQueue },
      taskQueueType,
      reportStats,
    });
    const since = now() - SEEN_WITHIN_MS;
    const age = stats?.approximateBacklogAge;
    return {
      kind,
      pollers: (pollers ?? []).filter(({ lastAccessTime: at }) => Number(at?.seconds ?? 0) * 1000 >= since).length,
      backlog: Number(stats?.approximateBacklogCount ?? 0),
      oldestSeconds: Number(age?.seconds ?? 0) + Number(age?.nanos ?? 0) / 1e9,
    };
  };
  const lookAt = (reportStats: boolean): Promise<QueueLook[]> =>
    client.connection.withDeadline(Date.now() + DEADLINE_MS, () =>
      Promise.all(KINDS.map(kind => look(kind, reportStats))),
    );
  return {
    async workers() {
      const looks = await lookAt(false);
      const pollers = (kind: QueueLook['kind']) => looks.find(each => each.kind === kind)?.pollers ?? 0;
      return { workflow: pollers('workflow'), activity: pollers('activity') };
    },
    queues: () => lookAt(true),
  };
}
