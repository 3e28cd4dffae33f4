/** Data keys of organizations: one newest per organization, older ones kept for opening. Cached; read outside any transaction of the caller. */
import { randomBytes } from 'node:crypto';
import { desc, eq } from 'drizzle-orm';
import { uuidv7 } from 'uuidv7';
import type { Database, Tx } from '../database.ts';
import { installationKeys, orgKeys } from '../organization/table.ts';
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
  /** Makes a new generation; values sealed before still open. Other processes take it up within half a minute. */
  rotate(orgId: string, now: number): Promise<DataKey>;
  /** Seals what belongs to no organization (a person's second factor). @param field what it is and whose. */
  sealOwn(field: string, plain: Uint8Array): Buffer;
  /** @throws SealError when it was changed, or sealed for another field. */
  openOwn(field: string, sealed: Uint8Array): Buffer;
  /** Keyed hash of a provider id, the same for ever: deduplication that names nobody. */
  hashId(text: string): Buffer;
  /** A key for one use that belongs to the installation, not to an organization. */
  derived(use: string): Buffer;
}

export interface KeyringOptions {
  /** What the installation's own keys are derived from: the first master key there was. The master key itself when left out. */
  root?: Buffer;
  /** The master key before this one: what it wrapped still opens. */
  former?: Buffer | null;
  /** How long the newest key of an organization is taken for the newest: 30 s when left out. */
  currentTtlMs?: number;
}

export const ROOT = 'root';
/** Stands where an organization's key would be named: there is one such key, and it comes from the root. */
const OWN_KEY_ID = '00000000-0000-8000-8000-000000000001';
const CURRENT_TTL_MS = 30_000;

/** Names a master key without telling anything of it. */
export const masterKeyId = (master: Buffer): string =>
  `master-${deriveKey(master, 'master-key-id').subarray(0, 6).toString('hex')}`;

export const wrapKeyOf = (master: Buffer): Buffer => deriveKey(master, 'wrap-data-keys');

/** Opens what one of several keys sealed. @throws SealError when none does. */
export function openWithAny(keys: readonly Buffer[], purpose: string, sealed: Uint8Array): Buffer {
  for (const key of keys) {
    try {
      return open(key, purpose, sealed);
    } catch (error) {
      if (!(error instanceof SealError)) throw error;
    }
  }
  throw new SealError('a sealed value does not open: wrong master key, or it was changed or moved');
}

export const orgKeyPurpose = (orgId: string, generation: number): string => `org-key:${orgId}:${generation}`;

const PATIENCE_MS = 1_000;

/** While the record is away, or slow, the key known last goes on: it opens what it seals, whatever was made newest since. */
async function soonOrKnown(loaded: Promise<DataKey>, known: Promise<DataKey>): Promise<DataKey> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<DataKey>(resolve => {
    timer = setTimeout(() => resolve(known), PATIENCE_MS);
    timer.unref();
  });
  const found = loaded.catch((error: unknown) => {
    if (error instanceof SealError) throw error;
    return known;
  });
  return Promise.race([found, late]).finally(() => clearTimeout(timer));
}

/** @param db a handle with a small pool of its own: sealing may never wait behind the work that needs it. */
export function createKeyring(db: Database, master: Buffer, options: KeyringOptions = {}): Keyring {
  const masters = new Map([master, ...(options.former ? [options.former] : [])].map(one => [masterKeyId(one), one]));
  const unwrapKeys = [...masters.values()].map(wrapKeyOf);
  const root = options.root ?? master;
  const ttlMs = options.currentTtlMs ?? CURRENT_TTL_MS;
  const hashKey = deriveKey(root, 'provider-ids');
  const ownKey = deriveKey(root, 'installation-values');
  const byId = new Map<string, DataKey>();
  const current = new Map<string, { at: number; key: Promise<DataKey> }>();

  const unwrap = (row: typeof orgKeys.$inferSelect): DataKey => {
    const found = byId.get(row.id);
    if (found) return found;
    const key = openWithAny(unwrapKeys, orgKeyPurpose(row.orgId, row.generation), row.wrapped);
    const made = { id: row.id, orgId: row.orgId, key };
    byId.set(row.id, made);
    return made;
  };

  /** The master key that wraps new keys: the record says which, so that processes agree while it is changed. */
  async function wrappingMaster(tx: Tx): Promise<Buffer> {
    const [row] = await tx.select().from(installationKeys).where(eq(installationKeys.use, ROOT)).for('share');
    if (!row) return master;
    const named = masters.get(row.masterKeyId);
    if (!named)
      throw new SealError(
        'keys are wrapped by another master key now: restart this process with the settings of today',
      );
    return named;
  }

  async function create(orgId: string, generation: number, now: number): Promise<void> {
    const id = uuidv7();
    await db.withSystem(async tx => {
      const wrapping = await wrappingMaster(tx);
      const wrapped = seal(wrapKeyOf(wrapping), id, orgKeyPurpose(orgId, generation), randomBytes(32));
      await tx
        .insert(orgKeys)
        .values({ orgId, id, wrapped, masterKeyId: masterKeyId(wrapping), generation, createdAt: now })
        .onConflictDoNothing();
    });
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
      if (cached && performance.now() - cached.at < ttlMs) return cached.key;
      const loaded = loadCurrent(orgId);
      const key = cached ? soonOrKnown(loaded, cached.key) : loaded;
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
    sealOwn: (field, plain) => seal(ownKey, OWN_KEY_ID, `installation:${field}`, plain),
    openOwn: (field, sealed) => open(ownKey, `installation:${field}`, sealed),
    hashId: text => keyedHash(hashKey, text),
    derived: use => deriveKey(root, use),
  };
  return ring;
}
