import { createHmac, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { eq, sql } from 'drizzle-orm';
import express from 'express';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { webhookAccounts } from '../../db/channel/queries.ts';
import { channelAccounts } from '../../db/channel/table.ts';
import { type Database, openDatabase } from '../../db/database.ts';
import { SealError } from '../../db/keys/envelope.ts';
import { createKeyring, type Keyring } from '../../db/keys/keyring.ts';
import { seedChannel, seedOrganization } from '../../db/organization/seed.ts';
import { dentalClinic } from '../../domain/playbook/templates/dental-clinic.ts';
import { useDatabase } from '../../test/support/postgres.ts';
import { createAccountDirectory } from './accounts.ts';
import { whatsappWebhooks } from './whatsapp.ts';

const database = useDatabase();
const SECRET = 'secret';
let db: Database;
let keyring: Keyring;
let orgId: string;
let server: Server;
let counted: string[];
let unreadable: string[];
let failing: boolean;

beforeAll(async () => {
  db = openDatabase({ url: database.url, poolSize: 4, onError: () => undefined });
  keyring = createKeyring(db, randomBytes(32));
  const playbook = { name: 'dental_clinic', config: dentalClinic };
  orgId = await seedOrganization(db, { slug: 'one', name: 'One', zone: 'UTC', currency: 'USD', playbook }, Date.now());
  await connect('111');
  const load = () =>
    failing ? Promise.reject(new Error('away')) : webhookAccounts(db, keyring, id => unreadable.push(id));
  const app = express();
  app.use(
    whatsappWebhooks({
      db,
      keyring,
      accounts: createAccountDirectory(load),
      clock: { now: () => Date.now() },
      log: pino({ level: 'silent' }),
      count: outcome => counted.push(outcome),
    }),
  );
  server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
beforeEach(() => {
  counted = [];
  unreadable = [];
  failing = false;
});
afterAll(async () => {
  server?.closeAllConnections();
  server?.close();
  await db?.close();
});

const connect = (phoneNumberId: string, businessAccountId: string | null = '1') =>
  seedChannel(
    db,
    keyring,
    orgId,
    {
      name: phoneNumberId,
      phoneNumberId,
      businessAccountId,
      displayPhoneNumber: phoneNumberId,
      accessToken: SECRET,
      appSecret: SECRET,
      verifyToken: SECRET,
    },
    Date.now(),
  );

async function post(phoneNumberId: string, statuses: object[]): Promise<{ status: number; body: string }> {
  const value = { messaging_product: 'whatsapp', metadata: { phone_number_id: phoneNumberId }, statuses };
  const bytes = JSON.stringify({
    object: 'whatsapp_business_account',
    entry: [{ id: '1', changes: [{ field: 'messages', value }] }],
  });
  const signature = `sha256=${createHmac('sha256', SECRET).update(bytes).digest('hex')}`;
  const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks/whatsapp`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-hub-signature-256': signature },
    body: bytes,
  });
  return { status: response.status, body: await response.text() };
}
const stored = async (): Promise<number> => {
  const found = await db.withSystem(tx => tx.execute<{ n: number }>(sql`select count(*)::int as n from raw_updates`));
  return found.rows[0]?.n ?? 0;
};

it('refuses more than 10,000 updates whole, instead of dropping the rest', async () => {
  const before = await stored();
  const answer = await post(
    '111',
    Array.from({ length: 10_001 }, (_, id) => ({ id })),
  );
  expect(answer.status).toBe(413);
  expect(JSON.parse(answer.body)).toMatchObject({ code: 'too_many_updates' });
  expect(await stored()).toBe(before);
});

describe('a number that was connected a moment ago', () => {
  it('is found within a second, not when the cache ends', async () => {
    const before = await stored();
    expect((await post('111', [{ id: 'a', status: 'sent' }])).status).toBe(200);
    await connect('222');
    await expect
      .poll(async () => (await post('222', [{ id: 'b', status: 'sent' }])).status === 200 && (await stored()), {
        timeout: 5_000,
      })
      .toBe(before + 2);
  });

  it('is sent again by the provider while the record cannot say whose it is', async () => {
    failing = true;
    await expect.poll(async () => (await post('333', [{ id: 'c' }])).status, { timeout: 5_000 }).toBe(503);
    expect(counted).toContain('not_kept');
  });
});

describe('a number that was connected without its business account', () => {
  const businessOf = async (phoneNumberId: string): Promise<unknown> => {
    const found = await db.withSystem(tx =>
      tx.execute(sql`select business_id from channel_accounts where external_id = ${phoneNumberId}`),
    );
    return found.rows[0]?.business_id;
  };

  it('learns it from its first signed delivery, and keeps what it knows', async () => {
    await connect('444', null);
    expect(await businessOf('444')).toBe('');
    await expect
      .poll(
        async () => {
          await post('444', [{ id: 'd', status: 'sent' }]);
          return businessOf('444');
        },
        { timeout: 5_000 },
      )
      .toBe('1');
    await connect('444', null);
    expect(await businessOf('444')).toBe('1');
  });
});

describe('secrets that do not open', () => {
  it('cost no other number its webhooks', async () => {
    const broken = await connect('444');
    await db.withOrg(orgId, tx =>
      tx
        .update(channelAccounts)
        .set({ appSecretSealed: randomBytes(80) })
        .where(eq(channelAccounts.id, broken)),
    );
    const accounts = await webhookAccounts(db, keyring, id => unreadable.push(id));
    expect(accounts.map(account => account.externalId)).not.toContain('444');
    expect(accounts.map(account => account.externalId)).toContain('111');
    expect(unreadable).toEqual([broken]);
  });

  it('are an error when not a single number opens: the master key is wrong', async () => {
    await expect(webhookAccounts(db, createKeyring(db, randomBytes(32)))).rejects.toThrow(SealError);
  });
});
