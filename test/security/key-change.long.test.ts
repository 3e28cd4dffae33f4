/** Real processes, customers who keep writing, and both kinds of keys changed under them as docs/keys.md says. */
import { randomBytes } from 'node:crypto';
import type { Client } from '@temporalio/client';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '../../db/database.ts';
import { masterKeyId } from '../../db/keys/keyring.ts';
import { openKeyring } from '../../db/keys/master.ts';
import { createCodec } from '../../temporal/codec.ts';
import { connectClient } from '../../temporal/connection.ts';
import { newPhone, pause } from '../conversation/helpers.ts';
import { until } from '../support/core.ts';
import { useDatabase } from '../support/postgres.ts';
import { sized } from '../support/size.ts';
import { useTemporal } from '../support/temporal.ts';
import { payloadsOf } from './histories.ts';
import { type Processes, startProcesses } from './processes.ts';

const database = useDatabase();
const temporal = useTemporal();
const [OLD, YOUNG] = [randomBytes(32), randomBytes(32)];
const BOTH = { PARLEY_MASTER_KEY: YOUNG.toString('base64'), PARLEY_MASTER_KEY_FORMER: OLD.toString('base64') };
const ONLY_NEW = { PARLEY_MASTER_KEY: YOUNG.toString('base64') };
const SECRETS = {
  accessToken: 'token-of-the-number',
  appSecret: 'secret-of-the-app',
  verifyToken: 'verify-me',
  modelKey: 'key-of-the-model',
  email: 'owner@example.com',
  password: 'correct-horse-battery',
};

let processes: Processes;
let sql: pg.Client;
let db: Database;
let client: Client;
const written = new Map<string, string[]>();

beforeAll(async () => {
  processes = await startProcesses({
    databaseUrl: database.url,
    temporalAddress: temporal.address,
    taskQueue: `keys-${randomBytes(4).toString('hex')}`,
    masterKey: OLD,
    secrets: SECRETS,
    settings: { LOG_LEVEL: 'warn' },
  });
  sql = new pg.Client({ connectionString: database.url });
  await sql.connect();
  db = openDatabase({ url: database.url, poolSize: 3, onError: () => undefined });
}, 180_000);
afterAll(async () => {
  await client?.connection.close();
  await processes?.close();
  await sql?.end();
  await db?.close();
}, 60_000);

const one = async <T>(text: string, values: unknown[] = []): Promise<T> => (await sql.query(text, values)).rows[0] as T;

/** Customers write until told to stop, each waiting a moment between messages. */
function load(phones: string[]) {
  let going = true;
  let count = 0;
  const talk = async (phone: string): Promise<void> => {
    while (going) {
      const { messages } = processes.phone.inbound({
        from: phone,
        name: 'Ann',
        text: `How much is a cleaning? (${++count})`,
      });
      written.set(phone, [...(written.get(phone) ?? []), ...messages.map(message => message.id)]);
      await pause(2_000);
    }
  };
  const talks = Promise.all(phones.map(talk));
  return {
    stop: async () => {
      going = false;
      await talks;
    },
  };
}

const recorded = () => one<{ count: number }>(`select count(*)::int as count from messages where direction = 'in'`);
const moreThan = async (count: number) =>
  until('more messages to be recorded', async () => (await recorded()).count > count, 240_000);
const sessionOf = async (): Promise<string> => {
  const answer = await fetch(`${processes.apiUrl}/api/v1/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: processes.apiUrl },
    body: JSON.stringify(processes.login),
  });
  expect(answer.status).toBe(200);
  return answer.headers
    .getSetCookie()
    .map(line => line.split(';')[0])
    .join('; ');
};

describe('keys changed under load', () => {
  it('lose nothing, and the former master key opens nothing afterwards', async () => {
    await processes.start('api');
    await processes.start('worker');
    const cookie = await sessionOf();
    const phones = Array.from({ length: sized(4, 25) }, newPhone);
    const talking = load(phones);
    await moreThan(phones.length);
    const [{ id: firstKey }] = (await sql.query('select id from org_keys')).rows as [{ id: string }];

    // Step 2: both processes get both keys, one after another. Webhooks that find nobody are delivered again.
    for (const part of ['worker', 'api'] as const) {
      await processes.stop(part);
      await processes.start(part, BOTH);
      processes.phone.flushWebhooks();
      await moreThan((await recorded()).count);
    }
    // Step 3, while they write; then the data key.
    expect(await processes.run('scripts/keys.ts', ['rewrap'], BOTH)).toMatch(/1 of 1 data keys turned over/);
    await moreThan((await recorded()).count);
    expect(await processes.run('scripts/keys.ts', ['rotate'], BOTH)).toMatch(/new data key/);
    // Step 4: without the former key.
    for (const part of ['api', 'worker'] as const) {
      await processes.stop(part);
      await processes.start(part, ONLY_NEW);
      processes.phone.flushWebhooks();
      await moreThan((await recorded()).count);
    }
    await pause(sized(500, 5_000));
    await talking.stop();
    processes.phone.flushWebhooks();

    const total = [...written.values()].flat().length;
    await allHandled(total);

    // Nothing twice, nothing doubtful, and nobody without an answer.
    const sends = processes.phone.ledger.sends();
    const ours = sends.map(send => send.bizOpaqueCallbackData);
    expect(new Set(ours).size).toBe(ours.length);
    const { doubtful } = await one<{ doubtful: number }>(
      `select count(*)::int as doubtful from messages where state in ('UNKNOWN', 'FAILED')`,
    );
    expect(doubtful).toBe(0);
    for (const phone of phones) expect(processes.phone.ledger.sends({ to: phone }).length).toBeGreaterThan(0);
    // What was seen under the former master key is known again: its hash is the same.
    const [phone = ''] = phones;
    const id = written.get(phone)?.[0] ?? '';
    processes.phone.inbound({ from: phone, id, text: 'How much is a cleaning? (1)' });
    await until(
      'the second delivery',
      async () =>
        (await one<{ waiting: number }>('select count(*)::int as waiting from raw_updates where handled_at is null'))
          .waiting === 0,
    );
    await pause(300);
    expect((await recorded()).count).toBe(total);
    // Whoever was signed in still is.
    expect((await fetch(`${processes.apiUrl}/api/v1/me`, { headers: { cookie } })).status).toBe(200);
    expect(processes.output()).not.toMatch(/"level":(50|60)/);

    // What lies at rest under the first data key is turned over.
    expect(await processes.run('scripts/keys.ts', ['reseal'], ONLY_NEW)).toMatch(/Sealed anew: 3 secrets/);
    const status = await processes.run('scripts/keys.ts', ['status'], ONLY_NEW);
    expect(status).toMatch(new RegExp(`1\\. ${firstKey}.* seals 0 values`));
    expect(status).not.toContain(masterKeyId(OLD));
    expect(status).toContain(masterKeyId(YOUNG));
    // The former master key starts nothing.
    await expect(processes.run('scripts/keys.ts', ['status'])).rejects.toThrow(/another master key/);

    await historiesOpen(firstKey);
  }, 1_500_000);
});

/** Waits until every message that was written is recorded, and everything is at rest; says what is not. */
async function allHandled(total: number): Promise<void> {
  let seen: unknown = null;
  try {
    await until(
      'every message to be recorded and handled',
      async () => {
        processes.phone.flushWebhooks();
        seen = await one<object>(
          `select (select count(*)::int from messages where direction = 'in') as recorded,
            (select count(*)::int from conversations where handled_through < last_inbound_number) as unhandled,
            (select count(*)::int from turns where outcome = 'RUNNING') as running,
            (select count(*)::int from raw_updates where handled_at is null) as waiting,
            (select count(*)::int from raw_updates where parked_reason is not null) as parked,
            (select json_agg(json_build_object('state', state, 'error', error_code, 'notBefore', not_before_at)) from messages where state in ('QUEUED', 'SENDING')) as sends`,
        );
        const { recorded: count, unhandled, running, sends } = seen as Record<string, unknown>;
        await pause(200);
        return count === total && unhandled === 0 && running === 0 && sends === null;
      },
      400_000,
    );
  } catch (error) {
    throw new Error(`of ${total} messages: ${JSON.stringify(seen)}\n${processes.output().slice(-3_000)}`, {
      cause: error,
    });
  }
}

/** Histories hold payloads under both data keys, and all of them open with the new master key alone. */
async function historiesOpen(firstKey: string): Promise<void> {
  const codec = createCodec(await openKeyring(db, YOUNG, null));
  client = await connectClient({ address: temporal.address, namespace: 'default', tls: false }, codec);
  const keys = new Set<string>();
  const ids = (await sql.query(`select 'conversation/' || org_id || '/' || id as id from conversations`)).rows as {
    id: string;
  }[];
  for (const { id } of ids) {
    const handle = client.workflow.getHandle(id);
    expect(await handle.query('view')).toMatchObject({ doing: expect.any(String) });
    for (const { path, payload } of payloadsOf(await handle.fetchHistory())) {
      if (/searchAttributes|indexedFields/.test(path)) continue;
      const key = Buffer.from(payload.metadata?.['encryption-key-id'] ?? []).toString();
      if (key) keys.add(key);
      await expect(codec.decode([payload])).resolves.toHaveLength(1);
    }
  }
  expect(keys).toContain(firstKey);
  expect([...keys].filter(key => key !== 'installation').length).toBe(2);
  await expect(openKeyring(db, OLD, null)).rejects.toThrow(/another master key/);
}
