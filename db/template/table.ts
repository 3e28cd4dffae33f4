import { foreignKey, jsonb, pgTable, primaryKey, text, unique, uuid } from 'drizzle-orm/pg-core';
import { channelAccounts } from '../channel/table.ts';
import { instant, orgId } from '../columns.ts';

/** Message templates as the provider has them; only APPROVED ones are sendable (A-PRICE-5). */
export const templates = pgTable(
  'templates',
  {
    orgId: orgId(),
    id: uuid('id').notNull(),
    channelAccountId: uuid('channel_account_id').notNull(),
    name: text('name').notNull(),
    language: text('language').notNull(),
    category: text('category').notNull(),
    status: text('status').notNull(),
    quality: text('quality'),
    providerTemplateId: text('provider_template_id'),
    components: jsonb('components').$type<unknown[]>().notNull(),
    syncedAt: instant('synced_at').notNull(),
  },
  t => [
    primaryKey({ columns: [t.orgId, t.id] }),
    unique('templates_name').on(t.orgId, t.channelAccountId, t.name, t.language),
    foreignKey({
      columns: [t.orgId, t.channelAccountId],
      foreignColumns: [channelAccounts.orgId, channelAccounts.id],
    }).onDelete('cascade'),
  ],
);
