/**
 * The master key, and its change while everything runs (docs/keys.md): processes are started with the new key and the former
 * one, `rewrap` turns every wrapped key over in one transaction, and the former key can be thrown away.
 */
import { eq } from 'drizzle-orm';
import type { Database, Tx } from '../database.ts';
import { installationKeys, orgKeys } from '../organization/table.ts';
import { open, SealError, seal } from './envelope.ts';
import {
  createKeyring,
  type Keyring,
  type KeyringOptions,
  masterKeyId,
  openWithAny,
  orgKeyPurpose,
  ROOT,
  wrapKeyOf,
} from './keyring.ts';

const ROOT_PURPOSE = 'installation-key:root';
/** The root is one of a kind: no id is needed to find it. */
const ROOT_ID = '00000000-0000-7000-8000-000000000001';

/** The keyring of a process. @throws SealError when the record's keys are wrapped by neither master key. */
export async function openKeyring(
  db: Database,
  master: Buffer,
  former: Buffer | null,
  options: Pick<KeyringOptions, 'currentTtlMs'> = {},
): Promise<Keyring> {
  const root = await db.withSystem(tx => rootOf(tx, master, former));
  return createKeyring(db, master, { ...options, root, former });
}

const keysOf = (master: Buffer, former: Buffer | null): Buffer[] =>
  [master, ...(former ? [former] : [])].map(wrapKeyOf);

async function rootOf(tx: Tx, master: Buffer, former: Buffer | null): Promise<Buffer> {
  let [row] = await tx.select().from(installationKeys).where(eq(installationKeys.use, ROOT));
  if (!row) {
    const first = await firstMaster(tx, master, former);
    const wrapped = seal(wrapKeyOf(first), ROOT_ID, ROOT_PURPOSE, first);
    await tx
      .insert(installationKeys)
      .values({ use: ROOT, wrapped, masterKeyId: masterKeyId(first), createdAt: Date.now() })
      .onConflictDoNothing();
    [row] = await tx.select().from(installationKeys).where(eq(installationKeys.use, ROOT));
  }
  if (!row) throw new SealError('the root key could not be stored');
  try {
    return openWithAny(keysOf(master, former), ROOT_PURPOSE, row.wrapped);
  } catch {
    throw new SealError(
      `This record is sealed under another master key (${row.masterKeyId}; given: ${masterKeyId(master)}). Put the right key into PARLEY_MASTER_KEY; while the key is changed, the one before into PARLEY_MASTER_KEY_FORMER.`,
    );
  }
}

/** A record from before there was a root: the master key that wrapped its first data key is where everything is derived from. */
async function firstMaster(tx: Tx, master: Buffer, former: Buffer | null): Promise<Buffer> {
  const [row] = await tx.select().from(orgKeys).limit(1);
  if (!row || !former) return master;
  try {
    open(wrapKeyOf(former), orgKeyPurpose(row.orgId, row.generation), row.wrapped);
    return former;
  } catch {
    return master;
  }
}

export interface Rewrapped {
  /** Data keys that were turned over; those that were already under the new master key are not among them. */
  turned: number;
  total: number;
}

/**
 * Wraps every key by the new master key, all or none. Safe to run twice, and while everything runs: whoever makes a key
 * meanwhile waits for it.
 * @throws SealError when a key opens under neither.
 */
export async function rewrap(db: Database, master: Buffer, former: Buffer | null): Promise<Rewrapped> {
  const keys = keysOf(master, former);
  const newId = masterKeyId(master);
  return db.withSystem(async tx => {
    await rootOf(tx, master, former);
    const [root] = await tx.select().from(installationKeys).where(eq(installationKeys.use, ROOT)).for('update');
    if (!root) throw new SealError('there is no root key');
    const plain = openWithAny(keys, ROOT_PURPOSE, root.wrapped);
    await tx
      .update(installationKeys)
      .set({ wrapped: seal(wrapKeyOf(master), ROOT_ID, ROOT_PURPOSE, plain), masterKeyId: newId })
      .where(eq(installationKeys.use, ROOT));
    const rows = await tx.select().from(orgKeys);
    let turned = 0;
    for (const row of rows) {
      const purpose = orgKeyPurpose(row.orgId, row.generation);
      const key = openWithAny(keys, purpose, row.wrapped);
      if (row.masterKeyId === newId) continue;
      await tx
        .update(orgKeys)
        .set({ wrapped: seal(wrapKeyOf(master), row.id, purpose, key), masterKeyId: newId })
        .where(eq(orgKeys.id, row.id));
      turned++;
    }
    return { turned, total: rows.length };
  });
}
