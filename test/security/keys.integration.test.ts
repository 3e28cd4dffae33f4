/** The master key and the data keys change while conversations run: nothing is lost, and the former master key opens nothing more. */
import { randomBytes } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { webhookAccounts } from '../../db/channel/queries.ts';
import { type Database, openDatabase } from '../../db/database.ts';
import { newId } from '../../db/ids.ts';
import { insertRawUpdates } from '../../db/intake/queries.ts';
import { rawUpdates } from '../../db/intake/table.ts';
import { SealError, sealedKeyId } from '../../db/keys/envelope.ts';
import { createKeyring, masterKeyId } from '../../db/keys/keyring.ts';
import { openKeyring, rewrap } from '../../db/keys/master.ts';
import { keyStatus, reseal } from '../../db/keys/reseal.ts';
import { seedChannel, seedOrganization } from '../../db/organization/seed.ts';
import { orgKeys } from '../../db/organization/table.ts';
import { dentalClinic } from '../../domain/playbook/templates/dental-clinic.ts';
import { until } from '../support/core.ts';
import { useDatabase } from '../support/postgres.ts';

const text = Buffer.from('a secret');

function useRecord() {
  const database = useDatabase();
  const record = { db: undefined as unknown as Database };
  beforeAll(() => {
    record.db = openDatabase({ url: database.url, poolSize: 12, onError: () => undefined });
  });
  afterAll(() => record.db?.close());
  return record;
}
const organization = (db: Database): Promise<string> =>
  seedOrganization(
    db,
    { slug: newId(), name: 'x', zone: 'UTC', currency: 'USD', playbook: { name: 'p', config: dentalClinic } },
    Date.now(),
  );

describe('the master key', () => {
  const record = useRecord();

  it('changes: both kinds of process work side by side, then the former key opens nothing', async () => {
    const { db } = record;
    const [old, young] = [randomBytes(32), randomBytes(32)];
    const before = await openKeyring(db, old, null);
    const orgs = await Promise.all([organization(db), organization(db), organization(db)]);
    const sealed = await Promise.all(orgs.map(orgId => before.seal(orgId, 'f', text)));
    const hash = before.hashId('wamid.1');
    const derived = before.derived('auth');

    // A process that was restarted already, beside one that was not: each opens what the other made.
    const during = await openKeyring(db, young, old);
    const made = await organization(db);
    const byNew = await during.seal(made, 'f', text);
    expect(await before.open(made, 'f', byNew)).toEqual(text);
    for (const [index, orgId] of orgs.entries())
      expect(await during.open(orgId, 'f', sealed[index] ?? Buffer.alloc(0))).toEqual(text);
    expect([during.hashId('wamid.1'), during.derived('auth')]).toEqual([hash, derived]);

    // Keys that are made while the others are turned over are under the new one too.
    const late = await Promise.all(Array.from({ length: 12 }, () => organization(db)));
    const [turned] = await Promise.all([
      rewrap(db, young, old),
      ...late.map(async orgId => (await openKeyring(db, young, old)).seal(orgId, 'f', text)),
    ]);
    expect(turned.turned).toBeGreaterThanOrEqual(4);
    expect(await rewrap(db, young, old)).toMatchObject({ turned: 0 });

    const after = await openKeyring(db, young, null);
    for (const [index, orgId] of orgs.entries())
      expect(await after.open(orgId, 'f', sealed[index] ?? Buffer.alloc(0))).toEqual(text);
    for (const orgId of late) expect(await after.open(orgId, 'f', await after.seal(orgId, 'f', text))).toEqual(text);
    expect([after.hashId('wamid.1'), after.derived('auth')]).toEqual([hash, derived]);
    const masters = new Set((await keyStatus(db)).flatMap(org => org.generations.map(key => key.masterKeyId)));
    expect([...masters]).toEqual([masterKeyId(young)]);

    // Whoever has the former key has nothing: neither by the front door nor by the rows.
    await expect(openKeyring(db, old, null)).rejects.toThrow(/another master key.*PARLEY_MASTER_KEY_FORMER/);
    const thief = createKeyring(db, old);
    for (const [index, orgId] of orgs.entries())
      await expect(thief.open(orgId, 'f', sealed[index] ?? Buffer.alloc(0))).rejects.toThrow(SealError);
    // A process nobody restarted goes on with what it has, and says what to do when it needs a new key.
    expect(await before.open(orgs[0] ?? '', 'f', await before.seal(orgs[0] ?? '', 'f', text))).toEqual(text);
    await expect(before.seal(await organization(db), 'f', text)).rejects.toThrow(/restart/);
  });
});

describe('a change of the master key', () => {
  const record = useRecord();

  it('is of all keys or of none', async () => {
    const { db } = record;
    const [old, young] = [randomBytes(32), randomBytes(32)];
    const ring = await openKeyring(db, old, null);
    const orgs = await Promise.all(Array.from({ length: 5 }, () => organization(db)));
    for (const orgId of orgs) await ring.current(orgId);
    const status = await keyStatus(db);
    const broken = (await ring.current(orgs[3] ?? '')).id;
    const [row] = await db.withSystem(tx => tx.select().from(orgKeys).where(eq(orgKeys.id, broken)));
    const put = (wrapped: Buffer) =>
      db.withSystem(tx => tx.update(orgKeys).set({ wrapped }).where(eq(orgKeys.id, broken)));
    await put(randomBytes(93));
    await expect(rewrap(db, young, old)).rejects.toThrow(SealError);
    await put(row?.wrapped ?? text);
    expect(await keyStatus(db)).toEqual(status);
    await expect(openKeyring(db, old, null)).resolves.toBeDefined();
    await expect(rewrap(db, young, null)).rejects.toThrow(SealError);
    expect(await rewrap(db, young, old)).toEqual({ turned: 5, total: 5 });
  });
});

describe('a record from before there was a root', () => {
  const record = useRecord();

  it('keeps what is derived from its first key, though it is updated with both keys set', async () => {
    const { db } = record;
    const [old, young] = [randomBytes(32), randomBytes(32)];
    const orgId = await organization(db);
    const before = createKeyring(db, old);
    const sealed = await before.seal(orgId, 'f', text);
    const during = await openKeyring(db, young, old);
    expect([during.hashId('x'), during.derived('auth')]).toEqual([before.hashId('x'), before.derived('auth')]);
    await rewrap(db, young, old);
    const after = await openKeyring(db, young, null);
    expect(after.hashId('x')).toEqual(before.hashId('x'));
    expect(await after.open(orgId, 'f', sealed)).toEqual(text);
  });
});

describe('the data key of an organization', () => {
  const record = useRecord();

  it('changes: older values open, newer ones are sealed with it, and what lies at rest is turned over', async () => {
    const { db } = record;
    const master = randomBytes(32);
    const open = () => openKeyring(db, master, null, { currentTtlMs: 30 });
    const [one, two] = [await open(), await open()];
    const orgId = await organization(db);
    const secrets = { accessToken: 'a', appSecret: 'b', verifyToken: 'c' };
    const number = { name: 'n', phoneNumberId: newId(), businessAccountId: '1', displayPhoneNumber: '1', ...secrets };
    const channelAccountId = await seedChannel(db, one, orgId, number, Date.now());
    const sealed = await one.seal(orgId, 'f', text);
    const raws = await Promise.all(
      Array.from({ length: 450 }, async (_, index) => ({
        orgId,
        channelAccountId,
        updateKey: randomBytes(16),
        body: await one.seal(orgId, 'raw_update', Buffer.from(String(index))),
      })),
    );
    await db.withSystem(tx => insertRawUpdates(tx, raws, Date.now()));
    const first = await two.current(orgId);

    const second = await one.rotate(orgId, Date.now());
    expect(second.id).not.toBe(first.id);
    await until('the other process to take it up', async () => (await two.current(orgId)).id === second.id);
    expect(sealedKeyId(await two.seal(orgId, 'f', text))).toBe(second.id);
    expect(await two.open(orgId, 'f', sealed)).toEqual(text);

    const uses = async () => (await keyStatus(db)).flatMap(org => org.generations.map(key => key.values));
    expect(await uses()).toEqual([453, 0]);
    expect(await reseal(db, two)).toEqual({ secrets: 3, rawUpdates: 450 });
    expect(await uses()).toEqual([0, 453]);
    expect(await reseal(db, one)).toEqual({ secrets: 0, rawUpdates: 0 });
    expect(await webhookAccounts(db, one)).toMatchObject([{ appSecret: 'b', verifyToken: 'c' }]);
    const opened = await db.withSystem(tx => tx.select().from(rawUpdates));
    const texts = await Promise.all(opened.map(async row => String(await one.open(orgId, 'raw_update', row.body))));
    expect(new Set(texts).size).toBe(450);
  });
});
