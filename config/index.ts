/** The only reader of process.env. */

import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { decodeKey, problemsBetween, type Settings, settingsSchema } from './schema.ts';

export class ConfigError extends Error {
  override name = 'ConfigError';
}

export type Config = Settings & {
  /** Absolute. */
  home: string;
  publicUrl: string;
};

/**
 * Reads the environment (and `.env` in the working directory, which never overrides what is set).
 * @throws ConfigError naming every wrong setting and how to mend it.
 */
export function loadConfig(env: Record<string, string | undefined> = process.env, envFile = '.env'): Config {
  const merged = { ...readEnvFile(envFile), ...env };
  const given = Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== ''));
  const parsed = settingsSchema.safeParse(given);
  const wrong = [
    ...(parsed.error?.issues.map(issue => ({ name: issue.path.join('.'), message: issue.message })) ?? []),
    ...problemsBetween(given),
  ];
  if (!parsed.success || wrong.length > 0) {
    const lines = wrong.map(problem => `  ${problem.name} ${problem.message}`);
    throw new ConfigError(`These settings are wrong (environment or ${envFile}):\n${lines.join('\n')}`);
  }
  const settings = parsed.data;
  // Beside PORT, so that two installations on one machine do not meet.
  const beside = (by: number) => settings.PORT + (settings.PORT + by > 65_535 ? -by : by);
  return {
    ...settings,
    PARLEY_MAIL_PORT: settings.PARLEY_MAIL_PORT || beside(40),
    PARLEY_MAIL_SMTP_PORT: settings.PARLEY_MAIL_SMTP_PORT || beside(41),
    home: resolve(settings.PARLEY_HOME),
    publicUrl:
      settings.PARLEY_PUBLIC_URL ??
      `http://${settings.HOST === '0.0.0.0' ? '127.0.0.1' : settings.HOST}:${settings.PORT}`,
  };
}

/** The whole environment, for child processes. */
export const processEnvironment = (): Record<string, string | undefined> => ({ ...process.env });

function readEnvFile(file: string): Record<string, string> {
  if (!existsSync(file)) return {};
  const found: Record<string, string> = {};
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    const match = /^\s*(?:export\s+)?([A-Z][A-Z0-9_]*)\s*=\s*(.*?)\s*$/.exec(line);
    if (match?.[1] !== undefined && match[2] !== undefined) found[match[1]] = match[2].replace(/^(['"])(.*)\1$/, '$2');
  }
  return found;
}

/** The master key before this one, while it is changed; null otherwise. */
export const formerMasterKey = (config: Pick<Config, 'PARLEY_MASTER_KEY_FORMER'>): Buffer | null =>
  config.PARLEY_MASTER_KEY_FORMER ? decodeKey(config.PARLEY_MASTER_KEY_FORMER) : null;

/** The master key: from the setting, else made once and kept in PARLEY_HOME (mode 600). */
export function masterKey(config: Pick<Config, 'PARLEY_MASTER_KEY' | 'home'>): Buffer {
  if (config.PARLEY_MASTER_KEY) {
    const key = decodeKey(config.PARLEY_MASTER_KEY);
    if (!key)
      throw new ConfigError(
        'PARLEY_MASTER_KEY must be 32 bytes as base64 or 64 hex digits (make one: openssl rand -base64 32)',
      );
    return key;
  }
  const file = join(config.home, 'master.key');
  if (!existsSync(file)) {
    mkdirSync(config.home, { recursive: true, mode: 0o700 });
    writeFileSync(file, randomBytes(32).toString('base64'), { mode: 0o600, flag: 'wx' });
  }
  const key = decodeKey(readFileSync(file, 'utf8').trim());
  if (!key)
    throw new ConfigError(
      `${file} is damaged: it must hold 32 bytes as base64. Put the right key back; without it nothing sealed can be read.`,
    );
  return key;
}

/** PEM texts for the connection to Temporal; undefined when no file is set. @throws ConfigError naming the file that cannot be read. */
export function temporalTls(
  config: Pick<Settings, `TEMPORAL_TLS_${'CA_FILE' | 'CERT_FILE' | 'KEY_FILE' | 'SERVER_NAME'}`>,
): { ca?: string; pair?: { cert: string; key: string }; serverName?: string } | undefined {
  const read = (name: 'TEMPORAL_TLS_CA_FILE' | 'TEMPORAL_TLS_CERT_FILE' | 'TEMPORAL_TLS_KEY_FILE', file: string) => {
    try {
      return readFileSync(file, 'utf8');
    } catch (cause) {
      throw new ConfigError(`${name} names ${file}, which cannot be read: give the path of a PEM file.`, { cause });
    }
  };
  const {
    TEMPORAL_TLS_CA_FILE: ca,
    TEMPORAL_TLS_CERT_FILE: cert,
    TEMPORAL_TLS_KEY_FILE: key,
    TEMPORAL_TLS_SERVER_NAME: serverName,
  } = config;
  if (!ca && !cert && !key && !serverName) return undefined;
  return {
    ...(ca ? { ca: read('TEMPORAL_TLS_CA_FILE', ca) } : {}),
    ...(cert && key
      ? { pair: { cert: read('TEMPORAL_TLS_CERT_FILE', cert), key: read('TEMPORAL_TLS_KEY_FILE', key) } }
      : {}),
    ...(serverName ? { serverName } : {}),
  };
}
