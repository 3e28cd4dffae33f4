/** A customer who said STOP to one number of the business writes to another one (X-OPTOUT). */
import { randomBytes, randomUUID } from 'node:crypto';
import { and, eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { conversations } from '../db/conversation/table.ts';
import { insertRawUpdates } from '../db/intake/queries.ts';
import { seedChannel } from '../db/organization/seed.ts';
import { useDatabase } from '../test/support/postgres.ts';
import { openTestRecord, type TestRecord, textOf } from './testing/record.ts';

const database = useDatabase();
let record: TestRecord;
let second: string;
beforeAll(async () => {
  record = await openTestRecord(database.url);
  const secrets = { accessToken: 'x', appSecret: 'x', verifyToken: 'x' };
  const number = {
    name: 'Second',
    phoneNumberId: randomUUID(),
    businessAccountId: '1',
    displayPhoneNumber: '2',
    ...secrets,
  };
  second = await seedChannel(record.db, record.keyring, record.orgId, number, record.clock.now());
});
afterAll(() => record?.close());

let said = 0;
async function say(channelAccountId: string, phone: string, text: string): Promise<void> {
  const { orgId, keyring, clock } = record;
  const update = textOf(phone, `wamid.${++said}`, text, clock.now());
  const body = await keyring.seal(orgId, 'raw_update', Buffer.from(JSON.stringify(update)));
  const row = { orgId, channelAccountId, updateKey: randomBytes(16), body };
  await record.db.withSystem(tx => insertRawUpdates(tx, [row], clock.now()));
  await record.round();
}
const ownerOn = async (channelAccountId: string): Promise<string[]> => {
  const { db, orgId } = record;
  const mine = and(eq(conversations.orgId, orgId), eq(conversations.channelAccountId, channelAccountId));
  return (await db.withOrg(orgId, tx => tx.select({ owner: conversations.owner }).from(conversations).where(mine))).map(
    row => row.owner,
  );
};

it('X-OPTOUT: nobody answers there either, until they say START', async () => {
  const phone = '+15550600001';
  await say(record.channelAccountId, phone, 'Hello');
  await say(record.channelAccountId, phone, 'STOP');
  expect(await ownerOn(record.channelAccountId)).toEqual(['PAUSED']);
  await say(second, phone, 'How much is a cleaning?');
  expect(await ownerOn(second)).toEqual(['PAUSED']);
  await say(second, phone, 'START');
  expect(await ownerOn(second)).toEqual(['AI']);
  expect(await ownerOn(record.channelAccountId)).toEqual(['AI']);
});

it('others are answered there as ever', async () => {
  await say(second, '+15550600002', 'Hello');
  expect(await ownerOn(second)).toEqual(['AI', 'AI']);
});
