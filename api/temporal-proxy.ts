/**
 * Temporal Web below /temporal, for administrators. It shows every organization's workflows and can end them, so it is open
 * only while there is one organization: beyond that it belongs to whoever runs the platform. It is served on this
 * origin so that it may ask the codec endpoint with the session cookie; the cookie itself goes no further.
 */
import type { ClientRequest, IncomingMessage, ServerResponse } from 'node:http';
import { sql } from 'drizzle-orm';
import type { Request, RequestHandler, Response } from 'express';
import { Router } from 'express';
import { createProxyMiddleware } from 'http-proxy-middleware';
import type { Database } from '../db/database.ts';
import { write } from '../domain/permission/permission.ts';
import type { Auth } from './auth/auth.ts';
import { authenticate, isNobody, memberThatMay } from './auth/callers.ts';
import { ApiError } from './endpoint.ts';
import { sendProblem } from './middleware/errors.ts';
import { temporalFrameHeaders, temporalWebHeaders } from './middleware/headers.ts';
import type { Limiters } from './middleware/limits.ts';
import { named } from './middleware/observe.ts';
import { mustBeSameOrigin } from './middleware/same-origin.ts';

export const TEMPORAL_PATH = '/temporal';

export interface TemporalProxyOptions {
  /** Where Temporal Web listens; it must be told its public path (`--ui-public-path /temporal`). */
  target: string;
  auth: Auth;
  db: Database;
  limiters: Limiters;
  publicUrl: string;
}

/** How long a page that just loaded may fetch its program files without being looked up for each of some 200. */
const PAGE_LOAD_MS = 10_000;
const TIMEOUT_MS = 60_000;

const below = (path: string): boolean => path === TEMPORAL_PATH || path.startsWith(`${TEMPORAL_PATH}/`);

/**
 * Summaries and current details are Markdown that Temporal Web shows in frames. It asks for them outside its public path, and
 * its server has them below the path twice (2.42.1; temporalio/ui#3076).
 */
const RENDER_PATH = '/render';
const RENDERED_AT = `${TEMPORAL_PATH}${TEMPORAL_PATH}/render`;
const isFrame = (path: string): boolean => [RENDER_PATH, `${TEMPORAL_PATH}/render`, RENDERED_AT].includes(path);

export function temporalProxy(options: TemporalProxyOptions): Router {
  const { auth, db, limiters, publicUrl } = options;
  const router = Router();
  const proxy = createProxyMiddleware<Request, Response>({
    // Paths are passed on whole: one in the address would come twice.
    target: new URL(options.target).origin,
    changeOrigin: true,
    timeout: TIMEOUT_MS,
    proxyTimeout: TIMEOUT_MS,
    pathRewrite: (path, request) => (isFrame(request.path) ? path.replace(request.path, RENDERED_AT) : path),
    on: {
      proxyReq: out => withoutSession(out, auth.cookieName),
      proxyRes: (answer, request) => withoutPolicy(answer, auth.cookieName, isFrame(request.path)),
      error: (_error, _request, response) => unreachable(response),
    },
  });
  const https = publicUrl.startsWith('https://');
  const ofPages = temporalWebHeaders(https);
  const ofFrames = temporalFrameHeaders(https);
  const steps: RequestHandler[] = [
    named(TEMPORAL_PATH),
    (request, response, next) => (isFrame(request.path) ? ofFrames : ofPages)(request, response, next),
    ...admission(auth, limiters, db),
    mustBeSameOrigin(publicUrl),
    proxy as unknown as RequestHandler,
  ];
  // Not mounted at the path: the proxy must see it whole.
  for (const step of steps)
    router.use((request, response, next) =>
      below(request.path) || isFrame(request.path) ? step(request, response, next) : next(),
    );
  return router;
}

/** Looks up who asks and may they; a page that was let in a moment ago fetches its program files without that. */
function admission(auth: Auth, limiters: Limiters, db: Database): RequestHandler[] {
  const admitted = new Map<string, number>();
  const loading = (request: Request): boolean =>
    request.path.startsWith(`${TEMPORAL_PATH}/_app/`) &&
    (admitted.get(request.headers.cookie ?? '') ?? 0) > performance.now();
  const judge: RequestHandler = async (request, response, next) => {
    if (isNobody(response) && request.method === 'GET' && request.accepts(['json', 'html']) === 'html')
      return response.redirect(302, `/login?next=${encodeURIComponent(request.originalUrl)}`);
    memberThatMay(response, write('operations'));
    if (await severalOrganizations(db)) throw operatorOnly();
    for (const [cookie, until] of admitted) if (until < performance.now()) admitted.delete(cookie);
    admitted.set(request.headers.cookie ?? '', performance.now() + PAGE_LOAD_MS);
    next();
  };
  return [authenticate(auth), limiters.temporal, judge].map(
    step => (request, response, next) => (loading(request) ? next() : step(request, response, next)),
  );
}

async function severalOrganizations(db: Database): Promise<boolean> {
  const found = await db.withSystem(tx => tx.execute(sql`select 1 from organizations limit 2`));
  return found.rows.length > 1;
}

const operatorOnly = (): ApiError =>
  new ApiError(403, 'operator_only', 'Temporal Web shows the workflows of every organization, and there are several.', {
    hint: 'Ask whoever runs this installation to look, on the address of Temporal Web itself. What a conversation does next, and why, is in its own panel here.',
  });

function withoutSession(out: ClientRequest, cookieName: string): void {
  const cookies = String(out.getHeader('cookie') ?? '')
    .split(/;\s*/)
    .filter(cookie => cookie !== '' && !cookie.startsWith(`${cookieName}=`));
  if (cookies.length > 0) out.setHeader('cookie', cookies.join('; '));
  else out.removeHeader('cookie');
}

/** What decides what a browser may do, or goes beyond the page itself: ours stands, theirs is dropped. */
const POLICY =
  /^(content-security-policy.*|x-frame-options|x-xss-protection|x-content-type-options|access-control-.*|cross-origin-.*|strict-transport-security|referrer-policy|permissions-policy|clear-site-data|refresh|service-worker-allowed|server|x-powered-by)$/;

/** @param frame whether this is Markdown for a frame: its own policy names the nonce of its style, and is kept when it is as strict. */
function withoutPolicy({ headers }: IncomingMessage, cookieName: string, frame: boolean): void {
  const own = String(headers['content-security-policy'] ?? '');
  const strict =
    /default-src 'none'/.test(own) && /frame-ancestors 'self'/.test(own) && /sandbox(?!.*allow-scripts)/.test(own);
  for (const name of Object.keys(headers)) if (POLICY.test(name)) delete headers[name];
  if (frame && strict) headers['content-security-policy'] = own;
  const cookies = headers['set-cookie']?.filter(
    cookie => !cookie.startsWith(`${cookieName}=`) && !/;\s*domain=/i.test(cookie),
  );
  if (cookies?.length) headers['set-cookie'] = cookies;
  else delete headers['set-cookie'];
}

function unreachable(response: Response | ServerResponse | NodeJS.WritableStream): void {
  if (!('status' in response) || response.headersSent) return void response.end();
  sendProblem(
    response,
    new ApiError(502, 'temporal_web_away', 'Temporal Web does not answer.', {
      hint: 'Conversations go on without it; look at the logs of the Temporal server.',
    }),
  );
}
