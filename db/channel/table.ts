import { index, pgTable, primaryKey, text, unique, uuid } from 'drizzle-orm/pg-core';
import type { Channel } from '../../domain/words.ts';
import { bytea, instant, orgId } from '../columns.ts';
import { organizations } from '../organization/table.ts';

/** One WhatsApp number, one widget, one mailbox … Secrets are sealed (AES-256-GCM, tenant and field as associated data). */
export const channelAccounts = pgTable(
  'channel_accounts',
  {
    orgId: orgId().references(() => organizations.id, { onDelete: 'cascade' }),
    id: uuid('id').notNull(),
    channel: text('channel').$type<Channel>().notNull(),
    name: text('name').notNull(),
    /** WhatsApp: the phone number id. Unique over all organizations: a number belongs to one. */
    externalId: text('external_id').notNull(),
    /** WhatsApp: the business account (WABA) id. */
    businessId: text('business_id').notNull(),
    displayAddress: text('display_address').notNull(),
    accessTokenSealed: bytea('access_token_sealed').notNull(),
    appSecretSealed: bytea('app_secret_sealed').notNull(),
    verifyTokenSealed: bytea('verify_token_sealed').notNull(),
    /** As the provider says it: TIER_250 … TIER_UNLIMITED (A-PRICE-3); null until it was read. */
    messagingTier: text('messaging_tier'),
    quality: text('quality'),
    tierReadAt: instant('tier_read_at'),
    createdAt: instant('created_at').notNull(),
  },
  t => [
    primaryKey({ columns: [t.orgId, t.id] }),
    unique('channel_accounts_external').on(t.channel, t.externalId),
    index('channel_accounts_business').on(t.channel, t.businessId),
  ],
);
