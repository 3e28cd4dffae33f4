/**
 * Rate limits (X-RATE), told in the standard headers (RateLimit, RateLimit-Policy, Retry-After). What guards accounts and the
 * record is counted over all api processes; what only costs this process something is counted by it alone.
 */
import type { Request, RequestHandler, Response } from 'express';
import { ipKeyGenerator, type Options, rateLimit } from 'express-rate-limit';
import { callerOf } from '../auth/callers.ts';
import { ApiError } from '../endpoint.ts';
import { createWindowStore, type WindowSource } from './window-store.ts';

export interface RateLimits {
  /** Requests of one signed-in member a minute. */
  apiPerMin: number;
  /** Requests of all API keys of one organization a minute; 200 when left out (X-RATE). */
  keysPerMin?: number;
  /** Sign-ins from one address a minute. */
  authPerMin: number;
  /** Everything that needs no session, from one address a minute. */
  publicPerMin: number;
}

const MINUTE_MS = 60_000;
/** A page of the admin UI asks for some twenty files; an office shares one address. */
const PAGES = 10;
/** Temporal Web: a page of it asks many times. */
const TEMPORAL = 5;

type Key = (request: Request, response: Response) => string;

function limit(name: string, perMin: number, key: Key, more: Partial<Options> = {}): RequestHandler {
  return rateLimit({
    windowMs: MINUTE_MS,
    limit: perMin,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    identifier: name,
    keyGenerator: key,
    validate: false,
    handler: (_request, _response, next) =>
      next(
        new ApiError(429, 'rate_limited', `More than ${perMin} requests in a minute.`, {
          hint: 'Wait until the time in Retry-After has passed.',
        }),
      ),
    ...more,
  });
}

const address: Key = request => ipKeyGenerator(request.ip ?? 'unknown', 64);
const member: Key = (_request, response) => callerOf(response)?.memberId ?? 'nobody';
const organization: Key = (_request, response) => callerOf(response)?.orgId ?? 'none';
const KEYS_PER_MIN = 200;

export interface Limiters {
  signIn: RequestHandler;
  /** By member when somebody is signed in, by address when nobody is. */
  api: RequestHandler;
  open: RequestHandler;
  temporal: RequestHandler;
  /** Files of the admin UI, probes: by address, in this process. */
  pages: RequestHandler;
  /** For deliveries whose signature was refused: a signed one is never counted (X-RATE). By address, in this process. */
  forged: RequestHandler;
}

export interface LimiterOptions {
  rates: RateLimits;
  /** Shared by all api processes; null counts in this one. */
  windows: WindowSource | null;
  now: () => number;
  onError: (error: unknown) => void;
}

export function createLimiters({ rates, windows, now, onError }: LimiterOptions): Limiters {
  const shared = (name: string, perMin: number, key: Key): RequestHandler =>
    windows
      ? limit(name, perMin, key, {
          store: createWindowStore({ source: windows, name, limit: perMin, windowMs: MINUTE_MS, now, onError }),
        })
      : limit(name, perMin, key);
  const people = shared('member', rates.apiPerMin, member);
  const programs = shared('api-keys', rates.keysPerMin ?? KEYS_PER_MIN, organization);
  const open = shared('address', rates.publicPerMin, address);
  const web = limit('temporal', rates.apiPerMin * TEMPORAL, member);
  const signedIn =
    (limiter: RequestHandler): RequestHandler =>
    (request, response, next) =>
      (callerOf(response) ? limiter : open)(request, response, next);
  return {
    signIn: shared('sign-in', rates.authPerMin, address),
    api: (request, response, next) => (callerOf(response)?.key ? programs : signedIn(people))(request, response, next),
    open,
    temporal: signedIn(web),
    pages: limit('pages', rates.publicPerMin * PAGES, address),
    forged: limit('forged', rates.publicPerMin, address),
  };
}
