/** Every refusal leaves as one problem document (RFC 9457); what we did not foresee says nothing but its request id. */
import type { ErrorRequestHandler, RequestHandler, Response } from 'express';
import type { Logger } from '../../config/log.ts';
import { sqlState } from '../../db/database.ts';
import type { Problem } from '../contracts/common.ts';
import { ApiError } from '../endpoint.ts';
import { requestIdOf, routeOf } from './observe.ts';

/** Why a body was refused, by body-parser's own names. */
const BODY_ERRORS: Record<string, { status: number; code: string; detail: string; hint: string }> = {
  'entity.too.large': {
    status: 413,
    code: 'too_large',
    detail: 'The body is too large.',
    hint: 'A JSON body may have at most 1 MB.',
  },
  'entity.parse.failed': {
    status: 400,
    code: 'malformed_json',
    detail: 'The body is not JSON.',
    hint: 'Send a JSON object.',
  },
  'encoding.unsupported': {
    status: 415,
    code: 'unsupported_encoding',
    detail: 'This content encoding is not supported.',
    hint: 'Send the body plain or gzipped.',
  },
  'charset.unsupported': {
    status: 415,
    code: 'unsupported_charset',
    detail: 'This character set is not supported.',
    hint: 'Send JSON as UTF-8.',
  },
};

/** Postgres is away, restarting, or has no connection left. */
const AWAY = new Set(['57P01', '57P02', '57P03', '53300', 'ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'EPIPE']);
const GRPC_UNAVAILABLE = new Set([4, 14]);

function unavailable(error: unknown): boolean {
  const state = sqlState(error);
  if (state !== null && (AWAY.has(state) || state.startsWith('08'))) return true;
  for (let current: unknown = error; current instanceof Error; current = current.cause) {
    const code = (current as { code?: unknown }).code;
    if (typeof code === 'number' && GRPC_UNAVAILABLE.has(code)) return true;
    if (/^(?:timeout exceeded when trying to connect|Connection terminated)/.test(current.message)) return true;
  }
  return false;
}

/** The coded error behind anything that was thrown; null when nobody foresaw it. */
export function codedError(error: unknown): ApiError | null {
  if (error instanceof ApiError) return error;
  if (error instanceof URIError) return new ApiError(400, 'malformed_url', 'The address is not encoded as it must be.');
  const { type, status } = (error ?? {}) as { type?: unknown; status?: unknown };
  const body = typeof type === 'string' ? BODY_ERRORS[type] : undefined;
  if (body) return new ApiError(body.status, body.code, body.detail, { hint: body.hint });
  if (typeof type === 'string' && typeof status === 'number' && status >= 400 && status < 500)
    return new ApiError(status, 'malformed_body', 'The body could not be read.');
  if (unavailable(error))
    return new ApiError(503, 'unavailable', 'A part of Parley does not answer just now. Nothing was changed.', {
      hint: 'Try again in a few seconds.',
    });
  return null;
}

export function sendProblem(response: Response, error: ApiError): void {
  const requestId = requestIdOf(response);
  const problem: Problem = {
    type: 'about:blank',
    title: error.code.replaceAll('_', ' '),
    status: error.status,
    code: error.code,
    detail: error.message,
    ...(error.hint === undefined ? {} : { hint: error.hint }),
    ...(error.errors === undefined ? {} : { errors: error.errors }),
    ...(requestId === null ? {} : { instance: `urn:uuid:${requestId}` }),
  };
  if (error.status === 503 && !response.hasHeader('Retry-After')) response.setHeader('Retry-After', '5');
  response.setHeader('Cache-Control', 'no-store');
  response.status(error.status).type('application/problem+json').send(JSON.stringify(problem));
}

/** Last in the chain: answers every error, and logs those that are ours. */
export function problems(log: Logger): ErrorRequestHandler {
  return (error, _request, response, _next) => {
    const coded = codedError(error);
    const requestId = requestIdOf(response);
    if (coded === null || coded.status >= 500)
      log.error({ err: error, requestId, route: routeOf(response) }, 'a request failed');
    if (response.headersSent) {
      response.destroy();
      return;
    }
    sendProblem(
      response,
      coded ??
        new ApiError(500, 'internal', 'Something went wrong on our side.', {
          hint: `Give the operator this request id: ${requestId ?? 'none'}.`,
        }),
    );
  };
}

/** For addresses nobody serves. */
export const nowhere: RequestHandler = (_request, _response, next) =>
  next(new ApiError(404, 'no_such_route', 'There is nothing at this address.', { hint: 'See /api/docs.' }));
