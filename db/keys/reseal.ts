/** Values at rest are sealed anew under the newest data key of their organization: secrets of numbers, keys of model providers, and raw updates. */
import { and, asc, eq, gt } from 'drizzle-orm';
import { HEADER_FIELD, headersOf, isSealed, sealedBytes, sealedText, withHeaders } from '../../domain/flow/headers.ts';
import { channelAccounts } from '../channel/table.ts';
import type { Database } from '../database.ts';
import { flowVersions } from '../flow/table.ts';
import { rawUpdates } from '../intake/table.ts';
import { MODEL_KEY_FIELD } from '../model/queries.ts';
import { modelSettings } from '../model/table.ts';
import { organizations, orgKeys } from '../organization/table.ts';
import { sealedKeyId } from './envelope.ts';
import type { Keyring } from './keyring.ts';

const BATCH = 200;
const SECRETS = [
  ['accessTokenSealed', 'channel.access_token'],
  ['appSecretSealed', 'channel.app_secret'],
  ['verifyTokenSealed', 'channel.verify_token'],
] as const;

export interface Resealed {
  secrets: number;
  rawUpdates: number;
}

/** Seals what lies under older keys anew. Each value by itself: what changes meanwhile is left to whoever changed it. */
export async function reseal(db: Database, keyring: Keyring): Promise<Resealed> {
  return {
    secrets:
      (await resealSecrets(db, keyring)) +
      (await resealModelKeys(db, keyring)) +
      (await resealFlowHeaders(db, keyring)),
    rawUpdates: await resealRawUpdates(db, keyring),
  };
}

async function resealSecrets(db: Database, keyring: Keyring): Promise<number> {
  const rows = await db.withSystem(tx => tx.select().from(channelAccounts));
  let count = 0;
  for (const row of rows) {
    for (const [column, field] of SECRETS) {
      const renewed = await renew(keyring, row.orgId, field, row[column]);
      if (!renewed) continue;
      const mine = and(
        eq(channelAccounts.orgId, row.orgId),
        eq(channelAccounts.id, row.id),
        eq(channelAccounts[column], row[column]),
      );
      await db.withOrg(row.orgId, tx =>
        tx
          .update(channelAccounts)
          .set({ [column]: renewed })
          .where(mine),
      );
      count++;
    }
  }
  return count;
}

async function resealModelKeys(db: Database, keyring: Keyring): Promise<number> {
  const rows = await db.withSystem(tx => tx.select().from(modelSettings));
  let count = 0;
  for (const { orgId, apiKeySealed } of rows) {
    const renewed = apiKeySealed && (await renew(keyring, orgId, MODEL_KEY_FIELD, apiKeySealed));
    if (!renewed) continue;
    await db.withOrg(orgId, tx =>
      tx
        .update(modelSettings)
        .set({ apiKeySealed: renewed })
        .where(and(eq(modelSettings.orgId, orgId), eq(modelSettings.apiKeySealed, apiKeySealed))),
    );
    count++;
  }
  return count;
}

/** Also what an older release stored as it was typed. */
async function resealFlowHeaders(db: Database, keyring: Keyring): Promise<number> {
  const all = await db.withSystem(tx => tx.select({ id: organizations.id }).from(organizations));
  let count = 0;
  for (const { id: orgId } of all) {
    const rows = await db.withOrg(orgId, tx => tx.select().from(flowVersions).where(eq(flowVersions.orgId, orgId)));
    for (const { flowId, version, graph } of rows) {
      const renewed = new Map<string, string>();
      for (const { value } of headersOf(graph)) {
        const sealed = isSealed(value)
          ? await renew(keyring, orgId, HEADER_FIELD, sealedBytes(value))
          : await keyring.seal(orgId, HEADER_FIELD, Buffer.from(value));
        if (sealed) renewed.set(value, sealedText(sealed));
      }
      if (renewed.size === 0) continue;
      const mine = and(
        eq(flowVersions.orgId, orgId),
        eq(flowVersions.flowId, flowId),
        eq(flowVersions.version, version),
      );
      const changed = withHeaders(graph, value => renewed.get(value) ?? value);
      await db.withOrg(orgId, tx => tx.update(flowVersions).set({ graph: changed }).where(mine));
      count += renewed.size;
    }
  }
  return count;
}

async function resealRawUpdates(db: Database, keyring: Keyring): Promise<number> {
  let count = 0;
  for (let last = 0; ; ) {
    const after = last;
    const rows = await db.withSystem(tx =>
      tx.select().from(rawUpdates).where(gt(rawUpdates.id, after)).orderBy(asc(rawUpdates.id)).limit(BATCH),
    );
    for (const row of rows) {
      last = row.id;
      const renewed = await renew(keyring, row.orgId, 'raw_update', row.body);
      if (!renewed) continue;
      await db.withSystem(tx => tx.update(rawUpdates).set({ body: renewed }).where(eq(rawUpdates.id, row.id)));
      count++;
    }
    if (rows.length < BATCH) return count;
  }
}

/** Null when it lies under the newest key already. */
async function renew(keyring: Keyring, orgId: string, field: string, sealed: Buffer): Promise<Buffer | null> {
  const { id } = await keyring.current(orgId);
  if (sealedKeyId(sealed) === id) return null;
  return keyring.seal(orgId, field, await keyring.open(orgId, field, sealed));
}

export interface KeyStatus {
  orgId: string;
  slug: string;
  /** Newest last. */
  generations: { keyId: string; generation: number; masterKeyId: string; createdAt: number; values: number }[];
}

/** Which keys there are, under which master key, and how many values at rest each still seals. */
export async function keyStatus(db: Database): Promise<KeyStatus[]> {
  const { orgs, keys, accounts, models } = await db.withSystem(async tx => ({
    orgs: await tx
      .select({ id: organizations.id, slug: organizations.slug })
      .from(organizations)
      .orderBy(organizations.slug),
    keys: await tx.select().from(orgKeys).orderBy(orgKeys.generation),
    accounts: await tx.select().from(channelAccounts),
    models: await tx.select().from(modelSettings),
  }));
  const uses = new Map<string, number>();
  const count = (sealed: Uint8Array): void => {
    const id = sealedKeyId(sealed);
    uses.set(id, (uses.get(id) ?? 0) + 1);
  };
  for (const { apiKeySealed } of models) if (apiKeySealed) count(apiKeySealed);
  for (const { id: orgId } of orgs) {
    const rows = await db.withOrg(orgId, tx =>
      tx.select({ graph: flowVersions.graph }).from(flowVersions).where(eq(flowVersions.orgId, orgId)),
    );
    for (const { value } of rows.flatMap(({ graph }) => headersOf(graph)))
      if (isSealed(value)) count(sealedBytes(value));
  }
  for (const account of accounts) for (const [column] of SECRETS) count(account[column]);
  for (let last = 0; ; ) {
    const after = last;
    const rows = await db.withSystem(tx =>
      tx
        .select({ id: rawUpdates.id, body: rawUpdates.body })
        .from(rawUpdates)
        .where(gt(rawUpdates.id, after))
        .orderBy(asc(rawUpdates.id))
        .limit(BATCH),
    );
    for (const { id, body } of rows) {
      last = id;
      count(body);
    }
    if (rows.length < BATCH) break;
  }
  return orgs.map(({ id, slug }) => ({
    orgId: id,
    slug,
    generations: keys
      .filter(key => key.orgId === id)
      .map(key => ({
        keyId: key.id,
        generation: key.generation,
        masterKeyId: key.masterKeyId,
        createdAt: key.createdAt,
        values: uses.get(key.id) ?? 0,
      })),
  }));
}
