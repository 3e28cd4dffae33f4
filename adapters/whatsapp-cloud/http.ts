/** One HTTP attempt against the Graph API, and what its failure says about whether the request got there. */
import type { ChannelError } from '../../domain/message/inbound.ts';
import { explain } from './errors.ts';
import { asNumber, asObject, objectsOf } from './json.ts';

export type Fetch = typeof globalThis.fetch;

export interface GraphOptions {
  /** e.g. https://graph.facebook.com */
  graphUrl: string;
  /** e.g. v24.0 */
  apiVersion: string;
  /** For the whole attempt, answer included. */
  timeoutMs: number;
  /** For a whole file: 150 s when left out. */
  downloadMs?: number;
  /** The guard's. */
  fetch: Fetch;
}

export interface GraphRequest {
  method: 'GET' | 'POST' | 'DELETE';
  path: string;
  token: string;
  json?: unknown;
  form?: FormData;
  signal?: AbortSignal | undefined;
}

export type HttpOutcome =
  | { type: 'answer'; status: number; body: unknown; retryAfterMs: number | null }
  /** `retry` = the request certainly never left; `unknown` = it may have arrived. */
  | { type: 'failed'; error: ChannelError };

export const USER_AGENT = 'Parley/1.0';
const MAX_ANSWER_BYTES = 4 * 1024 * 1024;

/** One attempt; never throws. Redirects are not followed: a followed POST could be sent twice. */
export async function callGraph(options: GraphOptions, request: GraphRequest): Promise<HttpOutcome> {
  if (request.signal?.aborted) return failed('cancelled', 'retry');
  const timeout = AbortSignal.timeout(options.timeoutMs);
  const signal = request.signal ? AbortSignal.any([request.signal, timeout]) : timeout;
  try {
    const response = await options.fetch(graphAddress(options, request.path), {
      method: request.method,
      redirect: 'manual',
      signal,
      headers: {
        authorization: `Bearer ${request.token}`,
        'user-agent': USER_AGENT,
        ...(request.json === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(request.json === undefined ? {} : { body: JSON.stringify(request.json) }),
      ...(request.form ? { body: request.form } : {}),
    });
    return {
      type: 'answer',
      status: response.status,
      body: await readJson(response),
      retryAfterMs: retryAfterOf(response.headers),
    };
  } catch (error) {
    if (neverSent(error)) return failed('refused_connection', 'retry');
    if (request.signal?.aborted) return failed('cancelled', 'unknown');
    return failed(timeout.aborted ? 'timeout' : 'connection_lost', 'unknown');
  }
}

export function graphAddress({ graphUrl, apiVersion }: GraphOptions, path: string): string {
  return `${graphUrl.replace(/\/+$/, '')}/${apiVersion}/${path.replace(/^\/+/, '')}`;
}

function failed(code: string, verdict: 'retry' | 'unknown'): HttpOutcome {
  return { type: 'failed', error: { code, message: explain(code).explanation, verdict, retryAfterMs: null } };
}

/** The parsed body; undefined when it is no JSON. An answer over the limit is cut off, not read. */
async function readJson(response: Response): Promise<unknown> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > MAX_ANSWER_BYTES) return undefined;
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    return undefined;
  }
}

/** Failures of the network that come before a byte of the request is written. */
const BEFORE_WRITE = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EAI_FAIL',
  'EAI_NODATA',
  'UND_ERR_CONNECT_TIMEOUT',
  'EADDRNOTAVAIL',
  'ERR_INVALID_URL',
  'refused_address',
]);
const TLS_REFUSALS =
  /^(CERT_|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_(GET_ISSUER_CERT|GET_ISSUER_CERT_LOCALLY|VERIFY_LEAF_SIGNATURE)|HOSTNAME_MISMATCH|ERR_TLS_CERT_ALTNAME_INVALID|ERR_SSL_WRONG_VERSION_NUMBER|ERR_SSL_UNSUPPORTED_PROTOCOL|ERR_SSL_(SSLV3|TLSV1)_ALERT_(HANDSHAKE_FAILURE|PROTOCOL_VERSION)|ERR_SSL_PACKET_LENGTH_TOO_LONG)/;
const TLS_HANDSHAKE_CUT = 'before secure TLS connection was established';

/** True when the request certainly never left this machine whole: connect, name or TLS failures. */
export function neverSent(error: unknown): boolean {
  const seen = new Set<unknown>();
  for (let current = error; current instanceof Error && !seen.has(current); current = current.cause) {
    seen.add(current);
    if (current instanceof AggregateError && current.errors.length > 0) return current.errors.every(neverSent);
    const { code, syscall } = current as Error & { code?: unknown; syscall?: unknown };
    if (typeof code === 'string' && (BEFORE_WRITE.has(code) || TLS_REFUSALS.test(code))) return true;
    if (syscall === 'connect' || syscall === 'getaddrinfo') return true;
    if (current.message.includes(TLS_HANDSHAKE_CUT)) return true;
  }
  return false;
}

const MAX_RETRY_AFTER_MS = 60 * 60_000;

/** `retry-after` in seconds, or the usage header's estimate in minutes. */
export function retryAfterOf(headers: Headers): number | null {
  const seconds = asNumber(headers.get('retry-after'));
  if (seconds !== null && seconds >= 0) return Math.min(seconds * 1000, MAX_RETRY_AFTER_MS);
  try {
    const usage = asObject(JSON.parse(headers.get('x-business-use-case-usage') ?? '{}')) ?? {};
    const minutes = Object.values(usage)
      .flatMap(objectsOf)
      .map(item => asNumber(item.estimated_time_to_regain_access) ?? 0);
    const longest = Math.max(0, ...minutes);
    return longest > 0 ? Math.min(longest * 60_000, MAX_RETRY_AFTER_MS) : null;
  } catch {
    return null;
  }
}
