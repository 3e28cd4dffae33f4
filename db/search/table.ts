/**
 * What can be searched, kept by triggers beside the rows it comes from (see the migration that made it): narrow tables that are
 * written once, so that the many state changes of a message never touch a full-text index.
 */
import { sql } from 'drizzle-orm';
import { customType, foreignKey, index, pgTable, primaryKey, uuid } from 'drizzle-orm/pg-core';
import { instant, orgId } from '../columns.ts';
import { contacts } from '../contact/table.ts';
import { messages } from '../message/table.ts';

const tsvector = customType<{ data: string; driverData: string }>({ dataType: () => 'tsvector' });

/** The words of a message as `search_words` cuts them, and a tag of the organization so that the index tells tenants apart. */
export const messageSearch = pgTable(
  'message_search',
  {
    orgId: orgId(),
    messageId: uuid('message_id').notNull(),
    conversationId: uuid('conversation_id').notNull(),
    words: tsvector('words').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  t => [
    primaryKey({ columns: [t.orgId, t.messageId] }),
    // A list of waiting entries would be read by every search, and emptied by an unlucky insert.
    index('message_search_words').using('gin', t.words).with({ fastupdate: false }),
    index('message_search_conversation').on(t.orgId, t.conversationId),
    foreignKey({ columns: [t.orgId, t.messageId], foreignColumns: [messages.orgId, messages.id] }).onDelete('cascade'),
  ],
);

/** Names, addresses and every end of every phone number of a contact, so that any run of its digits is a prefix of one. */
export const contactSearch = pgTable(
  'contact_search',
  {
    orgId: orgId(),
    contactId: uuid('contact_id').notNull(),
    words: tsvector('words').notNull().default(sql`''`),
  },
  t => [
    primaryKey({ columns: [t.orgId, t.contactId] }),
    index('contact_search_words').using('gin', t.words).with({ fastupdate: false }),
    foreignKey({ columns: [t.orgId, t.contactId], foreignColumns: [contacts.orgId, contacts.id] }).onDelete('cascade'),
  ],
);
