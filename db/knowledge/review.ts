/** Pages that have changed since they became knowledge: told, reviewed, or as before again (A-KNOW-2, A-KNOW-3). */
import { and, asc, eq, ne } from 'drizzle-orm';
import type { Tx } from '../database.ts';
import { type DocumentRow, wordsHash } from './queries.ts';
import { knowledgeDocuments } from './table.ts';

/** Documents that wait for a review, oldest alert first. */
export async function listChanged(tx: Tx, { orgId, limit }: { orgId: string; limit: number }): Promise<DocumentRow[]> {
  return tx
    .select()
    .from(knowledgeDocuments)
    .where(and(eq(knowledgeDocuments.orgId, orgId), knowledgeDocuments.staleAlert))
    .orderBy(asc(knowledgeDocuments.updatedAt), asc(knowledgeDocuments.id))
    .limit(limit);
}

/** Review of a page that changed (A-KNOW-2): its new words are taken, or the old ones stay; both end the alert. */
export async function reviewDocument(
  tx: Tx,
  { orgId, id, accept, now }: { orgId: string; id: string; accept: boolean; now: number },
): Promise<DocumentRow | null> {
  const mine = and(eq(knowledgeDocuments.orgId, orgId), eq(knowledgeDocuments.id, id));
  const [row] = await tx.select().from(knowledgeDocuments).where(mine).for('update');
  if (!row) return null;
  // A page that is gone takes its knowledge with it.
  if (accept && row.changedContent === '') {
    await tx.delete(knowledgeDocuments).where(mine);
    return { ...row, content: '', changedContent: null, staleAlert: false, chunkCount: 0, lastVerifiedAt: now };
  }
  const content = accept && row.changedContent !== null ? row.changedContent : row.content;
  const sha256 = wordsHash({ title: row.title, content });
  const [same] = await tx
    .select({ id: knowledgeDocuments.id })
    .from(knowledgeDocuments)
    .where(
      and(
        eq(knowledgeDocuments.orgId, orgId),
        eq(knowledgeDocuments.sourceId, row.sourceId),
        eq(knowledgeDocuments.sha256, sha256),
        ne(knowledgeDocuments.id, id),
      ),
    );
  // It says now what another page of the source says: once is enough.
  if (same) {
    await tx.delete(knowledgeDocuments).where(mine);
    return { ...row, content, changedContent: null, staleAlert: false, chunkCount: 0, lastVerifiedAt: now };
  }
  const [after] = await tx
    .update(knowledgeDocuments)
    .set({
      content,
      sha256,
      changedContent: null,
      staleAlert: false,
      lastVerifiedAt: now,
      updatedAt: now,
      ...(content === row.content ? {} : { status: 'PENDING' as const, nextAt: null, attempts: 0 }),
    })
    .where(mine)
    .returning();
  return after ?? null;
}

/** What its page says now is something else: people are told, and the agent states no numbers of it until they have looked. */
export async function markChanged(
  tx: Tx,
  { orgId, id, content, now }: { orgId: string; id: string; content: string; now: number },
): Promise<void> {
  await tx
    .update(knowledgeDocuments)
    .set({ staleAlert: true, changedContent: content, updatedAt: now })
    .where(and(eq(knowledgeDocuments.orgId, orgId), eq(knowledgeDocuments.id, id)));
}

/** Its page says again what is stored: nothing waits for a review, and it has been looked at now. */
export async function clearChanged(
  tx: Tx,
  { orgId, id, now }: { orgId: string; id: string; now: number },
): Promise<void> {
  await tx
    .update(knowledgeDocuments)
    .set({ staleAlert: false, changedContent: null, lastVerifiedAt: now, updatedAt: now })
    .where(and(eq(knowledgeDocuments.orgId, orgId), eq(knowledgeDocuments.id, id)));
}
