/** Makes the demo organization, once: safe to run at every start. What a person changed since is left alone. */
import { and, eq } from 'drizzle-orm';
import { type Playbook, playbookSchema } from '../../domain/playbook/playbook.ts';
import { channelAccounts } from '../channel/table.ts';
import type { Database } from '../database.ts';
import { derivedId } from '../ids.ts';
import type { Keyring } from '../keys/keyring.ts';
import { playbooks, playbookVersions } from '../playbook/table.ts';
import { organizations } from './table.ts';

export interface OrganizationSeed {
  slug: string;
  name: string;
  zone: string;
  currency: string;
  playbook: { name: string; config: unknown };
}

export interface ChannelSeed {
  name: string;
  phoneNumberId: string;
  /** null = not known yet: the first webhook tells it (`learnBusinessId`). */
  businessAccountId: string | null;
  displayPhoneNumber: string;
  accessToken: string;
  appSecret: string;
  verifyToken: string;
}

/** @returns the organization's id (derived from its slug). @throws ZodError when the playbook is wrong. */
export async function seedOrganization(db: Database, seed: OrganizationSeed, now: number): Promise<string> {
  const orgId = derivedId('organization', seed.slug);
  const config: Playbook = playbookSchema.parse(seed.playbook.config);
  await db.withSystem(tx =>
    tx
      .insert(organizations)
      .values({ id: orgId, slug: seed.slug, name: seed.name, zone: seed.zone, currency: seed.currency, createdAt: now })
      .onConflictDoNothing(),
  );
  await db.withOrg(orgId, async tx => {
    const playbookId = derivedId('playbook', orgId, seed.playbook.name);
    await tx
      .insert(playbooks)
      .values({ orgId, id: playbookId, name: seed.playbook.name, currentVersion: 1, createdAt: now })
      .onConflictDoNothing();
    await tx
      .insert(playbookVersions)
      .values({ orgId, playbookId, version: 1, config, createdBy: 'seed', createdAt: now })
      .onConflictDoNothing();
  });
  return orgId;
}

/** The channel account of a WhatsApp number; its secrets are sealed anew at every call, so that changed settings are taken up. */
export async function seedChannel(
  db: Database,
  keyring: Keyring,
  orgId: string,
  seed: ChannelSeed,
  now: number,
): Promise<string> {
  const sealed = {
    accessTokenSealed: await keyring.seal(orgId, 'channel.access_token', Buffer.from(seed.accessToken)),
    appSecretSealed: await keyring.seal(orgId, 'channel.app_secret', Buffer.from(seed.appSecret)),
    verifyTokenSealed: await keyring.seal(orgId, 'channel.verify_token', Buffer.from(seed.verifyToken)),
  };
  const id = derivedId('channel', orgId, seed.phoneNumberId);
  await db.withOrg(orgId, async tx => {
    const [existing] = await tx
      .select({ id: channelAccounts.id })
      .from(channelAccounts)
      .where(and(eq(channelAccounts.orgId, orgId), eq(channelAccounts.id, id)));
    if (existing)
      await tx
        .update(channelAccounts)
        .set({ ...sealed, ...(seed.businessAccountId === null ? {} : { businessId: seed.businessAccountId }) })
        .where(and(eq(channelAccounts.orgId, orgId), eq(channelAccounts.id, id)));
    else
      await tx.insert(channelAccounts).values({
        orgId,
        id,
        channel: 'whatsapp',
        name: seed.name,
        externalId: seed.phoneNumberId,
        businessId: seed.businessAccountId ?? '',
        displayAddress: seed.displayPhoneNumber,
        createdAt: now,
        ...sealed,
      });
  });
  return id;
}
