/** Every setting Parley has, in one schema: read once, and everything that is wrong is said at once. */
import { z } from 'zod';
import { MODEL_ROLES, type ModelRole } from '../domain/agent/schemas.ts';

const port = (fallback: number) =>
  z.coerce
    .number('must be a port number')
    .int()
    .min(0)
    .max(65_535, 'must be a port between 0 and 65535')
    .default(fallback);
const optional = z
  .string()
  .trim()
  .transform(value => (value === '' ? undefined : value))
  .optional();
const url = z
  .url({ protocol: /^https?$/, error: 'must be an http(s) address' })
  .transform(value => value.replace(/\/+$/, ''));

const modelSettings = Object.fromEntries(
  MODEL_ROLES.map(role => [`PARLEY_MODEL_${role.toUpperCase()}`, optional]),
) as Record<`PARLEY_MODEL_${Uppercase<ModelRole>}`, typeof optional>;

export const settingsSchema = z.object({
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: port(4000),
  PARLEY_PUBLIC_URL: url.optional(),
  PARLEY_HOME: z.string().min(1).default('.parley'),
  PARLEY_MASTER_KEY: optional.refine(key => key === undefined || decodeKey(key) !== null, {
    message: 'must be 32 bytes as base64 or 64 hex digits (make one: openssl rand -base64 32)',
  }),
  /** While the master key is changed: the one before, so that what it wrapped still opens. */
  PARLEY_MASTER_KEY_FORMER: optional.refine(key => key === undefined || decodeKey(key) !== null, {
    message: 'must be 32 bytes as base64 or 64 hex digits: the master key there was before',
  }),
  PARLEY_QUIET_MS: z.coerce.number('must be milliseconds').int().min(0).max(60_000).default(1500),
  PARLEY_DEMO_EMAIL: z.email('must be an e-mail address').default('admin@sunsetdental.com'),
  PARLEY_DEMO_PASSWORD: optional.refine(password => password === undefined || password.length >= 8, {
    message: 'must have at least 8 characters',
  }),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),

  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must start with postgres://')
    .optional(),
  PARLEY_PG_PORT: port(4030),
  DATABASE_POOL: z.coerce.number().int().min(2).max(200).default(20),
  /** From which a statement is logged as slow; 0 logs none. */
  PARLEY_SLOW_QUERY_MS: z.coerce.number('must be milliseconds').int().min(0).max(60_000).default(250),

  TEMPORAL_ADDRESS: optional,
  TEMPORAL_NAMESPACE: z.string().min(1).default('default'),
  TEMPORAL_PORT: port(7233),
  TEMPORAL_UI_PORT: port(8233),
  TEMPORAL_UI_URL: url.optional(),
  TEMPORAL_TASK_QUEUE: z.string().min(1).default('parley'),
  TEMPORAL_API_KEY: optional,
  TEMPORAL_TLS: z.enum(['true', 'false']).default('false'),
  /** PEM files. The authority is needed for a server whose certificate no public one signed; the pair for mutual TLS. */
  TEMPORAL_TLS_CA_FILE: optional,
  TEMPORAL_TLS_CERT_FILE: optional,
  TEMPORAL_TLS_KEY_FILE: optional,
  /** The name in the server's certificate, when it is not the one in TEMPORAL_ADDRESS. */
  TEMPORAL_TLS_SERVER_NAME: optional,
  /** Whether runs carry the search attributes that Temporal Web filters by; `false` for a server that may not have them. */
  TEMPORAL_SEARCH_ATTRIBUTES: z.enum(['true', 'false']).default('true'),
  /** Worker versioning (docs/versioning.md): both or neither. */
  TEMPORAL_DEPLOYMENT: optional,
  TEMPORAL_BUILD_ID: optional,
  TEMPORAL_CLI: optional,

  WHATSAPP_GRAPH_URL: url.default('https://graph.facebook.com'),
  WHATSAPP_API_VERSION: z
    .string()
    .regex(/^v\d+\.\d+$/, 'must look like v24.0')
    .default('v24.0'),
  WHATSAPP_PHONE_NUMBER_ID: optional,
  /** Learned from the first webhook when it is left out; until then templates are not synced. */
  WHATSAPP_BUSINESS_ACCOUNT_ID: optional,
  WHATSAPP_ACCESS_TOKEN: optional,
  WHATSAPP_APP_SECRET: optional,
  WHATSAPP_VERIFY_TOKEN: optional,
  PARLEY_PHONE_PORT: port(4010),
  /** Set by `npm start` while a simulated phone runs. */
  PARLEY_PHONE_URL: url.optional(),

  OPENAI_API_KEY: optional,
  OPENAI_BASE_URL: url.optional(),
  PARLEY_MODEL: optional,
  /** Asked when a role's own model has given up (X-FAIL). */
  PARLEY_MODEL_FALLBACK: optional,
  PARLEY_MODEL_SIM_PORT: port(4020),
  PARLEY_MODEL_TIMEOUT_MS: z.coerce.number().int().min(100).default(30_000),
  ...modelSettings,

  /** Models in the own network that organizations may choose for themselves (B-AI-7); others must be public. */
  PARLEY_MODELS_ALLOWED: optional.refine(
    text => text === undefined || text.split(',').every(one => /^https?:\/\/[^\s/]+/.test(one.trim())),
    { message: 'must be http(s) addresses, separated by commas' },
  ),
  /** Websites in the own network that may be read into the knowledge base, for every organization; others must be public. */
  PARLEY_WEBSITES_ALLOWED: optional.refine(
    text => text === undefined || text.split(',').every(one => /^https?:\/\/[^\s/]+/.test(one.trim())),
    { message: 'must be http(s) addresses, separated by commas' },
  ),
  /** Push services in the own network that browsers may name; others must be public. */
  PARLEY_PUSH_ALLOWED: optional.refine(
    text => text === undefined || text.split(',').every(one => /^https?:\/\/[^\s/]+/.test(one.trim())),
    { message: 'must be http(s) addresses, separated by commas' },
  ),
  /** Between two requests to one website. */
  PARLEY_WEBSITE_DELAY_MS: z.coerce.number('must be milliseconds').int().min(0).max(60_000).default(1_000),
  /** Mail about accounts. Without SMTP_HOST `npm start` runs a mail simulator; otherwise no mail is sent, and that is shown. */
  SMTP_HOST: optional,
  SMTP_PORT: port(587),
  SMTP_USER: optional,
  SMTP_PASSWORD: optional,
  EMAIL_FROM: z
    .string()
    .regex(/^(?:[^<>@]*<[^<>@\s]+@[^<>@\s]+>|[^<>@\s]+@[^<>@\s]+)$/, 'must look like Parley <no-reply@example.com>')
    .default('Parley <no-reply@localhost>'),
  /** The mail simulator's page, and its SMTP beside it: 40 and 41 above PORT when left out. */
  PARLEY_MAIL_PORT: port(0),
  PARLEY_MAIL_SMTP_PORT: port(0),

  PARLEY_RATE_API_PER_MIN: z.coerce.number().int().min(1).default(600),
  /** All API keys of one organization together. */
  PARLEY_RATE_KEYS_PER_MIN: z.coerce.number().int().min(1).default(200),
  PARLEY_RATE_PUBLIC_PER_MIN: z.coerce.number().int().min(1).default(300),
  PARLEY_RATE_AUTH_PER_MIN: z.coerce.number().int().min(1).default(5),
  PARLEY_WORKER_ACTIVITIES: z.coerce.number().int().min(1).default(40),
  PARLEY_WORKER_WORKFLOWS: z.coerce.number().int().min(2).default(40),
  /** Ports with /metrics, /healthz and /readyz alone, for a scraper and for probes; 0 serves none. */
  PARLEY_WORKER_METRICS_PORT: port(0),
  PARLEY_API_METRICS_PORT: port(0),
  /** Where they listen: another address than loopback belongs into a network of one's own. */
  PARLEY_METRICS_HOST: z.string().min(1).default('127.0.0.1'),
  PARLEY_WORKER_CACHE: z.coerce.number().int().min(10).default(2000),
  /** Where traces go (OTLP over HTTP); none are made without it. */
  OTEL_EXPORTER_OTLP_ENDPOINT: url.optional(),
  /** `name=value,name=value` */
  OTEL_EXPORTER_OTLP_HEADERS: optional.refine(
    text => text === undefined || text.split(',').every(pair => /^\s*[^=\s]+=.+$/.test(pair)),
    { message: 'must look like name=value,name=value' },
  ),
  /** Share of the traces that are kept. */
  OTEL_TRACES_SAMPLER_ARG: z.coerce
    .number('must be between 0 and 1')
    .min(0)
    .max(1, 'must be between 0 and 1')
    .default(1),
  /** How many proxies stand before the api: their X-Forwarded-For is believed. */
  PARLEY_TRUST_PROXY: z
    .string()
    .regex(/^(false|\d)$/, 'must be false or the number of proxies')
    .default('false'),
});
export type Settings = z.infer<typeof settingsSchema>;

const REAL_NUMBER = [
  'WHATSAPP_PHONE_NUMBER_ID',
  'WHATSAPP_ACCESS_TOKEN',
  'WHATSAPP_APP_SECRET',
  'WHATSAPP_VERIFY_TOKEN',
] as const;

/** What is wrong between settings; looked at even when single ones are wrong, so that all is said at once. */
export function problemsBetween(given: Record<string, string | undefined>): { name: string; message: string }[] {
  return [...problemsOfNumber(given), ...problemsOfTls(given), ...problemsOfVersion(given)];
}

const PAIR = ['TEMPORAL_TLS_CERT_FILE', 'TEMPORAL_TLS_KEY_FILE'] as const;

function problemsOfTls(given: Record<string, string | undefined>): { name: string; message: string }[] {
  const missing = PAIR.filter(name => !given[name]?.trim());
  if (missing.length !== 1) return [];
  return missing.map(name => ({ name, message: 'is missing: mutual TLS needs the certificate and its key' }));
}

const VERSION = ['TEMPORAL_DEPLOYMENT', 'TEMPORAL_BUILD_ID'] as const;

function problemsOfVersion(given: Record<string, string | undefined>): { name: string; message: string }[] {
  const missing = VERSION.filter(name => !given[name]?.trim());
  if (missing.length !== 1) return [];
  return missing.map(name => ({
    name,
    message: 'is missing: a versioned worker needs the name of its deployment and its build (leave both out for none)',
  }));
}

function problemsOfNumber(given: Record<string, string | undefined>): { name: string; message: string }[] {
  const set = [...REAL_NUMBER, 'WHATSAPP_BUSINESS_ACCOUNT_ID'].filter(name => given[name]?.trim());
  if (set.length === 0 || REAL_NUMBER.every(name => set.includes(name))) return [];
  return REAL_NUMBER.filter(name => !set.includes(name)).map(name => ({
    name,
    message: `is missing: ${set.join(', ')} is set, and a real number needs all four (leave all out to use the simulated phone)`,
  }));
}

/** 32 bytes from base64 or hex; null when it is neither. */
export function decodeKey(text: string): Buffer | null {
  const hex = /^[0-9a-f]{64}$/i.test(text) ? Buffer.from(text, 'hex') : null;
  if (hex) return hex;
  // Buffer.from passes over what is not base64, so a pass phrase could count as a key.
  return /^[A-Za-z0-9+/_-]{43}=?$/.test(text) ? Buffer.from(text, 'base64') : null;
}
