import type { IncomingMessage, ServerResponse } from 'node:http';

/** An error in the wire format that OpenAI clients know. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly headers: Record<string, string>;
  constructor(status: number, code: string, message: string, headers: Record<string, string> = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}

const MAX_BODY_BYTES = 32 * 1024 * 1024;

/** The whole body. Throws ApiError 413 above 32 MiB. */
export async function readBody(req: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of req) {
    const chunk = part as Buffer;
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES)
      throw new ApiError(413, 'request_too_large', 'The body is larger than 32 MiB: send less.');
    parts.push(chunk);
  }
  return Buffer.concat(parts);
}

export function parseJson(body: Buffer): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // falls through to the one error that says what to send
  }
  throw new ApiError(
    400,
    'invalid_json',
    'The body is not a JSON object: send one with content-type application/json.',
  );
}

export function sendJson(
  res: ServerResponse,
  status: number,
  value: unknown,
  headers: Record<string, string> = {},
): void {
  if (res.destroyed || res.writableEnded) return;
  const body = Buffer.from(JSON.stringify(value));
  res.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': body.length,
    ...headers,
  });
  res.end(body);
}

export function sendError(res: ServerResponse, error: unknown): void {
  const known =
    error instanceof ApiError
      ? error
      : new ApiError(500, 'internal_error', error instanceof Error ? error.message : String(error));
  const type =
    known.status === 429 ? 'rate_limit_error' : known.status >= 500 ? 'server_error' : 'invalid_request_error';
  sendJson(
    res,
    known.status,
    { error: { message: known.message, type, param: null, code: known.code } },
    known.headers,
  );
}
