/** What the processes of a fault run are told. */

/**
 * How long one send may take here: shorter than the real provider is given, because a double that hangs holds the run up;
 * long enough that a retry meets a send that hangs in the air before the reconciler (twice as long) has settled it.
 */
export const SEND_TIMEOUT_MS = 7_000;
/** Not so short that a busy machine is taken for a model that hangs. */
const MODEL_TIMEOUT_MS = 5_000;
/** Held conversations must not take the places of those that still run. */
const PLACES = 300;

export const NUMBER = { phoneNumberId: '106540352242922', display: '+1 718 555 0142', wabaId: '102290129340398' };

export interface Settings {
  databaseUrl: string;
  temporalAddress: string;
  apiPort: number;
  home: string;
  masterKey: Buffer;
  login: { email: string; password: string };
  /** App secret, verify token and access token in one. */
  secret: string;
  phoneUrl: string;
  modelUrl: string;
}

type Environment = { [name: string]: string | undefined };

/** Only what programs need to run: a developer's own settings must not change what is tried. */
export function bareEnv(given: Environment): Environment {
  const env: Environment = { NODE_NO_WARNINGS: '1' };
  for (const name of ['PATH', 'HOME', 'TMPDIR', 'LANG', 'XDG_CACHE_HOME']) env[name] = given[name];
  return env;
}

export const productSettings = (settings: Settings): Environment => ({
  DATABASE_URL: settings.databaseUrl,
  TEMPORAL_ADDRESS: settings.temporalAddress,
  HOST: '127.0.0.1',
  PORT: String(settings.apiPort),
  PARLEY_HOME: settings.home,
  PARLEY_MASTER_KEY: settings.masterKey.toString('base64'),
  PARLEY_QUIET_MS: '50',
  PARLEY_DEMO_EMAIL: settings.login.email,
  PARLEY_DEMO_PASSWORD: settings.login.password,
  PARLEY_RATE_API_PER_MIN: '1000000',
  PARLEY_RATE_PUBLIC_PER_MIN: '1000000',
  PARLEY_RATE_AUTH_PER_MIN: '1000',
  PARLEY_WORKER_ACTIVITIES: String(PLACES),
  PARLEY_WORKER_WORKFLOWS: '40',
  PARLEY_MODEL_TIMEOUT_MS: String(MODEL_TIMEOUT_MS),
  WHATSAPP_GRAPH_URL: settings.phoneUrl,
  WHATSAPP_PHONE_NUMBER_ID: NUMBER.phoneNumberId,
  WHATSAPP_BUSINESS_ACCOUNT_ID: NUMBER.wabaId,
  WHATSAPP_ACCESS_TOKEN: settings.secret,
  WHATSAPP_APP_SECRET: settings.secret,
  WHATSAPP_VERIFY_TOKEN: settings.secret,
  OPENAI_API_KEY: 'faults',
  OPENAI_BASE_URL: settings.modelUrl,
  PARLEY_MODEL: 'parley-demo',
  PARLEY_MODEL_EMBED: 'parley-demo',
  PARLEY_MODEL_TRANSCRIBE: 'parley-demo',
  LOG_LEVEL: 'warn',
});
