/** Temporal's codec server protocol: Temporal Web (below /temporal, so on this origin) has payloads decoded for the person who looks. */
import type { Payload } from '@temporalio/common';
import express, { Router } from 'express';
import { z } from 'zod';
import { read } from '../../domain/permission/permission.ts';
import { CodecError } from '../../temporal/codec.ts';
import type { Auth } from '../auth/auth.ts';
import { authenticate, memberOf, mustMay } from '../auth/callers.ts';
import { ApiError, type ApiServices } from '../endpoint.ts';
import type { Limiters } from '../middleware/limits.ts';
import { named } from '../middleware/observe.ts';
import { mustBeSameOrigin } from '../middleware/same-origin.ts';
import { parsed } from '../parse.ts';

const base64 = z.string().regex(/^[A-Za-z0-9+/_-]*={0,2}$/, 'must be base64');
export const payloadsSchema = z.object({
  payloads: z
    .array(z.object({ metadata: z.record(z.string(), base64).default({}), data: base64.default('') }))
    .max(2_000),
});

/** Decoding changes nothing, though it is a POST. */
export const DECODE = read('payloads');
export const CODEC_PATHS = { decode: '/api/v1/codec/decode', encode: '/api/v1/codec/encode' };

/** A payload may have 2 MB, base64 makes it a third longer, and a page asks for several at once. */
const parse = express.json({ limit: 8 * 1024 * 1024 });

export function codecRoutes(options: {
  services: ApiServices;
  auth: Auth;
  limiters: Limiters;
  publicUrl: string;
}): Router {
  const { services, auth, limiters, publicUrl } = options;
  const router = Router();
  // Temporal Web cannot send our CSRF header; JSON from our own origin is asked for instead.
  const guard = (path: string) => [
    named(path),
    authenticate(auth),
    limiters.api,
    mustMay(DECODE),
    mustBeSameOrigin(publicUrl),
  ];

  router.post(CODEC_PATHS.decode, ...guard(CODEC_PATHS.decode), parse, async (request, response) => {
    const { orgId } = memberOf(response);
    const namespace = request.get('X-Namespace');
    if (namespace !== undefined && namespace !== services.temporalNamespace) throw refused();
    if (!request.is('application/json')) throw new ApiError(415, 'not_json', 'The body must be JSON.');
    const payloads = parsed(payloadsSchema, request.body, 'body').payloads.map(fromJson);
    if (!payloads.every(plausible)) throw refused();
    try {
      const decoded = await services.codec.decodeFor(orgId, payloads);
      response.json({ payloads: decoded.map(toJson) });
    } catch (error) {
      throw error instanceof CodecError ? refused() : error;
    }
  });

  router.post(CODEC_PATHS.encode, ...guard(CODEC_PATHS.encode), () => {
    throw new ApiError(403, 'encode_refused', 'Payloads are sealed by workers and the api only.', {
      hint: 'Act on conversations through the api: its changes reach the workflow by themselves.',
    });
  });
  return router;
}

/** One answer for a foreign, an unknown and a damaged payload: which it is concerns nobody else. */
const refused = () =>
  new ApiError(403, 'not_readable', 'This payload is not one of your organization, or it does not open.');

type JsonPayload = z.output<typeof payloadsSchema>['payloads'][number];

const fromJson = ({ metadata, data }: JsonPayload): Payload => ({
  metadata: Object.fromEntries(Object.entries(metadata).map(([key, value]) => [key, Buffer.from(value, 'base64')])),
  data: Buffer.from(data, 'base64'),
});

const SEALED = 'binary/parley-encrypted';
/** Nonce and tag. */
const SEAL_BYTES = 28;

/** What says it is sealed must name a key by its uuid and hold more than nonce and tag. */
function plausible({ metadata, data }: Payload): boolean {
  if (Buffer.from(metadata?.encoding ?? []).toString() !== SEALED) return true;
  const keyId = Buffer.from(metadata?.['encryption-key-id'] ?? []).toString();
  return z.uuid().safeParse(keyId).success && (data?.length ?? 0) > SEAL_BYTES;
}

const text = (bytes: Uint8Array | null | undefined): string => Buffer.from(bytes ?? []).toString('base64');

const toJson = ({ metadata, data }: Payload): JsonPayload => ({
  metadata: Object.fromEntries(Object.entries(metadata ?? {}).map(([key, value]) => [key, text(value)])),
  data: text(data),
});
