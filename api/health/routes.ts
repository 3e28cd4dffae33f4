/** /healthz, /readyz and /metrics. */
import { type Request, type RequestHandler, Router } from 'express';
import { read } from '../../domain/permission/permission.ts';
import type { Auth } from '../auth/auth.ts';
import { authenticate, mustMay } from '../auth/callers.ts';
import type { Limiters } from '../middleware/limits.ts';
import { named } from '../middleware/observe.ts';
import type { Readiness } from './ready.ts';

export interface HealthOptions {
  auth: Auth;
  limiters: Limiters;
  readiness: () => Promise<Readiness>;
  scrape: () => Promise<string>;
}

const LOOPBACK = /^(?:::1|(?:::ffff:)?127\.\d+\.\d+\.\d+)$/;

/**
 * From this very machine, and not passed on by a proxy that runs on it. A token would be one more secret to keep; a
 * scraper elsewhere uses the metrics port of its own network, or an administrator's session.
 */
const local = (request: Request): boolean =>
  LOOPBACK.test(request.socket.remoteAddress ?? '') &&
  request.headers['x-forwarded-for'] === undefined &&
  request.headers.forwarded === undefined;

export function healthRoutes({ auth, limiters, readiness, scrape }: HealthOptions): Router {
  const router = Router();
  router.get('/healthz', named('/healthz'), limiters.pages, (_request, response) => {
    response.setHeader('Cache-Control', 'no-store');
    response.json({ ok: true });
  });
  router.get('/readyz', named('/readyz'), limiters.pages, async (_request, response) => {
    const answer = await readiness();
    response.setHeader('Cache-Control', 'no-store');
    response.status(answer.ready ? 200 : 503).json(answer);
  });
  const unlessLocal =
    (handler: RequestHandler): RequestHandler =>
    (request, response, next) =>
      local(request) ? next() : handler(request, response, next);
  const guard = [authenticate(auth), limiters.api, mustMay(read('operations'))].map(unlessLocal);
  router.get('/metrics', named('/metrics'), limiters.pages, ...guard, async (_request, response) => {
    response.setHeader('Cache-Control', 'no-store');
    response.type('text/plain; version=0.0.4').send(await scrape());
  });
  return router;
}
