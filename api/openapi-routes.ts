/** Routes that are not endpoints, described by hand: sign-in, codec, health, webhooks. A test compares them with what is mounted. */
import { z } from 'zod';
import { type Permission, read } from '../domain/permission/permission.ts';
import { SECOND_STEP_PATH, SIGN_IN_PATH, SIGN_OUT_PATH } from './auth/routes.ts';
import { CODEC_PATHS, DECODE, payloadsSchema } from './codec/routes.ts';
import { secondStepSchema, signedInSchema, signInAnswerSchema, signInSchema } from './contracts/auth.ts';
import { okSchema } from './contracts/common.ts';
import { IDENTITY_ROUTES } from './identity/described.ts';
import { ctaNewsSchema } from './webhooks/cta.ts';

export interface Answer {
  status: number;
  /** null when nothing is in it. */
  type: string | null;
  schema?: z.ZodType;
  description: string;
}

export interface DescribedRoute {
  method: 'get' | 'post';
  path: string;
  tag: string;
  summary: string;
  description?: string;
  /** Needs a session; `csrf` the header too. */
  access: 'open' | 'session' | 'session+csrf' | 'signature';
  /** Whether an API key with the scope may ask, too. */
  keys?: boolean;
  /** For those with a session. */
  needs?: Permission;
  query?: z.ZodType;
  body?: z.ZodType;
  /** The body is a file. */
  bytes?: true;
  answer: Answer;
  /** The same answer with another status. */
  also?: { status: number; description: string }[];
  errors: { status: number; code: string; when: string }[];
}

const json = (schema: z.ZodType, description: string) => ({
  status: 200,
  type: 'application/json',
  schema,
  description,
});
const check = z.enum(['ok', 'no_answer', 'no_worker', 'unknown']);
const readySchema = z.object({
  ready: z.boolean(),
  checks: z.object({ database: check, temporal: check, workers: check }),
});

export const DESCRIBED_ROUTES: DescribedRoute[] = [
  ...IDENTITY_ROUTES,
  {
    method: 'post',
    path: SIGN_IN_PATH,
    tag: 'Session',
    summary: 'Sign in; sets the session cookie',
    description:
      'Send requests that change something with the cookie, the header `x-parley-csrf: 1` and, from a browser, from the same origin.',
    access: 'open',
    body: signInSchema,
    answer: json(signInAnswerSchema, 'Signed in; or the challenge of the second step, and no cookie.'),
    errors: [
      { status: 401, code: 'wrong_credentials', when: 'e-mail and password do not belong together' },
      { status: 403, code: 'email_not_verified', when: 'the address was not proven yet; a new mail is on its way' },
      { status: 429, code: 'locked', when: 'five tries in a row were wrong; for half an hour' },
    ],
  },
  {
    method: 'post',
    path: SECOND_STEP_PATH,
    tag: 'Session',
    summary: 'The second step of a sign-in: a code of the app, or a recovery code',
    access: 'open',
    body: secondStepSchema,
    answer: json(signedInSchema, 'Signed in.'),
    errors: [
      { status: 401, code: 'challenge_over', when: 'the first step was more than ten minutes ago' },
      { status: 403, code: 'wrong_code', when: 'the code is not right, or was used already' },
      { status: 429, code: 'locked', when: 'five codes in a row were wrong; for half an hour' },
    ],
  },
  {
    method: 'post',
    path: SIGN_OUT_PATH,
    tag: 'Session',
    summary: 'Sign out; ends the session at once',
    access: 'open',
    answer: json(okSchema, 'Signed out, also when nobody was signed in.'),
    errors: [
      { status: 403, code: 'csrf', when: 'there is a session, and the request does not come from our own pages' },
    ],
  },
  {
    method: 'post',
    path: CODEC_PATHS.decode,
    tag: 'Temporal',
    summary: "Decode payloads of the caller's organization (Temporal's codec server protocol)",
    access: 'session',
    needs: DECODE,
    body: payloadsSchema,
    answer: json(payloadsSchema, 'The same payloads, readable.'),
    errors: [
      { status: 403, code: 'not_readable', when: 'one of them belongs to another organization or does not open' },
    ],
  },
  {
    method: 'post',
    path: CODEC_PATHS.encode,
    tag: 'Temporal',
    summary: 'Refused: only workers and the api seal payloads',
    access: 'session',
    needs: DECODE,
    body: payloadsSchema,
    answer: { status: 403, type: 'application/problem+json', description: 'encode_refused' },
    errors: [],
  },
  {
    method: 'get',
    path: '/healthz',
    tag: 'Health',
    summary: 'The process runs',
    access: 'open',
    answer: json(okSchema, 'It runs.'),
    errors: [],
  },
  {
    method: 'get',
    path: '/readyz',
    tag: 'Health',
    summary: 'Messages can be taken and worked: Postgres, Temporal and a worker answer',
    access: 'open',
    answer: json(readySchema, 'Ready.'),
    also: [{ status: 503, description: 'Not ready: a check says why.' }],
    errors: [],
  },
  {
    method: 'get',
    path: '/metrics',
    tag: 'Health',
    summary: 'Prometheus metrics: from this machine, or for administrators',
    access: 'session',
    needs: read('operations'),
    answer: { status: 200, type: 'text/plain', description: 'Prometheus text format.' },
    errors: [],
  },
  {
    method: 'get',
    path: '/webhooks/whatsapp',
    tag: 'Webhooks',
    summary: "Meta's verification handshake",
    access: 'open',
    query: z.object({
      'hub.mode': z.literal('subscribe'),
      'hub.verify_token': z.string(),
      'hub.challenge': z.string(),
    }),
    answer: { status: 200, type: 'text/plain', description: 'The challenge.' },
    errors: [{ status: 403, code: 'wrong_verify_token', when: 'the token is not one of this installation' }],
  },
  {
    method: 'get',
    path: '/l/:token',
    tag: 'Webhooks',
    summary: 'A tracked link of a conversation: leads on to its target, and counts people (not previews or bots)',
    access: 'open',
    answer: { status: 302, type: null, description: 'To the target.' },
    errors: [{ status: 404, code: 'not_found', when: 'there is no such link' }],
  },
  {
    method: 'post',
    path: '/webhooks/cta/:orgId',
    tag: 'Webhooks',
    summary: 'A step of a call to action was done, it was completed, or it failed; signed (X-Parley-Signature-256)',
    access: 'signature',
    description:
      'The secret stands in GET /api/v1/cta-webhook. An event id counts once: sent again, it answers 200 and does nothing.',
    body: ctaNewsSchema,
    answer: json(z.strictObject({ outcome: z.enum(['recorded', 'duplicate']) }), 'Kept.'),
    errors: [
      { status: 400, code: 'invalid_body', when: 'the body does not fit, or the step is none of this call to action' },
      { status: 401, code: 'wrong_signature', when: 'the signature does not match' },
      { status: 404, code: 'not_found', when: 'there is no such link or conversation' },
    ],
  },
  {
    method: 'post',
    path: '/webhooks/whatsapp',
    tag: 'Webhooks',
    summary: 'WhatsApp updates, signed with the app secret (X-Hub-Signature-256); at most 4 MB',
    access: 'signature',
    description:
      'Whatever is signed is taken, also what nobody understands yet: it is kept for a person to look at. A signed delivery is never refused for coming too often.',
    body: z.unknown().refine(value => value !== undefined),
    answer: { status: 200, type: null, description: 'Committed: every update of the delivery is kept.' },
    errors: [
      { status: 400, code: 'malformed_json', when: 'the body is not JSON' },
      { status: 401, code: 'wrong_signature', when: 'the signature does not match' },
      { status: 413, code: 'too_large', when: 'the delivery has more than 4 MB' },
      { status: 503, code: 'not_kept', when: 'it could not be stored; send it again' },
    ],
  },
];
