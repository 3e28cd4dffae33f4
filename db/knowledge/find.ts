/** What the knowledge base has for a question, with every score and where it comes from; ranking comes after. */
import { matchKnowledge } from '../../domain/knowledge/match.ts';
import { calibrated, type Found } from '../../domain/knowledge/rank.ts';
import { recallScore } from '../../domain/knowledge/recall.ts';
import type { Tx } from '../database.ts';
import { documentsOf } from './queries.ts';
import { type ChunkHit, type MessageHit, type Query, searchKnowledge } from './search.ts';

export interface KnowledgeHit extends Found {
  id: string;
  documentId: string;
  title: string;
  text: string;
  /** As the model gave it, for the test panel. */
  cosine: number | null;
  /** Its page has changed and nobody has looked yet (A-KNOW-3). */
  stale: boolean;
  url: string | null;
}

export async function findKnowledge(
  tx: Tx,
  { orgId, query }: { orgId: string; query: Query },
): Promise<KnowledgeHit[]> {
  const chunks = await searchKnowledge(tx, query);
  const documents = await documentsOf(tx, { orgId, ids: [...new Set(chunks.map(chunk => chunk.documentId))] });
  return scoredHits(query, chunks, chunk => ({ title: chunk.title, text: chunk.text })).map(hit => ({
    id: hit.id,
    documentId: hit.documentId,
    title: hit.title,
    text: hit.text,
    cosine: hit.cosine,
    meaning: hit.meaning,
    words: hit.words,
    stale: documents.get(hit.documentId)?.stale ?? false,
    url: documents.get(hit.documentId)?.url ?? null,
  }));
}

/** Calibrated meaning, and the share of the question's words, for each hit. */
export function scoredHits<T extends (ChunkHit | MessageHit) & { id: string }>(
  { text, model }: Pick<Query, 'text' | 'model'>,
  hits: T[],
  wordsOf: (hit: T) => { title: string; text: string },
): (T & Found)[] {
  const words = new Map(
    matchKnowledge(
      text,
      hits.map(hit => ({ id: hit.id, ...wordsOf(hit) })),
      hits.length,
    ).map(source => [source.id, source.score]),
  );
  return hits.map(hit => {
    const { title, text: said } = wordsOf(hit);
    // A message without a vector: among so few, no word is rarer than another.
    const recalled = hit.cosine === null && title === '' ? recallScore(text, said) : 0;
    return {
      ...hit,
      meaning: hit.cosine === null ? null : calibrated(model, hit.cosine),
      words: Math.max(recalled, words.get(hit.id) ?? 0),
    };
  });
}
