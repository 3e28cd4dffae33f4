/** A port beside the work: metrics for a scraper and probes for whoever runs the process. Nothing of a customer is on it. */
import { createServer } from 'node:http';

export interface SideServerOptions {
  port: number;
  host: string;
  /** The setting that named the port, for the sentence when it is taken. */
  setting: string;
  /** The text of a scrape. */
  scrape: () => Promise<string>;
  /** Whether this process does its work now. */
  ready: () => Promise<boolean>;
}

export interface SideServer {
  port: number;
  close(): Promise<void>;
}

/** Serves /metrics, /healthz and /readyz. @throws when the port is taken. */
export async function startSideServer(options: SideServerOptions): Promise<SideServer> {
  const answers: Record<string, () => Promise<{ status: number; type: string; text: string }>> = {
    '/metrics': async () => ({ status: 200, type: 'text/plain; version=0.0.4', text: await options.scrape() }),
    '/healthz': async () => ({ status: 200, type: 'application/json', text: '{"ok":true}' }),
    '/readyz': async () => {
      const ready = await options.ready().catch(() => false);
      return { status: ready ? 200 : 503, type: 'application/json', text: JSON.stringify({ ready }) };
    },
  };
  const server = createServer(async (request, response) => {
    const answer = answers[request.url ?? ''];
    if (!answer) {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('Only /metrics, /healthz and /readyz are here.\n');
      return;
    }
    const { status, type, text } = await answer().catch(() => ({
      status: 500,
      type: 'text/plain',
      text: 'The figures could not be read.\n',
    }));
    response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(text);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', cause =>
      reject(
        new Error(`The metrics port ${options.port} cannot be opened: choose another ${options.setting}.`, { cause }),
      ),
    );
    server.listen(options.port, options.host, resolve);
  });
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : options.port,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
