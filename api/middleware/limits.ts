/** Rate limits, counted by this process, told in the standard headers (RateLimit, RateLimit-Policy, Retry-After). */
import type { Request, RequestHandler, Response } from 'express';
import { ipKeyGenerator, rateLimit } from 'express-rate-limit';
import { callerOf } from '../auth/callers.ts';
import { ApiError } from '../endpoint.ts';

export interface RateLimits {
  /** Requests of one signed-in member a minute. */
  apiPerMin: number;
  /** Sign-ins from one address a minute. */
  authPerMin: number;
  /** Everything that needs no session, from one address a minute. */
  publicPerMin: number;
}

const MINUTE_MS = 60_000;

function limit(
  identifier: string,
  perMin: number,
  key: (request: Request, response: Response) => string,
): RequestHandler {
  return rateLimit({
    windowMs: MINUTE_MS,
    limit: perMin,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    identifier,
    keyGenerator: key,
    validate: false,
    handler: (_request, _response, next) =>
      next(
        new ApiError(429, 'rate_limited', `More than ${perMin} requests in a minute.`, {
          hint: 'Wait until the time in Retry-After has passed.',
        }),
      ),
  });
}

const address = (request: Request): string => ipKeyGenerator(request.ip ?? 'unknown', 64);

export interface Limiters {
  signIn: RequestHandler;
  /** By member when somebody is signed in, by address when nobody is. */
  api: RequestHandler;
  open: RequestHandler;
  /** Temporal Web: a page of it asks many times. */
  temporal: RequestHandler;
}

export function createLimiters(rates: RateLimits): Limiters {
  const member = limit('member', rates.apiPerMin, (_request, response) => callerOf(response)?.memberId ?? 'nobody');
  const open = limit('address', rates.publicPerMin, address);
  const web = limit('temporal', rates.apiPerMin * 5, (_request, response) => callerOf(response)?.memberId ?? 'nobody');
  return {
    signIn: limit('sign-in', rates.authPerMin, address),
    api: (request, response, next) => (callerOf(response) ? member : open)(request, response, next),
    open,
    temporal: (request, response, next) => (callerOf(response) ? web : open)(request, response, next),
  };
}
