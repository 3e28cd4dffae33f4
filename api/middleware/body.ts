/** JSON bodies: at most 1 MB, declared as JSON, and made of characters the record can hold. */
import express, { type RequestHandler } from 'express';
import { ApiError } from '../endpoint.ts';

const parse = express.json({ limit: 1024 * 1024, type: ['application/json', 'application/*+json'] });

const hasBody = (headers: Record<string, unknown>): boolean =>
  headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0';

export const jsonBody: RequestHandler = (request, response, next) => {
  if (!hasBody(request.headers)) return next();
  if (!request.is(['application/json', 'application/*+json']))
    return next(
      new ApiError(415, 'not_json', 'The body must be JSON.', { hint: 'Send content-type: application/json.' }),
    );
  parse(request, response, next);
};

/** Deeper than anything we ask for; what is nested by the hundred thousand would overflow whoever walks it. */
const MAX_DEPTH = 64;

/** Whether lists and objects are nested too deep to be meant. */
export function tooDeep(value: unknown): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MAX_DEPTH) return true;
    level = level.flatMap(item => (typeof item === 'object' && item !== null ? Object.values(item) : []));
  }
  return false;
}

/** Path of the first string Postgres cannot store (U+0000, half of a surrogate pair); null when there is none. */
export function unstorable(value: unknown, path = ''): string | null {
  if (typeof value === 'string') return value.includes('\u0000') || !value.isWellFormed() ? path : null;
  if (typeof value !== 'object' || value === null) return null;
  for (const [key, inner] of Object.entries(value)) {
    const here = path === '' ? key : `${path}.${key}`;
    if (unstorable(key) !== null) return path;
    const found = unstorable(inner, here);
    if (found !== null) return found;
  }
  return null;
}
