import { integer, jsonb, pgTable, primaryKey, real, text } from 'drizzle-orm/pg-core';
import type { ModelProvider, ModelSettings } from '../../domain/model/settings.ts';
import { bytea, instant, orgId } from '../columns.ts';
import { organizations } from '../organization/table.ts';

/** The model an organization's agent thinks with (B-AI-7); no row = the installation's. */
export const modelSettings = pgTable(
  'model_settings',
  {
    orgId: orgId().references(() => organizations.id, { onDelete: 'cascade' }),
    provider: text('provider').$type<ModelProvider>().notNull(),
    baseUrl: text('base_url'),
    apiKeySealed: bytea('api_key_sealed'),
    /** Its last characters, so that people know which one it is. */
    keyEnd: text('key_end'),
    model: text('model'),
    models: jsonb('models').$type<ModelSettings['models']>().notNull(),
    temperature: real('temperature'),
    prices: jsonb('prices').$type<ModelSettings['prices']>().notNull().default({}),
    version: integer('version').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  t => [primaryKey({ columns: [t.orgId] })],
);
