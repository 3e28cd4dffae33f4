import { foreignKey, pgTable, primaryKey, uuid } from 'drizzle-orm/pg-core';
import { instant, orgId } from '../columns.ts';
import { conversations } from '../conversation/table.ts';
import { members } from '../organization/table.ts';

/** Who looks at a conversation, and who writes in it: each holds for a short while and is renewed by whoever is there. */
export const presence = pgTable(
  'presence',
  {
    orgId: orgId(),
    conversationId: uuid('conversation_id').notNull(),
    memberId: uuid('member_id').notNull(),
    lookingUntil: instant('looking_until').notNull(),
    typingUntil: instant('typing_until'),
  },
  t => [
    primaryKey({ columns: [t.orgId, t.conversationId, t.memberId] }),
    foreignKey({
      columns: [t.orgId, t.conversationId],
      foreignColumns: [conversations.orgId, conversations.id],
    }).onDelete('cascade'),
    foreignKey({ columns: [t.orgId, t.memberId], foreignColumns: [members.orgId, members.id] }).onDelete('cascade'),
  ],
);
