/**
 * Everything an activity needs from the outside, as interfaces. `createActivities(ports)` injects them; tests and the
 * fault suite give others. Results inside: a port returns what happened and throws only for what it cannot classify.
 */
import type { ChatCompletionContentPart } from 'openai/resources';
import type { z } from 'zod';
import type { Logger } from '../config/log.ts';
import type { Database } from '../db/database.ts';
import type { Tombstone } from '../db/erasure/queries.ts';
import type { ModelRole } from '../domain/agent/schemas.ts';
import type { OutboundMessage, SendResult } from '../domain/message/outbound.ts';

/** Time comes from here and nowhere else, so that skipped time is the same everywhere. Epoch milliseconds. */
export interface Clock {
  now(): number;
}

/** Credentials of one channel account, opened for the call and never logged. */
export interface ChannelCredentials {
  phoneNumberId: string;
  businessAccountId: string;
  accessToken: string;
}

/** One messaging channel (WhatsApp Cloud today). Sends are single attempts: retrying is the ledger's business. */
export interface ChannelPort {
  /** One HTTP attempt. Never throws for what the network or the provider does. */
  send(credentials: ChannelCredentials, message: OutboundMessage, signal?: AbortSignal): Promise<SendResult>;
  /** Marks read up to this message and shows typing; best effort, resolves false when it did not work. */
  markRead(credentials: ChannelCredentials, providerMessageId: string, typing: boolean): Promise<boolean>;
  /** Streams a media file from the provider. Errors are thrown as MediaError (`retryable`). */
  download(
    credentials: ChannelCredentials,
    providerMediaId: string,
  ): Promise<{ body: AsyncIterable<Uint8Array>; mime: string; sizeBytes: number | null; sha256: string | null }>;
  /** Uploads bytes, resolves the provider's media id. */
  upload(credentials: ChannelCredentials, file: { bytes: Uint8Array; mime: string; fileName: string }): Promise<string>;
  /** What the provider lets this number do; absent on channels without such limits. */
  limits?(credentials: ChannelCredentials): Promise<{ messagingTier: string | null; quality: string | null }>;
  /** All message templates of the business account. */
  listTemplates(credentials: ChannelCredentials): Promise<ChannelTemplate[]>;
}

export interface ChannelTemplate {
  providerTemplateId: string;
  name: string;
  language: string;
  category: string;
  status: string;
  quality: string | null;
  components: unknown[];
}

export interface ModelUsage {
  model: string;
  inputTokens: number;
  outputTokens: number;
  costMicros: number;
  latencyMs: number;
}

/** The model gateway: strict structured output or a classified failure; it retries 429/5xx/timeouts itself (X-FAIL). */
export interface ModelPort {
  /** `orgId` in each request: whose turn it is when calls wait (A-REL-3). */
  complete<T>(request: {
    role: ModelRole;
    schemaName: string;
    schema: z.ZodType<T>;
    system: string;
    user: string | ChatCompletionContentPart[];
    seed: number;
    signal: AbortSignal;
    orgId?: string | undefined;
    /** 0 to 2; the provider's own when left out. */
    temperature?: number | undefined;
  }): Promise<{ value: T; usage: ModelUsage }>;
  transcribe(request: {
    bytes: Uint8Array;
    mime: string;
    fileName: string;
    signal: AbortSignal;
    orgId?: string | undefined;
  }): Promise<{ text: string; usage: ModelUsage }>;
  embed(request: {
    texts: string[];
    signal: AbortSignal;
    orgId?: string | undefined;
  }): Promise<{ vectors: number[][]; usage: ModelUsage }>;
}

/** Media bytes by key (disk, S3 …), streamed. */
export interface MediaStore {
  put(key: string, body: AsyncIterable<Uint8Array>, maxBytes: number): Promise<{ sizeBytes: number; sha256: string }>;
  /** @param range first and last byte, both included; the whole file without it. */
  get(key: string, range?: { start: number; end: number }): Promise<AsyncIterable<Uint8Array>>;
  delete(key: string): Promise<void>;
}

/** What stands at a step that works on several at once: conversations by id, raw updates by row id or by key (hex). */
export interface StandsThere {
  conversations?: string[];
  updates?: string[];
}

/** What only an erasure needs of the outside (A-DEL-1). */
export interface ErasurePort {
  /** Ends and deletes every run of a conversation's workflow, with its history. @returns how many. */
  deleteRuns(orgId: string, conversationId: string): Promise<number>;
  /** Keyed hash, the same for ever. */
  hash(text: string): Buffer;
  /** Keeps tombstones beside the backups, so that a restore can be cleaned. */
  keep(tombstones: readonly Tombstone[]): Promise<void>;
  /** All that were ever kept. */
  kept(): Promise<Tombstone[]>;
}

/** What was read of a web page. */
export interface ReadPage {
  title: string;
  /** Plain text: paragraphs on lines, a blank line before each heading. */
  text: string;
  /** Addresses as the page writes them, made absolute. */
  links: string[];
}

/** What became of asking for a page; redirects are told, not followed. */
export type PageAnswer =
  | { kind: 'page'; bytes: number; page: ReadPage }
  | { kind: 'redirect'; to: string }
  | { kind: 'refused'; detail: string }
  | { kind: 'not_text'; contentType: string }
  | { kind: 'too_large' }
  | { kind: 'status'; status: number; retryAfterMs: number | null }
  | { kind: 'too_slow' }
  | { kind: 'unreachable'; code: string };

/** Reads websites that people name; every address goes through the guard. Never throws for what a site does. */
export interface WebsitePort {
  /** Between two requests to one site, at least. */
  delayMs: number;
  page(url: string, options: { keepFooter: boolean; maxBytes: number; signal: AbortSignal }): Promise<PageAnswer>;
  /** A small text file, redirects followed; status 0 when it cannot be had. `refused` is the sentence for an address that may not be reached. */
  robots(
    origin: string,
    signal: AbortSignal,
  ): Promise<{ status: number; text: string; refused: string | null; code: string | null }>;
  /** Null when there is none that can be read. */
  sitemap(url: string, signal: AbortSignal): Promise<{ pages: string[]; sitemaps: string[] } | null>;
}

/** Named moments of a turn where the fault suite may act (kill, delay, fail). Does nothing in production. */
export type Checkpoint = (step: string, standing?: StandsThere) => Promise<void>;

/** A turn that ended: enums and numbers only. */
export interface TurnFact {
  trigger: string;
  outcome: string;
  seconds: number;
  /** From the arrival of the first unanswered message to the accepted send; null when nothing was answered. */
  answerSeconds: number | null;
}

/** What became of one try to send a mail. `unknown`: it may have gone out, and is not sent again. */
export type MailOutcome =
  | { kind: 'sent' }
  | { kind: 'refused'; again: boolean; reason: string }
  | { kind: 'unknown'; reason: string };

export interface MailPort {
  /** Never throws. @param mail.id names it for ever (its Message-ID). */
  send(mail: { id: string; to: string; subject: string; text: string; html: string }): Promise<MailOutcome>;
}

/** What became of asking an address that a flow names. */
export type CallAnswer = { kind: 'answer'; status: number; body: string } | { kind: 'failed'; reason: string };

/** Asks addresses that people name; every one goes through the guard. Never throws for what the other side does. */
export interface OutboundPort {
  call(request: {
    url: string;
    method: 'GET' | 'POST' | 'PUT';
    headers: Record<string, string>;
    body: string | null;
    signal: AbortSignal;
  }): Promise<CallAnswer>;
}

/** A browser that wants to be told: where its push service listens, and the keys only it can open (RFC 8291), base64url. */
export interface PushAddress {
  endpoint: string;
  p256dh: string;
  auth: string;
}

/** `gone`: the browser takes nothing any more. `again`: its service could not just now. */
export type PushOutcome = { kind: 'sent' | 'gone' } | { kind: 'again' | 'refused'; reason: string };

/** Tells browsers, through the push service each of them names; every address goes through the guard. */
export interface PushPort {
  /** Ours (RFC 8292), which a browser asks for when it subscribes; base64url. */
  publicKey: string;
  /** Rejects with a sentence for people when such an address may not be asked. */
  check(endpoint: string): Promise<unknown>;
  /** Never throws. @param message.topic one message of a topic waits at the service; @param message.ttlS how long it may wait there. */
  send(to: PushAddress, message: { text: string; topic: string; ttlS: number; urgent: boolean }): Promise<PushOutcome>;
}

export interface Ports {
  db: Database;
  /** Told of every turn that ends; absent where nobody measures. */
  observeTurn?: (fact: TurnFact) => void;
  clock: Clock;
  channels: { whatsapp: ChannelPort };
  /** Opened credentials of a channel account. Throws when it has none. */
  credentials: (orgId: string, channelAccountId: string) => Promise<ChannelCredentials>;
  /** What was sealed under the organization's key for this field; absent where nothing is (most tests). */
  openSealed?: (orgId: string, field: string, sealed: Uint8Array) => Promise<Uint8Array>;
  countTokens: (text: string) => number;
  model: ModelPort;
  media: MediaStore;
  /** Whether a model that sees is set: pictures are described only then (A-WA-8). */
  vision?: boolean;
  /** Where customers reach this installation from outside, without a slash at its end: absent, links are sent as they are (A-CTA-4). */
  linkUrl?: string | undefined;
  log: Logger;
  checkpoint: Checkpoint;
  /** Absent where no flow asks a webhook (most tests). */
  outbound?: OutboundPort;
  /** Absent where no website is read (most tests). */
  website?: WebsitePort;
  /** Absent where nobody is erased (most tests). */
  erasure?: ErasurePort;
  /** Absent where no mail server is set: nothing is queued then either. */
  mail?: MailPort;
  /** Absent where no browser is told (most tests). */
  push?: PushPort;
}
