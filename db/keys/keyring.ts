/** Data keys of organizations: one newest per organization, older ones kept for opening. Cached; read outside any transaction of the caller. */
import { randomBytes } from 'node:crypto';
import { desc, eq } from 'drizzle-orm';
import { uuidv7 } from 'uuidv7';
import type { Database } from '../database.ts';
import { orgKeys } from '../organization/table.ts';
import { deriveKey, keyedHash, open, SealError, seal, sealedKeyId } from './envelope.ts';

export interface DataKey {
  id: string;
  orgId: string;
  key: Buffer;
}

export interface Keyring {
  /** Newest key of an organization; made on first use. */
  current(orgId: string): Promise<DataKey>;
  byId(keyId: string): Promise<DataKey | null>;
  seal(orgId: string, field: string, plain: Uint8Array): Promise<Buffer>;
  /** @throws SealError when it belongs to another organization or field. */
  open(orgId: string, field: string, sealed: Uint8Array): Promise<Buffer>;
  /** Makes a new generation; values sealed before still open. */
  rotate(orgId: string, now: number): Promise<DataKey>;
  /** Keyed hash of a provider id, the same for ever: deduplication that names nobody. */
  hashId(text: string): Buffer;
  /** A key for one use that belongs to the installation, not to an organization. */
  derived(use: string): Buffer;
}

const MASTER_ID = 'master-1';
const CURRENT_TTL_MS = 30_000;

/** @param db a handle with a small pool of its own: sealing may never wait behind the work that needs it. */
export function createKeyring(db: Database, master: Buffer): Keyring {
  const wrapKey = deriveKey(master, 'wrap-data-keys');
  const hashKey = deriveKey(master, 'provider-ids');
  const byId = new Map<string, DataKey>();
  const current = new Map<string, { at: number; key: Promise<DataKey> }>();

  const unwrap = (row: typeof orgKeys.$inferSelect): DataKey => {
    const found = byId.get(row.id);
    if (found) return found;
    const key = {
      id: row.id,
      orgId: row.orgId,
      key: open(wrapKey, `org-key:${row.orgId}:${row.generation}`, row.wrapped),
    };
    byId.set(row.id, key);
    return key;
  };

  async function create(orgId: string, generation: number, now: number): Promise<void> {
    const id = uuidv7();
    const wrapped = seal(wrapKey, id, `org-key:${orgId}:${generation}`, randomBytes(32));
    await db.withSystem(tx =>
      tx
        .insert(orgKeys)
        .values({ orgId, id, wrapped, masterKeyId: MASTER_ID, generation, createdAt: now })
        .onConflictDoNothing(),
    );
  }

  const newest = (orgId: string) =>
    db.withSystem(tx =>
      tx.select().from(orgKeys).where(eq(orgKeys.orgId, orgId)).orderBy(desc(orgKeys.generation)).limit(1),
    );

  async function loadCurrent(orgId: string): Promise<DataKey> {
    let [row] = await newest(orgId);
    if (!row) {
      await create(orgId, 1, Date.now());
      [row] = await newest(orgId);
    }
    if (!row) throw new SealError('this organization has no data key and none could be made');
    return unwrap(row);
  }

  const ring: Keyring = {
    current(orgId) {
      const cached = current.get(orgId);
      if (cached && performance.now() - cached.at < CURRENT_TTL_MS) return cached.key;
      const key = loadCurrent(orgId);
      current.set(orgId, { at: performance.now(), key });
      key.catch(() => current.delete(orgId));
      return key;
    },
    async byId(keyId) {
      const cached = byId.get(keyId);
      if (cached) return cached;
      const [row] = await db.withSystem(tx => tx.select().from(orgKeys).where(eq(orgKeys.id, keyId)).limit(1));
      return row ? unwrap(row) : null;
    },
    async seal(orgId, field, plain) {
      const key = await ring.current(orgId);
      return seal(key.key, key.id, `${orgId}:${field}`, plain);
    },
    async open(orgId, field, sealed) {
      const key = await ring.byId(sealedKeyId(sealed));
      if (!key || key.orgId !== orgId)
        throw new SealError('a sealed value does not open: its key is not one of this organization');
      return open(key.key, `${orgId}:${field}`, sealed);
    },
    async rotate(orgId, now) {
      const [row] = await newest(orgId);
      await create(orgId, (row?.generation ?? 0) + 1, now);
      current.delete(orgId);
      return ring.current(orgId);
    },
    hashId: text => keyedHash(hashKey, text),
    derived: use => deriveKey(master, use),
  };
  return ring;
}
