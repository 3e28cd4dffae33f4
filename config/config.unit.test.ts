import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConfigError, loadConfig, masterKey } from './index.ts';
import { decodeKey } from './schema.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parley-config-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const load = (env: Record<string, string | undefined> = {}, file = '') => {
  const path = join(folder, '.env');
  writeFileSync(path, file);
  return loadConfig(env, path);
};
function problems(env: Record<string, string>): string[] {
  try {
    load(env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.message
      .split('\n')
      .slice(1)
      .map(line => line.trim());
  }
  return [];
}

const WHATSAPP = {
  WHATSAPP_PHONE_NUMBER_ID: '1',
  WHATSAPP_BUSINESS_ACCOUNT_ID: '2',
  WHATSAPP_ACCESS_TOKEN: 'token',
  WHATSAPP_APP_SECRET: 'secret',
  WHATSAPP_VERIFY_TOKEN: 'verify',
};
const BASE64 = Buffer.alloc(32, 7).toString('base64');

describe('design section 15: defaults', () => {
  it('nothing set: loopback, port 4000, Temporal beside it, .parley', () => {
    const config = load();
    expect(config).toMatchObject({
      HOST: '127.0.0.1',
      PORT: 4000,
      TEMPORAL_PORT: 7233,
      TEMPORAL_UI_PORT: 8233,
      PARLEY_HOME: '.parley',
      WHATSAPP_GRAPH_URL: 'https://graph.facebook.com',
      publicUrl: 'http://127.0.0.1:4000',
    });
    expect(isAbsolute(config.home)).toBe(true);
  });
  it('the public address follows what is set', () => {
    expect(load({ HOST: '0.0.0.0', PORT: '80' }).publicUrl).toBe('http://127.0.0.1:80');
    expect(load({ PARLEY_PUBLIC_URL: 'https://parley.example///' }).publicUrl).toBe('https://parley.example');
  });
  it('an empty setting is one that is not set', () => {
    expect(load({ PORT: '', DATABASE_URL: '', OPENAI_API_KEY: '  ' })).toMatchObject({
      PORT: 4000,
      OPENAI_API_KEY: undefined,
    });
    expect(load({ DATABASE_URL: '' }).DATABASE_URL).toBeUndefined();
  });
  it('a model for each role', () =>
    expect(load({ PARLEY_MODEL_WRITE: 'big', PARLEY_MODEL: 'small' })).toMatchObject({
      PARLEY_MODEL_WRITE: 'big',
      PARLEY_MODEL: 'small',
    }));
});

describe('.env', () => {
  it('reads plain, quoted and exported settings; comments and blank lines are passed over', () => {
    const config = load(
      {},
      '# a comment\n\nPORT=4100\n  export LOG_LEVEL = "debug" \r\nOPENAI_API_KEY=\'a=b#c\'\nnot a setting\n#HOST=0.0.0.0\n',
    );
    expect(config).toMatchObject({ PORT: 4100, LOG_LEVEL: 'debug', OPENAI_API_KEY: 'a=b#c', HOST: '127.0.0.1' });
  });
  it('never overrides what is set', () => expect(load({ PORT: '4200' }, 'PORT=4100').PORT).toBe(4200));
  it('its mistakes are named like any other', () =>
    expect(() => load({}, 'PORT=abc')).toThrow(/\.env\):\n {2}PORT must be a port number/));
  it('need not exist', () => expect(loadConfig({}, join(folder, 'none')).PORT).toBe(4000));
});

describe('what is wrong is said at once, with how to mend it', () => {
  it.each([
    ['PORT', '70000', /port between/],
    ['PORT', 'abc', /port number/],
    ['PORT', '1.5', /./],
    ['DATABASE_URL', 'mysql://x', /postgres:\/\//],
    ['WHATSAPP_API_VERSION', '24', /v24\.0/],
    ['OPENAI_BASE_URL', 'localhost', /http\(s\)/],
    ['WHATSAPP_GRAPH_URL', 'ftp://x', /http\(s\)/],
    ['LOG_LEVEL', 'loud', /./],
    ['PARLEY_DEMO_EMAIL', 'me', /e-mail/],
    ['PARLEY_DEMO_PASSWORD', 'short', /8 characters/],
    ['PARLEY_MASTER_KEY', 'short', /openssl rand/],
    ['PARLEY_QUIET_MS', '-1', /./],
  ])('%s=%s', (name, value, how) => {
    const found = problems({ [name]: value });
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(new RegExp(`^${name} `));
    expect(found[0]).toMatch(how);
  });
  it('several mistakes in one go', () => {
    const found = problems({ PORT: 'abc', DATABASE_URL: 'mysql://x', LOG_LEVEL: 'loud', WHATSAPP_API_VERSION: '24' });
    expect(found.map(line => line.split(' ')[0])).toEqual([
      'PORT',
      'LOG_LEVEL',
      'DATABASE_URL',
      'WHATSAPP_API_VERSION',
    ]);
  });
  it('those of one setting and those between settings too', () => {
    const found = problems({
      PORT: 'abc',
      WHATSAPP_ACCESS_TOKEN: 'x',
      PARLEY_MASTER_KEY: 'short',
      PARLEY_DEMO_PASSWORD: 'short',
    });
    expect(found.map(line => line.split(' ')[0]).sort()).toEqual([
      'PARLEY_DEMO_PASSWORD',
      'PARLEY_MASTER_KEY',
      'PORT',
      'WHATSAPP_APP_SECRET',
      'WHATSAPP_PHONE_NUMBER_ID',
      'WHATSAPP_VERIFY_TOKEN',
    ]);
  });
  it('never quotes a secret', () => {
    const text = problems({
      PARLEY_MASTER_KEY: 'my-secret-key',
      PARLEY_DEMO_PASSWORD: 'hunter2',
      WHATSAPP_ACCESS_TOKEN: 'EAAGsecret',
    }).join('\n');
    for (const secret of ['my-secret-key', 'hunter2', 'EAAGsecret']) expect(text).not.toContain(secret);
  });
});

describe('a real number needs all four settings', () => {
  it('none and all are fine', () => {
    expect(problems({})).toEqual([]);
    expect(problems(WHATSAPP)).toEqual([]);
  });
  it('its business account may be learned later', () => {
    expect(problems({ ...WHATSAPP, WHATSAPP_BUSINESS_ACCOUNT_ID: '' })).toEqual([]);
    expect(problems({ WHATSAPP_BUSINESS_ACCOUNT_ID: '2' })).toHaveLength(4);
  });
  it.each(Object.keys(WHATSAPP).filter(name => name !== 'WHATSAPP_BUSINESS_ACCOUNT_ID'))(
    'without %s that one is named',
    missing => {
      const found = problems(Object.fromEntries(Object.entries(WHATSAPP).filter(([name]) => name !== missing)));
      expect(found).toHaveLength(1);
      expect(found[0]).toMatch(new RegExp(`^${missing} is missing: .* is set`));
    },
  );
});

describe('the master key', () => {
  it.each([
    ['base64', BASE64],
    ['base64 without padding', BASE64.replace(/=+$/, '')],
    ['url-safe base64', Buffer.alloc(32, 0xfb).toString('base64url')],
    ['hex', 'ab'.repeat(32)],
    ['HEX', 'AB'.repeat(32)],
  ])('%s is 32 bytes', (_, text) => {
    expect(decodeKey(text)).toHaveLength(32);
    expect(masterKey({ PARLEY_MASTER_KEY: text, home: folder })).toEqual(decodeKey(text));
  });
  it.each([
    ['16 bytes', Buffer.alloc(16).toString('base64')],
    ['33 bytes', Buffer.alloc(33).toString('base64')],
    ['63 hex digits', 'a'.repeat(63)],
    ['nothing', ''],
  ])('%s is no key', (_, text) => expect(decodeKey(text)).toBeNull());
  it('a pass phrase that happens to be as long is no key', () =>
    expect(decodeKey('correct horse! battery staple, and one more word of it')).toBeNull());

  it('is made once, kept for its owner only, and read again', () => {
    const home = join(folder, 'home');
    const made = masterKey({ PARLEY_MASTER_KEY: undefined, home });
    expect(made).toHaveLength(32);
    expect(masterKey({ PARLEY_MASTER_KEY: undefined, home })).toEqual(made);
    expect(statSync(join(home, 'master.key')).mode & 0o777).toBe(0o600);
    expect(statSync(home).mode & 0o777).toBe(0o700);
  });
  it('a damaged one is never replaced', () => {
    writeFileSync(join(folder, 'master.key'), 'broken');
    expect(() => masterKey({ PARLEY_MASTER_KEY: undefined, home: folder })).toThrow(/damaged/);
    expect(() => masterKey({ PARLEY_MASTER_KEY: undefined, home: folder })).toThrow(ConfigError);
  });
});
