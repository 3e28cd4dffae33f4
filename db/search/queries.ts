import { sql } from 'drizzle-orm';
import type { ListView } from '../conversation/view-rules.ts';
import type { Tx } from '../database.ts';

/** So many matches are shown; more is a reason to search for something more exact. */
export const MOST_MATCHES = 50;

export interface InboxMatch {
  conversationId: string;
  /** The newest message that matched; null when the contact did. */
  messageId: string | null;
}

/** Conversations of a view in which something was said, or whose contact is called so, newest activity first. */
export async function searchInbox(
  tx: Tx,
  input: { query: string; view: ListView; memberId: string; limit: number },
): Promise<InboxMatch[]> {
  const { query, view, memberId } = input;
  const limit = Math.min(input.limit, MOST_MATCHES);
  const result = await tx.execute<{ conversation_id: string; message_id: string | null }>(
    sql`select conversation_id, message_id from search_inbox(${query}, ${view}, ${memberId}::uuid, ${limit})`,
  );
  return result.rows.map(row => ({ conversationId: row.conversation_id, messageId: row.message_id }));
}
