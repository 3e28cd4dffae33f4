/** Mounts endpoints below /api/v1: who asks → how often → may they → is the input right → handle → answer. */
import { type Request, type RequestHandler, type Response, Router } from 'express';
import type { z } from 'zod';
import { fromOrigin } from '../db/audit/origin.ts';
import type { Permission } from '../domain/permission/permission.ts';
import type { Auth } from './auth/auth.ts';
import { authenticate, memberOf, mustBePerson, mustMay } from './auth/callers.ts';
import { type AnyEndpoint, ApiError, type ApiServices, type Caller, type Incoming } from './endpoint.ts';
import { jsonBody } from './middleware/body.ts';
import type { Limiters } from './middleware/limits.ts';
import { named } from './middleware/observe.ts';
import { mustBeOurs } from './middleware/same-origin.ts';
import { parsed } from './parse.ts';

export const API_BASE = '/api/v1';

/** A route that answers with bytes or a stream instead of JSON; parsed and documented like the others. */
export interface StreamRoute {
  /** Below /api/v1, with :params. */
  path: string;
  summary: string;
  tag: string;
  needs: Permission;
  /** For the documentation; `serve` parses. */
  query?: z.ZodType;
  /** Media type of the answer, for the documentation. */
  answers: string;
  errors: { status: number; code: string; when: string }[];
  serve(services: ApiServices, caller: Caller, request: Request, response: Response): Promise<void>;
}

export interface ApiRouterOptions {
  services: ApiServices;
  auth: Auth;
  limiters: Limiters;
  publicUrl: string;
  endpoints: AnyEndpoint[];
  streams: StreamRoute[];
  /** Also check what leaves against its schema (tests, development). */
  validateResponses: boolean;
}

export function apiRouter(options: ApiRouterOptions): Router {
  const router = Router();
  const { services, auth, limiters, publicUrl } = options;
  const guard = (route: string, needs: Permission, people = false): RequestHandler[] => [
    named(route),
    authenticate(auth, () => services.clock.now()),
    limiters.api,
    signedIn,
    mustBeOurs(publicUrl),
    mustMay(needs),
    ...(people ? [mustBePerson] : []),
  ];
  for (const endpoint of options.endpoints) {
    const path = `${API_BASE}${endpoint.path}`;
    const parse = endpoint.bytes ? [] : [jsonBody];
    router[endpoint.method](path, ...guard(path, endpoint.needs, endpoint.people), ...parse, answer(endpoint, options));
  }
  for (const stream of options.streams) {
    const path = `${API_BASE}${stream.path}`;
    router.get(path, ...guard(path, stream.needs), (request, response) =>
      stream.serve(services, memberOf(response), request, response),
    );
  }
  return router;
}

/** 405 for the other methods of every documented path; mounted after all that is served. @param paths as OpenAPI writes them. */
export function otherMethods(paths: Record<string, Record<string, unknown>>, limiters: Limiters): Router {
  const router = Router();
  for (const [documented, operations] of Object.entries(paths)) {
    const path = documented.replaceAll(/\{(\w+)\}/g, ':$1');
    const methods = Object.keys(operations).map(method => method.toUpperCase());
    const allowed = methods.includes('GET') ? [...methods, 'HEAD'] : methods;
    router.all(path, named(path), limiters.open, (request, response) => {
      response.setHeader('Allow', allowed.join(', '));
      throw new ApiError(405, 'method_not_allowed', `${request.method} does nothing here.`, {
        hint: `Use ${allowed.join(' or ')}.`,
      });
    });
  }
  return router;
}

const signedIn: RequestHandler = (_request, response, next) => {
  memberOf(response);
  next();
};

function answer(endpoint: AnyEndpoint, { services, validateResponses }: ApiRouterOptions): RequestHandler {
  return async (request, response) => {
    const input = {
      params: parsed(endpoint.params, { ...request.params }, 'params'),
      query: parsed(endpoint.query, { ...request.query }, 'query'),
      body: endpoint.bytes
        ? incoming(request)
        : parsed(endpoint.body, endpoint.method === 'get' ? undefined : request.body, 'body'),
      caller: memberOf(response),
      services,
    };
    const result: unknown = await fromOrigin({ ipAddress: request.ip, keyId: input.caller.key?.id }, () =>
      endpoint.handle(input),
    );
    if (validateResponses) mustMatch(endpoint, result);
    if (result === undefined) response.status(204).end();
    else response.json(result);
  };
}

function incoming(request: Request): Incoming {
  const length = Number(request.get('content-length'));
  return {
    mime: request.get('content-type') ?? '',
    sizeBytes: Number.isSafeInteger(length) ? length : null,
    stream: request,
  };
}

function mustMatch(endpoint: AnyEndpoint, result: unknown): void {
  const check = endpoint.response.safeParse(result);
  if (check.success) return;
  const wrong = check.error.issues.map(
    (issue: { path: PropertyKey[]; message: string }) => `${issue.path.join('.')}: ${issue.message}`,
  );
  throw new Error(`the answer of ${endpoint.method} ${endpoint.path} is not what its schema says: ${wrong.join('; ')}`);
}
