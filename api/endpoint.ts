/**
 * One endpoint, one file: its schemas, the permission it needs, one handler. The router parses and answers; OpenAPI is generated
 * from the same definitions, so that an undocumented route cannot exist.
 */
import { z } from 'zod';
import type { MediaStore, ModelPort, ModelUsage, PushPort } from '../activities/ports.ts';
import type { Logger } from '../config/log.ts';
import type { LockoutRule } from '../db/auth/proofs.ts';
import type { Database } from '../db/database.ts';
import type { Keyring } from '../db/keys/keyring.ts';
import type { Suggestion } from '../domain/agent/suggestion.ts';
import type { NumberSetup } from '../domain/channel/setup.ts';
import type { ModelCheck, ModelSettings } from '../domain/model/settings.ts';
import type { Tried, TryInput } from '../domain/onboarding/tried.ts';
import type { Permission } from '../domain/permission/permission.ts';
import type { Scope } from '../domain/permission/scopes.ts';
import type { Playbook } from '../domain/playbook/playbook.ts';
import type { Role } from '../domain/words.ts';
import type { ParleyCodec } from '../temporal/codec.ts';
import type { Starters } from '../temporal/starters.ts';
import type { Auth } from './auth/auth.ts';

/** What stands behind the settings of the model. */
export interface ModelDesk {
  /** Names of the installation's models by role. */
  installation: Record<string, string>;
  /** Rejects when the address may not be reached, or cannot be found. */
  mayReach(address: string): Promise<void>;
  /** Never throws for what a provider does. */
  check(settings: ModelSettings, provider: { baseUrl: string; apiKey: string }): Promise<ModelCheck>;
}

/** What handlers work with. */
export interface ApiServices {
  db: Database;
  keyring: Keyring;
  auth: Auth;
  /** Where people reach this server, for links in mails. */
  publicUrl: string;
  /** Whether a mail server is set. Without one nothing is queued, and addresses count as verified. */
  mailOn?: boolean;
  /** Five failures and half an hour when left out (X-AUTH). */
  lockout?: LockoutRule;
  clock: { now(): number };
  starters: Starters;
  codec: ParleyCodec;
  media: MediaStore;
  log: Logger;
  /** Where Temporal Web is served below this server, or null. */
  temporalPath: string | null;
  temporalNamespace: string;
  phoneUrl: string | null;
  demo: boolean;
  /** Judges the address of a website that somebody typed. Rejects when it may not be reached, or cannot be found. */
  websites: { check(address: string): Promise<unknown> };
  /** Absent where nothing is embedded (most tests): the words alone decide then. */
  embed?: ModelPort['embed'];
  /** Absent where no model is asked (most tests): what it would propose is made in code then. */
  complete?: ModelPort['complete'];
  /** Answers a question as the agent would, without sending or keeping anything; absent where no model is asked (most tests). Throws when the model fails. */
  preview?(input: {
    orgId: string;
    playbook: Playbook;
    question: string;
    zone: string;
    now: number;
    signal: AbortSignal;
  }): Promise<{ text: string | null; why: string | null; usages: ModelUsage[] }>;
  /** Judges and tries the model an organization wants to use (B-AI-7); absent where none is (most tests). */
  models?: ModelDesk;
  /** The secret of an organization's completion webhooks (A-CTA-4). */
  ctaSecret(orgId: string, generation: number): string;
  /** A message of a talk that is only tried; absent where no agent is asked (most tests). */
  tryOut?: (input: TryInput) => Promise<Tried>;
  /** What the agent would write in a conversation; absent where no agent is asked (most tests). */
  suggest?(input: { orgId: string; conversationId: string; signal: AbortSignal }): Promise<Suggestion>;
  /** Telling browsers; absent where none is told (most tests). */
  push?: Pick<PushPort, 'publicKey' | 'check'>;
  /** Connecting numbers; absent where no provider is asked (most tests). */
  numbers?: NumberSetup;
  /** Absent where evaluations cannot be played. */
  evals?: {
    /** Starts the process that plays this run; what becomes of it stands in the run's row. */ start(
      orgId: string,
      runId: string,
    ): void;
  };
}

/** Who asks: a signed-in member of one organization. */
export interface Caller {
  userId: string;
  memberId: string;
  orgId: string;
  role: Role;
  /** Empty for a key. */
  sessionId: string;
  /** Present when a program asks with an API key of this member. */
  key?: { id: string; scopes: readonly Scope[] };
}

export interface EndpointInput<P, Q, B> {
  params: P;
  query: Q;
  body: B;
  caller: Caller;
  services: ApiServices;
}

export interface Endpoint<P = unknown, Q = unknown, B = unknown, R = unknown> {
  method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** Below /api/v1, with :params. */
  path: string;
  summary: string;
  tag: string;
  /** What it asks of the caller's role (B-PERM): `read('contacts')`, `write('settings')` … */
  needs: Permission;
  /** Only for a person with a session: an API key gets 403, whatever its scopes. */
  people?: boolean;
  params: z.ZodType<P>;
  query: z.ZodType<Q>;
  /** With `bytes`, what the handler gets is an Incoming, whatever this says. */
  body: z.ZodType<B>;
  /** The body is a file: streamed to the handler, with its type as declared. */
  bytes?: true;
  response: z.ZodType<R>;
  /** Coded errors it can answer with, besides 400, 401, 403, 429. */
  errors: { status: number; code: string; when: string }[];
  handle(input: EndpointInput<P, Q, B>): Promise<R>;
}

/** Keeps the types of the schemas together; nothing else. */
export const defineEndpoint = <P, Q, B, R>(endpoint: Endpoint<P, Q, B, R>): Endpoint<P, Q, B, R> => endpoint;

/** For lists of endpoints of different shapes: the router parses before it calls. */
// biome-ignore lint/suspicious/noExplicitAny: the shapes differ by design; every value passes its own schema first
export type AnyEndpoint = Endpoint<any, any, any, any>;

/** A file on its way in. Whoever reads it must stop at a limit of their own. */
export interface Incoming {
  /** As declared: only a claim. */
  mime: string;
  /** As declared; null when it comes in pieces. */
  sizeBytes: number | null;
  stream: AsyncIterable<Uint8Array>;
}

/** The schema of such a body. */
export const incomingSchema = z.custom<Incoming>();

/** A coded error (RFC 9457). `hint` says how to mend it. */
export class ApiError extends Error {
  override name = 'ApiError';
  readonly status: number;
  readonly code: string;
  readonly hint: string | undefined;
  readonly errors: { path: string; message: string }[] | undefined;

  constructor(
    status: number,
    code: string,
    message: string,
    options: { hint?: string; errors?: { path: string; message: string }[] } = {},
  ) {
    super(message);
    this.status = status;
    this.code = code;
    this.hint = options.hint;
    this.errors = options.errors;
  }
}

export const notFound = (what: string): ApiError =>
  new ApiError(404, 'not_found', `There is no such ${what} in this organization.`);
