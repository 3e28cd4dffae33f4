/** Puts the poisoned pages into the knowledge base, indexed as ingestion leaves them. */
import { and, eq } from 'drizzle-orm';
import { addDocuments, createSource, storeChunks } from '../../db/knowledge/queries.ts';
import { knowledgeDocuments } from '../../db/knowledge/table.ts';
import type { EvalStack } from '../stack/stack.ts';
import { POISONED_PAGES } from './attacks.ts';

const NO_STOP = new AbortController().signal;

export async function plantDocuments({ db, orgId, gateway, clock }: EvalStack): Promise<void> {
  const { vectors, usage } = await gateway.embed({
    texts: POISONED_PAGES.map(page => `${page.title}\n${page.content}`),
    signal: NO_STOP,
  });
  const now = clock.now();
  for (const [index, page] of POISONED_PAGES.entries()) {
    const vector = vectors[index];
    await db.withOrg(orgId, async tx => {
      const sourceId = await createSource(tx, { orgId, type: page.type, name: page.title, now });
      await addDocuments(tx, { orgId, sourceId, documents: [page], now });
      const [document] = await tx
        .select()
        .from(knowledgeDocuments)
        .where(and(eq(knowledgeDocuments.orgId, orgId), eq(knowledgeDocuments.sourceId, sourceId)));
      if (!document) throw new Error('the page was not stored');
      await storeChunks(tx, {
        document,
        chunks: [{ text: page.content, tokens: 60 }],
        vectors: vector ? [vector] : null,
        model: usage.model,
        now,
      });
    });
  }
}
