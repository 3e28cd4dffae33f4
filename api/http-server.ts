/** The HTTP server below the app: who sends slowly, or nothing, holds a connection for seconds and not for minutes. */
import { createServer, type Server } from 'node:http';

export interface Patience {
  /** For the line and the headers of a request. */
  headersMs: number;
  /** For the whole request: 4 MB come at 1 Mbit/s within it. */
  requestMs: number;
  /** How often connections are looked at. */
  checkMs: number;
}

const PATIENCE: Patience = { headersMs: 10_000, requestMs: 40_000, checkMs: 2_000 };

/** Mount the app by `on('request', app)`. */
export function createHttpServer({ headersMs, requestMs, checkMs }: Patience = PATIENCE): Server {
  return createServer({
    headersTimeout: headersMs,
    requestTimeout: requestMs,
    connectionsCheckingInterval: checkMs,
  });
}
