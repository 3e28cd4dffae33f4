/** Prometheus gauges read from the record at each scrape: every process that is asked gives the same numbers. */
import { collectDefaultMetrics, Gauge, type Registry } from 'prom-client';
import type { Database } from '../../db/database.ts';
import { type Backlog, readBacklog } from './backlog.ts';

const GAUGES: { [K in keyof Backlog]: [name: string, help: string] } = {
  intakeWaiting: ['parley_intake_waiting', 'Webhook updates taken and not yet normalized.'],
  intakeOldestSeconds: ['parley_intake_oldest_seconds', 'Age of the oldest of them.'],
  intakeParked: ['parley_intake_parked', 'Updates set aside because they cannot be understood.'],
  outboxWaiting: ['parley_outbox_waiting', 'Wake-ups that are due and were not delivered to their workflow.'],
  outboxOldestSeconds: ['parley_outbox_oldest_seconds', 'How long the oldest of them is due.'],
  sendsUnknown: ['parley_sends_unknown', 'Sends of which nobody can say whether they arrived.'],
  sendsSending: ['parley_sends_sending', 'Sends claimed and not yet settled.'],
  conversationsStuck: [
    'parley_conversations_stuck',
    'Conversations unhandled for 5 minutes, or with an action 15 minutes overdue.',
  ],
};

/** @returns the text of a scrape. */
export function createMetrics(options: {
  metrics: Registry;
  db: Database;
  clock: { now(): number };
}): () => Promise<string> {
  const { metrics, db, clock } = options;
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
  const pool = gauge('parley_database_pool', 'Connections of this process to Postgres, and requests waiting for one.', [
    'state',
  ]);

  return async () => {
    const { total, idle, waiting } = db.pressure();
    pool.set({ state: 'used' }, total - idle);
    pool.set({ state: 'idle' }, idle);
    pool.set({ state: 'waiting' }, waiting);
    try {
      const backlog = await db.withSystem(tx => readBacklog(tx, clock.now()));
      for (const { key, gauge } of gauges) gauge.set(backlog[key]);
      up.set(1);
    } catch {
      // An old number would hide what is wrong.
      for (const { gauge } of gauges) gauge.remove();
      up.set(0);
    }
    return metrics.metrics();
  };
}
