/** Prometheus gauges read from the record at each scrape: every process that is asked gives the same numbers. */
import { collectDefaultMetrics, Gauge, type Registry } from 'prom-client';
import type { Database } from '../../db/database.ts';
import { PRIORITIES } from '../../domain/words.ts';
import { type Backlog, readBacklog, readEscalations } from './backlog.ts';
import type { TemporalProbe } from './probe.ts';

const GAUGES: { [K in keyof Backlog]: [name: string, help: string] } = {
  intakeWaiting: ['parley_intake_waiting', 'Webhook updates taken and not yet normalized.'],
  intakeOldestSeconds: ['parley_intake_oldest_seconds', 'Age of the oldest of them.'],
  intakeParked: ['parley_intake_parked', 'Updates set aside because they cannot be understood.'],
  outboxWaiting: ['parley_outbox_waiting', 'Wake-ups that are due and were not delivered to their workflow.'],
  outboxOldestSeconds: ['parley_outbox_oldest_seconds', 'How long the oldest of them is due.'],
  unhandledConversations: [
    'parley_unhandled_conversations',
    'Conversations with messages that no turn and no routing decision has taken up yet.',
  ],
  unhandledOldestSeconds: ['parley_unhandled_oldest_seconds', 'How long the first of those customers waits.'],
  sendsUnknown: ['parley_sends_unknown', 'Sends of which nobody can say whether they arrived.'],
  sendsUnknownOldestSeconds: ['parley_sends_unknown_oldest_seconds', 'How long the oldest of them is undecided.'],
  sendsSending: ['parley_sends_sending', 'Sends claimed and not yet settled.'],
  sendsBackoff: ['parley_sends_backoff', 'Sends that the provider refused for now and that are tried again later.'],
  conversationsStuck: [
    'parley_conversations_stuck',
    'Conversations unhandled for 5 minutes, or with an action 15 minutes overdue.',
  ],
  eventLagSeconds: [
    'parley_event_lag_seconds',
    'Age of the oldest live event that an older open transaction holds back from everybody who watches.',
  ],
};

/** @returns the text of a scrape. */
export function createMetrics(options: {
  metrics: Registry;
  db: Database;
  clock: { now(): number };
  /** Whose task queues are looked at; null leaves Temporal out. */
  temporal?: TemporalProbe | null;
}): () => Promise<string> {
  const { metrics, db, clock, temporal = null } = options;
  collectDefaultMetrics({ register: metrics });
  const gauge = (name: string, help: string, labelNames: string[] = []) =>
    new Gauge({ name, help, labelNames, registers: [metrics] });
  const gauges = Object.entries(GAUGES).map(([key, [name, help]]) => ({
    key: key as keyof Backlog,
    gauge: gauge(name, help),
  }));
  const up = gauge(
    'parley_database_up',
    '1 when the record answered this scrape; the backlog gauges are absent otherwise.',
  );
  const escalations = gauge('parley_escalations_open', 'Escalations that wait for a person, by priority.', [
    'priority',
  ]);
  const reachable = gauge(
    'parley_temporal_up',
    '1 when Temporal answered this scrape; its gauges are absent otherwise.',
  );
  const workers = gauge('parley_workers', 'Workers that asked Temporal for work lately, by kind of work.', ['kind']);
  const queued = gauge('parley_task_queue_backlog', 'Tasks that wait for a worker, as Temporal estimates them.', [
    'kind',
  ]);
  const queuedFor = gauge('parley_task_queue_oldest_seconds', 'How long the oldest of them waits.', ['kind']);
  const pool = gauge('parley_database_pool', 'Connections of this process to Postgres, and requests waiting for one.', [
    'state',
  ]);

  async function lookAtQueues(probe: TemporalProbe): Promise<void> {
    try {
      for (const { kind, pollers, backlog, oldestSeconds } of await probe.queues()) {
        workers.set({ kind }, pollers);
        queued.set({ kind }, backlog);
        queuedFor.set({ kind }, oldestSeconds);
      }
      reachable.set(1);
    } catch {
      for (const each of [workers, queued, queuedFor]) each.reset();
      reachable.set(0);
    }
  }

  return async () => {
    const { total, idle, waiting } = db.pressure();
    pool.set({ state: 'used' }, total - idle);
    pool.set({ state: 'idle' }, idle);
    pool.set({ state: 'waiting' }, waiting);
    try {
      const { backlog, open } = await db.withSystem(async tx => ({
        backlog: await readBacklog(tx, clock.now()),
        open: await readEscalations(tx),
      }));
      for (const { key, gauge } of gauges) gauge.set(backlog[key]);
      for (const priority of PRIORITIES) escalations.set({ priority }, open[priority]);
      up.set(1);
    } catch {
      // An old number would hide what is wrong.
      for (const { gauge } of gauges) gauge.remove();
      escalations.reset();
      up.set(0);
    }
    if (temporal) await lookAtQueues(temporal);
    return metrics.metrics();
  };
}
