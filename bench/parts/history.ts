/** What a turn costs in a workflow's history: events, bytes, and which events they are. */
import { Client, Connection } from '@temporalio/client';
import proto from '@temporalio/proto';
import { round } from '../report/stats.ts';

export interface HistoryReader {
  /** Events and bytes so far of the running workflows. */
  sizes(workflowIds: string[]): Promise<Map<string, HistorySize>>;
  /** Types of the events of one history, after the first `skip`. */
  kinds(workflowId: string, skip: number): Promise<Record<string, number>>;
  close(): Promise<void>;
}

export interface HistorySize {
  events: number;
  bytes: number;
}

export async function historyReader(address: string, namespace: string): Promise<HistoryReader> {
  const connection = await Connection.connect({ address });
  const client = new Client({ connection, namespace });
  return {
    async sizes(workflowIds) {
      const found = await Promise.all(
        workflowIds.map(async workflowId => {
          const { raw } = await client.workflow.getHandle(workflowId).describe();
          const info = raw.workflowExecutionInfo;
          return [
            workflowId,
            { events: Number(info?.historyLength ?? 0), bytes: Number(info?.historySizeBytes ?? 0) },
          ] as const;
        }),
      );
      return new Map(found);
    },
    async kinds(workflowId, skip) {
      const { events } = await client.workflow.getHandle(workflowId).fetchHistory();
      const kinds: Record<string, number> = {};
      for (const { eventType } of (events ?? []).slice(skip)) {
        const name = eventType
          ? proto.temporal.api.enums.v1.EventType[eventType].replace('EVENT_TYPE_', '').toLowerCase()
          : 'unknown';
        kinds[name] = (kinds[name] ?? 0) + 1;
      }
      return kinds;
    },
    close: () => connection.close(),
  };
}

/** Growth a turn, over all workflows that grew. */
export function perTurn(before: Map<string, HistorySize>, after: Map<string, HistorySize>, turns: number): HistorySize {
  let [events, bytes] = [0, 0];
  for (const [id, now] of after) {
    events += now.events - (before.get(id)?.events ?? 0);
    bytes += now.bytes - (before.get(id)?.bytes ?? 0);
  }
  return { events: round(events / turns), bytes: Math.round(bytes / turns) };
}
