/** What became of webhook deliveries and of the updates in them. */
import { Counter, type Registry } from 'prom-client';

/** @returns what the webhooks count with. */
export function createWebhookMetrics(metrics: Registry): (outcome: string, updates: number) => void {
  const deliveries = new Counter({
    name: 'parley_webhook_deliveries_total',
    help: 'Webhook deliveries by what became of them',
    labelNames: ['outcome'],
    registers: [metrics],
  });
  const updates = new Counter({
    name: 'parley_webhook_updates_total',
    help: 'Updates in webhook deliveries by what became of them',
    labelNames: ['outcome'],
    registers: [metrics],
  });
  return (outcome, number) => {
    deliveries.inc({ outcome });
    if (number > 0) updates.inc({ outcome }, number);
  };
}
