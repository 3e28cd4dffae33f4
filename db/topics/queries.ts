import { and, desc, eq, gte, isNotNull, isNull } from 'drizzle-orm';
import type { Question } from '../../domain/topics/topics.ts';
import type { Tx } from '../database.ts';
import { messages } from '../message/table.ts';

/** What customers typed since, newest first; at most so many. */
export function typedSince(
  tx: Tx,
  { orgId, since, limit }: { orgId: string; since: number; limit: number },
): Promise<Question[]> {
  return tx
    .select({ conversationId: messages.conversationId, text: messages.text, at: messages.createdAt })
    .from(messages)
    .where(
      and(
        eq(messages.orgId, orgId),
        eq(messages.direction, 'in'),
        gte(messages.createdAt, since),
        isNotNull(messages.text),
        isNull(messages.deletedAt),
      ),
    )
    .orderBy(desc(messages.createdAt))
    .limit(limit)
    .then(rows => rows.map(({ text, ...row }) => ({ ...row, text: (text ?? '').slice(0, 300) })));
}
