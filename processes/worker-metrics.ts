/** What a worker counts, and where it can be scraped: the api's own /metrics knows the record only. */
import { createServer } from 'node:http';
import { Counter, collectDefaultMetrics, Registry } from 'prom-client';

export interface WorkerMetrics {
  /** One update, by what became of it: `parley_updates_total{outcome,reason}`. */
  count(outcome: string, reason: string): void;
  /** Serves /metrics on loopback. @throws when the port is taken. */
  serve(port: number): Promise<{ port: number; close(): Promise<void> }>;
}

/** Reasons name fields and kinds of the wire, which we do not choose: beyond this many they are counted as `other`. */
const MAX_REASONS = 200;

export function createWorkerMetrics(): WorkerMetrics {
  const registry = new Registry();
  const updates = new Counter({
    name: 'parley_updates_total',
    help: 'Webhook updates that were worked, by what became of them',
    labelNames: ['outcome', 'reason'],
    registers: [registry],
  });
  const reasons = new Set<string>();
  return {
    count(outcome, reason) {
      if (reasons.size < MAX_REASONS) reasons.add(reason);
      updates.inc({ outcome, reason: reasons.has(reason) ? reason : 'other' });
    },
    async serve(port) {
      collectDefaultMetrics({ register: registry });
      const server = createServer(async (request, response) => {
        if (request.url !== '/metrics') {
          response.writeHead(404, { 'content-type': 'text/plain' }).end('Only /metrics is here.\n');
          return;
        }
        const text = await registry.metrics();
        response.writeHead(200, { 'content-type': registry.contentType, 'cache-control': 'no-store' }).end(text);
      });
      await new Promise<void>((resolve, reject) => {
        server.once('error', cause =>
          reject(
            new Error(
              `The worker's metrics port ${port} cannot be opened: choose another PARLEY_WORKER_METRICS_PORT.`,
              {
                cause,
              },
            ),
          ),
        );
        server.listen(port, '127.0.0.1', resolve);
      });
      const address = server.address();
      return {
        port: typeof address === 'object' && address ? address.port : port,
        close: () =>
          new Promise(resolve => {
            server.close(() => resolve());
            server.closeAllConnections();
          }),
      };
    },
  };
}
