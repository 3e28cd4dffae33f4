/** Puts the HTTP server together: what is mounted where, and in which order. */
import express, { type ErrorRequestHandler, type Express, type Router } from 'express';
import { Registry } from 'prom-client';
import type { Auth } from './auth/auth.ts';
import { authRoutes } from './auth/routes.ts';
import { startChores } from './chores/index.ts';
import { codecRoutes } from './codec/routes.ts';
import { docsRoutes } from './docs-page.ts';
import { type AnyEndpoint, ApiError, type ApiServices } from './endpoint.ts';
import { createEventFeed } from './events/feed.ts';
import { eventsRoute } from './events/route.ts';
import { createMetrics } from './health/metrics.ts';
import type { TemporalProbe } from './health/probe.ts';
import { createReadiness, type Readiness } from './health/ready.ts';
import { healthRoutes } from './health/routes.ts';
import { identityRoutes } from './identity/routes.ts';
import { nowhere, problems } from './middleware/errors.ts';
import { securityHeaders } from './middleware/headers.ts';
import { createLimiters, type Limiters, type RateLimits } from './middleware/limits.ts';
import { observe } from './middleware/observe.ts';
import { sharedWindows } from './middleware/window-store.ts';
import { openApiDocument } from './openapi.ts';
import { apiRouter, otherMethods, type StreamRoute } from './router.ts';
import { meEndpoint } from './session/me.ts';
import { staticUi } from './static.ts';
import { temporalProxy } from './temporal-proxy.ts';
import { WRONG_SIGNATURE } from './webhooks/whatsapp.ts';

export interface ApiServerOptions {
  services: Omit<ApiServices, 'auth' | 'publicUrl'>;
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
  /** Whether messages can be worked: `temporalProbe(client, taskQueue)`; null leaves Temporal out of /readyz. */
  temporal?: TemporalProbe | null;
  /** Address of Temporal Web, served below /temporal for administrators; null serves none. */
  temporalWebUrl?: string | null;
  events?: { intervalMs?: number; pingMs?: number; recheckMs?: number; maxStreamsPerMember?: number };
  /** Check answers against their schemas (tests, development). */
  validateResponses?: boolean;
  /** Whether this process also does the chores (api/chores); it does when left out. */
  chores?: boolean;
}

export interface ApiServer {
  app: Express;
  /** Ends streams, so that the HTTP server can close. */
  close(): Promise<void>;
  /** The text of /metrics, for a metrics port of its own. */
  scrape(): Promise<string>;
  /** What /readyz answers, for probes on such a port. */
  readiness(): Promise<Readiness>;
}

/** A provider that sets up its webhook asks this way; deliveries are POSTs. */
const HANDSHAKES = '/webhooks/*name';
const LINKS = '/l/*name';

/** Deliveries are refused for their number only when they are forged. */
const countForged =
  (limiters: Limiters): ErrorRequestHandler =>
  (error, request, response, next) =>
    error instanceof ApiError && error.code === WRONG_SIGNATURE
      ? limiters.forged(request, response, (tooMany?: unknown) => next(tooMany ?? error))
      : next(error);

export function createApiServer(options: ApiServerOptions): ApiServer {
  const { auth, publicUrl } = options;
  const services: ApiServices = { ...options.services, auth, publicUrl };
  const { log } = services;
  const metrics = options.metrics ?? new Registry();
  const scrape = createMetrics({
    metrics,
    db: services.db,
    clock: services.clock,
    temporal: options.temporal ?? null,
  });
  const readiness = createReadiness({ db: services.db, temporal: options.temporal ?? null });
  const limiters = createLimiters({
    rates: options.rates,
    windows: sharedWindows(services.db),
    now: () => services.clock.now(),
    onError: error => log.warn({ err: error }, 'requests are counted by this process alone until the record answers'),
  });
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
  if (options.webhooks) {
    app.get(HANDSHAKES, limiters.open);
    app.get(LINKS, limiters.open);
    app.use(options.webhooks, countForged(limiters));
  }
  app.use(healthRoutes({ auth, limiters, readiness, scrape }));
  app.use(authRoutes({ services, limiters, publicUrl }));
  app.use(identityRoutes({ services, limiters, publicUrl }));
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
  app.use(codecRoutes({ services, auth, limiters, publicUrl }));
  if (options.temporalWebUrl)
    app.use(temporalProxy({ target: options.temporalWebUrl, auth, db: services.db, limiters, publicUrl }));
  const document = openApiDocument({
    endpoints,
    streams,
    cookieName: auth.cookieName,
    webhooks: options.webhooks !== null,
  });
  app.use(docsRoutes(document, limiters));
  app.use(otherMethods(document.paths, limiters));
  app.use('/api', limiters.open, nowhere);
  app.use(staticUi(options.uiDir, limiters));
  app.use(limiters.open, nowhere);
  app.use(problems(log));
  const chores = (options.chores ?? true) ? startChores(services) : null;
  const close = async () => {
    feed.stop();
    await chores?.stop();
  };
  return { app, close, scrape, readiness };
}
