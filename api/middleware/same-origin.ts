/** Requests that change something must come from our own pages (or from a program that is no browser). */
import type { Request, RequestHandler } from 'express';
import { callerOf } from '../auth/callers.ts';
import { ApiError } from '../endpoint.ts';

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Whether a browser says that this request comes from a page of ours. Browsers always send Origin with a request that
 * changes something; a program that sends neither Origin nor Sec-Fetch-Site holds no one else's cookies.
 */
export function fromOwnPage(request: Request, publicUrl: string): boolean {
  const origin = request.headers.origin;
  if (origin !== undefined) {
    const host = request.headers.host;
    return origin === new URL(publicUrl).origin || (host !== undefined && origin === `${request.protocol}://${host}`);
  }
  const site = request.headers['sec-fetch-site'];
  return site === undefined || site === 'same-origin';
}

const refuse = () =>
  new ApiError(403, 'csrf', 'This request did not come from a page of this installation.', {
    hint: 'Send it from the same origin, with the header x-parley-csrf: 1.',
  });

/** For what changes something with a session cookie: own origin, and a header that a foreign form cannot set. */
export const mustBeOurs =
  (publicUrl: string): RequestHandler =>
  (request, response, next) => {
    // A key is sent by a program alone: no foreign page can make a browser send it.
    if (SAFE.has(request.method) || callerOf(response)?.key) return next();
    next(request.headers['x-parley-csrf'] === '1' && fromOwnPage(request, publicUrl) ? undefined : refuse());
  };

/** The same without the header, for callers that are not ours to change (Temporal Web) and for signing in. */
export const mustBeSameOrigin =
  (publicUrl: string): RequestHandler =>
  (request, _response, next) =>
    next(SAFE.has(request.method) || fromOwnPage(request, publicUrl) ? undefined : refuse());
