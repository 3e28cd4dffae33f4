import { parsePhoneNumberFromString } from 'libphonenumber-js';
import type { BusinessNumber, Json, StatusMode } from './records.ts';

export interface StatusDelays {
  sent: number;
  delivered: number;
  read: number;
}

/** Token buckets of section 11 of the Cloud API facts; `false` switches both off. */
export interface LimitOptions {
  throughputPerSecond: number;
  pairIntervalMs: number;
  pairBurst: number;
}

export interface RetryOptions {
  firstDelayMs: number;
  factor: number;
  maxDelayMs: number;
  giveUpAfterMs: number;
  timeoutMs: number;
}

export interface SeedTemplate {
  name: string;
  language?: string;
  category?: string;
  components: Json[];
  parameterFormat?: 'positional' | 'named';
  status?: string;
}

export interface WhatsAppSimulatorOptions {
  host?: string;
  /** 0 picks a free port. */
  port?: number;
  webhookUrl: string;
  appSecret: string;
  verifyToken: string;
  accessToken: string;
  numbers: BusinessNumber[];
  /** Webhook shapes follow it: below v24 statuses carry `conversation`. Default v25.0. */
  apiVersion?: string;
  /** Folder for JSONL records and media; without it everything is in memory. */
  dataDir?: string;
  /** Milliseconds since 1970. Moving the clock by control adds to it. */
  clock?: () => number;
  /** Makes ids, jitter and probabilities repeatable. */
  seed?: string | number;
  /** Customers read every delivered message at once. Default false: opening the chat reads it. */
  autoRead?: boolean;
  statusDelaysMs?: Partial<StatusDelays>;
  statusMode?: StatusMode;
  businessName?: string;
  limits?: Partial<LimitOptions> | false;
  /** How a free-form send outside the window is refused: at once, or by a failed status. Default sync. */
  windowRefusal?: 'sync' | 'status';
  retry?: Partial<RetryOptions>;
  templates?: SeedTemplate[];
  /** What review decides; `manual` waits for the control API. Default approve after 1.5 s. */
  templateReview?: 'approve' | 'reject' | 'manual';
  templateReviewDelayMs?: number;
  /** GET handshake on start. Default true. */
  handshake?: boolean;
  /** Customers on the handset from the start; by default one, Asha Patel. */
  customers?: { name: string; phone: string }[];
}

export interface ResolvedOptions extends Omit<WhatsAppSimulatorOptions, 'statusDelaysMs' | 'limits' | 'retry'> {
  host: string;
  port: number;
  apiVersion: string;
  statusDelaysMs: StatusDelays;
  statusMode: StatusMode;
  businessName: string;
  limits: LimitOptions | false;
  windowRefusal: 'sync' | 'status';
  retry: RetryOptions;
  templates: SeedTemplate[];
  templateReview: 'approve' | 'reject' | 'manual';
  templateReviewDelayMs: number;
  customers: { name: string; phone: string }[];
}

const DAY_MS = 86_400_000;

/** Fills defaults and refuses what cannot work. Throws an Error whose message says how to mend it. */
export function resolveOptions(options: WhatsAppSimulatorOptions): ResolvedOptions {
  for (const name of ['webhookUrl', 'appSecret', 'verifyToken', 'accessToken'] as const) {
    if (typeof options[name] !== 'string' || options[name] === '')
      throw new Error(`${name} is required: give a non-empty text.`);
  }
  if (!/^https?:\/\//.test(options.webhookUrl) || !URL.canParse(options.webhookUrl)) {
    throw new Error(`webhookUrl "${options.webhookUrl}" is not an http(s) address.`);
  }
  if (!Array.isArray(options.numbers) || options.numbers.length === 0) {
    throw new Error('numbers is empty: give at least one {phoneNumberId, displayPhoneNumber, wabaId}.');
  }
  for (const number of options.numbers) checkNumber(number);
  const apiVersion = options.apiVersion ?? 'v25.0';
  if (!/^v\d+\.\d+$/.test(apiVersion)) throw new Error(`apiVersion "${apiVersion}" is not of the form v25.0.`);
  const port = options.port ?? 0;
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error(`port ${port} is not between 0 and 65535.`);
  return {
    ...options,
    host: options.host ?? '127.0.0.1',
    port,
    apiVersion,
    statusDelaysMs: { sent: 120, delivered: 450, read: 900, ...options.statusDelaysMs },
    statusMode: options.statusMode ?? 'normal',
    businessName: options.businessName ?? 'Demo business',
    limits:
      options.limits === false
        ? false
        : { throughputPerSecond: 80, pairIntervalMs: 6_000, pairBurst: 45, ...options.limits },
    windowRefusal: options.windowRefusal ?? 'sync',
    retry: {
      firstDelayMs: 1_000,
      factor: 2,
      maxDelayMs: 3_600_000,
      giveUpAfterMs: 7 * DAY_MS,
      timeoutMs: 10_000,
      ...options.retry,
    },
    templates: options.templates ?? [],
    templateReview: options.templateReview ?? 'approve',
    templateReviewDelayMs: options.templateReviewDelayMs ?? 1_500,
    customers: options.customers ?? [{ name: 'Asha Patel', phone: '+1 555 010 0101' }],
  };
}

function checkNumber(number: BusinessNumber): void {
  for (const name of ['phoneNumberId', 'wabaId'] as const) {
    if (!/^\d{1,32}$/.test(String(number[name] ?? '')))
      throw new Error(`numbers[].${name} "${number[name]}" is not a string of digits.`);
  }
  const digits = String(number.displayPhoneNumber ?? '').replace(/\D/g, '');
  if (digits.length < 7 || digits.length > 15) {
    throw new Error(
      `numbers[].displayPhoneNumber "${number.displayPhoneNumber}" is not a phone number with country code.`,
    );
  }
}

/** Country calling code of a business number, digits only; "1" when it cannot be told. */
export function callingCodeOf(displayPhoneNumber: string): string {
  return parsePhoneNumberFromString(`+${displayPhoneNumber.replace(/\D/g, '')}`)?.countryCallingCode ?? '1';
}
