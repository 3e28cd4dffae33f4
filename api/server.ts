/** Puts the HTTP server together: what is mounted where, and in which order. */
import express, { type Express, type Router } from 'express';
import { collectDefaultMetrics, Registry } from 'prom-client';
import type { Auth } from './auth/auth.ts';
import { authRoutes } from './auth/routes.ts';
import type { AnyEndpoint, ApiServices } from './endpoint.ts';
import { createEventFeed } from './events/feed.ts';
import { eventsRoute } from './events/route.ts';
import { nowhere, problems } from './middleware/errors.ts';
import { securityHeaders } from './middleware/headers.ts';
import { createLimiters, type RateLimits } from './middleware/limits.ts';
import { observe } from './middleware/observe.ts';
import { apiRouter, type StreamRoute } from './router.ts';
import { meEndpoint } from './session/me.ts';
import { staticUi } from './static.ts';

export interface ApiServerOptions {
  services: ApiServices;
  endpoints: AnyEndpoint[];
  streams?: StreamRoute[];
  auth: Auth;
  /** Where people reach this server: decides about cookies, CSRF and TLS headers. */
  publicUrl: string;
  /** Directory of the built admin UI; null serves none. */
  uiDir: string | null;
  rates: RateLimits;
  /** Express' `trust proxy`: how many proxies stand before us, or false. */
  trustProxy: boolean | number | string;
  /** Mounted before any body parser; null serves none. */
  webhooks: Router | null;
  metrics?: Registry;
  events?: { intervalMs?: number; pingMs?: number; recheckMs?: number; maxStreamsPerMember?: number };
  /** Check answers against their schemas (tests, development). */
  validateResponses?: boolean;
}

export interface ApiServer {
  app: Express;
  /** Ends streams, so that the HTTP server can close. */
  close(): Promise<void>;
}

export function createApiServer(options: ApiServerOptions): ApiServer {
  const { services, auth, publicUrl } = options;
  const { log } = services;
  const metrics = options.metrics ?? new Registry();
  collectDefaultMetrics({ register: metrics });
  const limiters = createLimiters(options.rates);
  const https = publicUrl.startsWith('https://');
  const endpoints = [meEndpoint, ...options.endpoints];
  const feed = createEventFeed({ db: services.db, log, ...options.events });
  const streams = [eventsRoute({ auth, feed, ...options.events }), ...(options.streams ?? [])];

  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', options.trustProxy);
  app.set('etag', false);
  app.use(observe({ metrics, log }));
  app.use(securityHeaders(https));
  if (options.webhooks) app.use(options.webhooks);
  app.use(authRoutes({ auth, limiters, publicUrl }));
  app.use(
    apiRouter({
      services,
      auth,
      limiters,
      publicUrl,
      endpoints,
      streams,
      validateResponses: options.validateResponses ?? false,
    }),
  );
  app.use('/api', limiters.open, nowhere);
  app.use(staticUi(options.uiDir));
  app.use(limiters.open, nowhere);
  app.use(problems(log));
  return { app, close: async () => feed.stop() };
}
