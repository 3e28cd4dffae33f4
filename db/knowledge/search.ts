/** Search in what the transaction's organization knows and has said: by meaning and by words, in one call each. */
import { sql } from 'drizzle-orm';
import { searchTerms } from '../../domain/knowledge/match.ts';
import type { Tx } from '../database.ts';

export interface Query {
  /** What is asked, for the words. */
  text: string;
  /** Its vector; null when embeddings are off: then the words alone decide. */
  vector: readonly number[] | null;
  /** The model of the vector: only vectors of the same model are compared. */
  model: string;
}

export interface ChunkHit {
  id: string;
  documentId: string;
  title: string;
  text: string;
  tokens: number;
  /** Raw cosine; null when it was found by its words alone. */
  cosine: number | null;
}

/** Words as a tsquery: any of them, by their beginning. */
const wordsQuery = (text: string): string =>
  searchTerms(text)
    .slice(0, 24)
    .map(term => `'${term.replaceAll("'", "''")}':*`)
    .join(' | ');

const vectorOf = (vector: readonly number[] | null) =>
  vector ? sql`${`[${vector.join(',')}]`}::vector` : sql`null::vector`;

const HOW_MANY = 20;

export async function searchKnowledge(tx: Tx, query: Query): Promise<ChunkHit[]> {
  const { rows } = await tx.execute<{
    id: string;
    document_id: string;
    title: string;
    body: string;
    tokens: number;
    similarity: number | null;
  }>(
    sql`select * from search_knowledge(${vectorOf(query.vector)}, ${wordsQuery(query.text)}, ${query.model}, ${HOW_MANY})`,
  );
  return rows.map(row => ({
    id: row.id,
    documentId: row.document_id,
    title: row.title,
    text: row.body,
    tokens: row.tokens,
    cosine: row.similarity,
  }));
}

export interface MessageHit {
  messageId: string;
  conversationId: string;
  text: string;
  at: number;
  cosine: number | null;
}

/** Earlier messages of these conversations. */
export async function searchMessages(tx: Tx, conversations: string[], query: Query): Promise<MessageHit[]> {
  if (conversations.length === 0) return [];
  const ids = sql.param(conversations);
  const { rows } = await tx.execute<{
    message_id: string;
    conversation_id: string;
    body: string;
    at: Date | string;
    similarity: number | null;
  }>(
    sql`select * from search_messages(${ids}::uuid[], ${vectorOf(query.vector)}, ${wordsQuery(query.text)}, ${query.model}, ${HOW_MANY})`,
  );
  return rows.map(row => ({
    messageId: row.message_id,
    conversationId: row.conversation_id,
    text: row.body,
    at: new Date(row.at).getTime(),
    cosine: row.similarity,
  }));
}
