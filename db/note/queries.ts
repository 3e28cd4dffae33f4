/** Notes of members to each other, beside the messages of a thread. */
import { and, asc, eq, gte } from 'drizzle-orm';
import { users } from '../auth/table.ts';
import type { Tx } from '../database.ts';
import { members } from '../organization/table.ts';
import { notes } from './table.ts';

const shown = (tx: Tx) =>
  tx
    .select({ note: notes, authorName: users.name })
    .from(notes)
    .leftJoin(members, and(eq(members.orgId, notes.orgId), eq(members.id, notes.memberId)))
    .leftJoin(users, eq(users.id, members.userId))
    .$dynamic();

export type NoteRow = Awaited<ReturnType<typeof notesOf>>[number];

/** Oldest first. @param from none before it: what is scrolled up to has its own. */
export function notesOf(
  tx: Tx,
  { orgId, conversationId, from, limit }: { orgId: string; conversationId: string; from: number | null; limit: number },
) {
  return shown(tx)
    .where(
      and(
        eq(notes.orgId, orgId),
        eq(notes.conversationId, conversationId),
        from === null ? undefined : gte(notes.createdAt, from),
      ),
    )
    .orderBy(asc(notes.createdAt), asc(notes.id))
    .limit(limit);
}

export async function findNote(tx: Tx, { orgId, noteId }: { orgId: string; noteId: string }): Promise<NoteRow | null> {
  const [row] = await shown(tx).where(and(eq(notes.orgId, orgId), eq(notes.id, noteId)));
  return row ?? null;
}
