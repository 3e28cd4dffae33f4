/** Request ids, one log line and one measurement for each request: ids, numbers and route patterns only. */
import type { RequestHandler, Response } from 'express';
import { Histogram, type Registry } from 'prom-client';
import type { Logger } from '../../config/log.ts';
import { type RequestSpan, requestSpan } from '../../config/trace.ts';
import { newId } from '../../db/ids.ts';

interface Locals {
  requestId?: string;
  route?: string;
}

export const requestIdOf = (response: Response): string | null => (response.locals as Locals).requestId ?? null;

/** The pattern that matched, never the address itself: addresses hold ids and searches. */
export const routeOf = (response: Response): string => (response.locals as Locals).route ?? 'none';

export const named =
  (route: string): RequestHandler =>
  (_request, response, next) => {
    (response.locals as Locals).route = route;
    next();
  };

/** Probes, scrapes and files of the UI would bury what matters. */
const TRACED = /^\/(api|webhooks)\//;

export function observe(options: { metrics: Registry; log: Logger }): RequestHandler {
  const seconds = new Histogram({
    name: 'parley_http_seconds',
    help: 'Duration of HTTP requests, by route pattern.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers: [options.metrics],
  });
  return (request, response, next) => {
    const requestId = newId();
    (response.locals as Locals).requestId = requestId;
    response.setHeader('X-Request-Id', requestId);
    const startedAt = performance.now();
    const span: RequestSpan | null = TRACED.test(request.path) ? requestSpan({ method: request.method }) : null;
    response.once('close', () => {
      const ms = performance.now() - startedAt;
      const route = routeOf(response);
      const status = response.writableFinished ? response.statusCode : 499;
      // A stream lasts as long as somebody watches; its length says nothing about speed.
      if (!response.getHeader('Content-Type')?.toString().startsWith('text/event-stream'))
        seconds.observe({ method: request.method, route, status: String(status) }, ms / 1000);
      span?.end(`${request.method} ${route}`, { route, status, requestId }, response.statusCode >= 500);
      options.log.debug({ requestId, method: request.method, route, status, ms: Math.round(ms) }, 'request');
    });
    if (span) span.run(next);
    else next();
  };
}
