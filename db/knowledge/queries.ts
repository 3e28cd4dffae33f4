/** Knowledge sources, documents and their chunks (A-KNOW-1). */
import { createHash } from 'node:crypto';
import { and, asc, count, desc, eq, inArray, sql } from 'drizzle-orm';
import type { AnyPgColumn } from 'drizzle-orm/pg-core';
import type { Chunk } from '../../domain/knowledge/chunk.ts';
import type { SourceType } from '../../domain/knowledge/words.ts';
import type { Tx } from '../database.ts';
import { newId } from '../ids.ts';
import { knowledgeChunks, knowledgeDocuments, knowledgeSources } from './table.ts';

export type DocumentRow = typeof knowledgeDocuments.$inferSelect;

export interface NewDocument {
  title: string;
  content: string;
  sourceUrl?: string | null;
  metadata?: Record<string, string>;
}

/** The words of a document, as one hash: equal ones are stored once per source. */
export const wordsHash = ({ title, content }: Pick<NewDocument, 'title' | 'content'>): string =>
  createHash('sha256').update(`${title.trim()}\n${content.trim()}`).digest('hex');

export async function createSource(
  tx: Tx,
  {
    orgId,
    type,
    name,
    url,
    id,
    now,
  }: { orgId: string; type: SourceType; name: string; url?: string | null; id?: string; now: number },
): Promise<string> {
  const sourceId = id ?? newId();
  await tx
    .insert(knowledgeSources)
    .values({ orgId, id: sourceId, type, name, url: url ?? null, createdAt: now })
    .onConflictDoNothing();
  return sourceId;
}

/** Adds documents; those whose words the source has already are left as they are. @returns how many are new. */
export async function addDocuments(
  tx: Tx,
  {
    orgId,
    sourceId,
    documents,
    now,
  }: { orgId: string; sourceId: string; documents: readonly NewDocument[]; now: number },
): Promise<number> {
  let added = 0;
  for (let from = 0; from < documents.length; from += 500) {
    const rows = documents.slice(from, from + 500).map(document => ({
      orgId,
      id: newId(),
      sourceId,
      title: document.title.trim(),
      content: document.content.trim(),
      metadata: document.metadata ?? {},
      sourceUrl: document.sourceUrl ?? null,
      sha256: wordsHash(document),
      status: 'PENDING' as const,
      lastVerifiedAt: now,
      createdAt: now,
      updatedAt: now,
    }));
    const inserted = await tx
      .insert(knowledgeDocuments)
      .values(rows)
      .onConflictDoNothing()
      .returning({ id: knowledgeDocuments.id });
    added += inserted.length;
  }
  return added;
}

/** Makes a source hold exactly these documents: what is not among them goes, with its chunks. */
export async function replaceDocuments(
  tx: Tx,
  input: { orgId: string; sourceId: string; documents: readonly NewDocument[]; now: number },
): Promise<{ added: number; removed: number }> {
  const { orgId, sourceId, documents } = input;
  const hashes = documents.map(wordsHash);
  const removed = await tx
    .delete(knowledgeDocuments)
    .where(
      and(
        eq(knowledgeDocuments.orgId, orgId),
        eq(knowledgeDocuments.sourceId, sourceId),
        hashes.length > 0 ? sql`${knowledgeDocuments.sha256} <> all(${sql.param(hashes)})` : undefined,
      ),
    )
    .returning({ id: knowledgeDocuments.id });
  return { added: await addDocuments(tx, input), removed: removed.length };
}

export async function listSources(tx: Tx, { orgId }: { orgId: string }) {
  return tx
    .select({
      id: knowledgeSources.id,
      type: knowledgeSources.type,
      name: knowledgeSources.name,
      url: knowledgeSources.url,
      createdAt: knowledgeSources.createdAt,
      documents: count(knowledgeDocuments.id),
      indexed: sql<number>`count(*) filter (where ${knowledgeDocuments.status} = 'INDEXED')::int`,
      failed: sql<number>`count(*) filter (where ${knowledgeDocuments.status} = 'FAILED')::int`,
      stale: sql<number>`count(*) filter (where ${knowledgeDocuments.staleAlert})::int`,
    })
    .from(knowledgeSources)
    .leftJoin(
      knowledgeDocuments,
      and(eq(knowledgeDocuments.orgId, knowledgeSources.orgId), eq(knowledgeDocuments.sourceId, knowledgeSources.id)),
    )
    .where(eq(knowledgeSources.orgId, orgId))
    .groupBy(knowledgeSources.orgId, knowledgeSources.id)
    .orderBy(asc(knowledgeSources.createdAt));
}

export async function listDocuments(
  tx: Tx,
  { orgId, sourceId, limit }: { orgId: string; sourceId: string; limit: number },
): Promise<DocumentRow[]> {
  return tx
    .select()
    .from(knowledgeDocuments)
    .where(and(eq(knowledgeDocuments.orgId, orgId), eq(knowledgeDocuments.sourceId, sourceId)))
    .orderBy(desc(knowledgeDocuments.staleAlert), asc(knowledgeDocuments.createdAt), asc(knowledgeDocuments.id))
    .limit(limit);
}

export async function chunksOf(tx: Tx, { orgId, documentId }: { orgId: string; documentId: string }) {
  return tx
    .select({
      position: knowledgeChunks.position,
      text: knowledgeChunks.text,
      tokens: knowledgeChunks.tokens,
      embedded: sql<boolean>`${knowledgeChunks.embedding} is not null`,
    })
    .from(knowledgeChunks)
    .where(and(eq(knowledgeChunks.orgId, orgId), eq(knowledgeChunks.documentId, documentId)))
    .orderBy(asc(knowledgeChunks.position));
}

export async function deleteSource(tx: Tx, { orgId, id }: { orgId: string; id: string }): Promise<boolean> {
  const rows = await tx
    .delete(knowledgeSources)
    .where(and(eq(knowledgeSources.orgId, orgId), eq(knowledgeSources.id, id)))
    .returning({ id: knowledgeSources.id });
  return rows.length > 0;
}

export interface LeasedDocument {
  orgId: string;
  id: string;
  attempt: number;
}

/** Documents to be indexed, leased in one short system transaction. */
export async function leaseDocuments(
  tx: Tx,
  { now, leaseMs, limit }: { now: number; leaseMs: number; limit: number },
): Promise<LeasedDocument[]> {
  const at = (ms: number) => sql`${new Date(ms).toISOString()}::timestamptz`;
  const result = await tx.execute<{ org_id: string; id: string; attempts: number }>(sql`
    update knowledge_documents set status = 'PROCESSING', next_at = ${at(now + leaseMs)}, attempts = attempts + 1
    where (org_id, id) in (select org_id, id from knowledge_documents
                           where status in ('PENDING', 'PROCESSING') and (next_at is null or next_at <= ${at(now)})
                           order by created_at limit ${limit} for update skip locked)
    returning org_id, id, attempts`);
  return result.rows.map(row => ({ orgId: row.org_id, id: row.id, attempt: row.attempts }));
}

export async function findDocument(tx: Tx, { orgId, id }: { orgId: string; id: string }): Promise<DocumentRow | null> {
  const [row] = await tx
    .select()
    .from(knowledgeDocuments)
    .where(and(eq(knowledgeDocuments.orgId, orgId), eq(knowledgeDocuments.id, id)));
  return row ?? null;
}

/** Replaces a document's chunks. Null vectors are found by their words until they are embedded. */
export async function storeChunks(
  tx: Tx,
  {
    document,
    chunks,
    vectors,
    model,
    now,
  }: {
    document: DocumentRow;
    chunks: readonly Chunk[];
    vectors: readonly number[][] | null;
    model: string;
    now: number;
  },
): Promise<void> {
  const { orgId, id: documentId, title } = document;
  await tx
    .delete(knowledgeChunks)
    .where(and(eq(knowledgeChunks.orgId, orgId), eq(knowledgeChunks.documentId, documentId)));
  for (let from = 0; from < chunks.length; from += 100) {
    await tx.insert(knowledgeChunks).values(
      chunks.slice(from, from + 100).map((chunk, index) => {
        const embedding = vectors?.[from + index] ?? null;
        return {
          orgId,
          id: newId(),
          documentId,
          position: from + index,
          title,
          text: chunk.text,
          tokens: chunk.tokens,
          embedding,
          embeddingModel: embedding ? model : null,
          createdAt: now,
        };
      }),
    );
  }
  await tx
    .update(knowledgeDocuments)
    .set({
      status: 'INDEXED',
      chunkCount: chunks.length,
      errorMessage: null,
      nextAt: null,
      attempts: 0,
      updatedAt: now,
    })
    .where(and(eq(knowledgeDocuments.orgId, orgId), eq(knowledgeDocuments.id, documentId)));
}

export async function documentFailed(
  tx: Tx,
  {
    orgId,
    id,
    message,
    againAt,
    now,
  }: { orgId: string; id: string; message: string; againAt: number | null; now: number },
): Promise<void> {
  await tx
    .update(knowledgeDocuments)
    .set({ status: againAt === null ? 'FAILED' : 'PENDING', errorMessage: message, nextAt: againAt, updatedAt: now })
    .where(and(eq(knowledgeDocuments.orgId, orgId), eq(knowledgeDocuments.id, id)));
}

/** Three ranges of the index, where `is distinct from` would read all there is. */
export const otherModel = (column: AnyPgColumn, model: string) =>
  sql`(${column} is null or ${column} < ${model} or ${column} > ${model})`;

/** Chunks without a vector of this model, to be embedded (A-RETR-3). */
export async function unembeddedChunks(
  tx: Tx,
  { orgId, model, limit }: { orgId: string; model: string; limit: number },
): Promise<{ id: string; text: string }[]> {
  return tx
    .select({ id: knowledgeChunks.id, text: sql<string>`${knowledgeChunks.title} || E'\n' || ${knowledgeChunks.text}` })
    .from(knowledgeChunks)
    .where(and(eq(knowledgeChunks.orgId, orgId), otherModel(knowledgeChunks.embeddingModel, model)))
    .limit(limit);
}

export async function saveVectors(
  tx: Tx,
  {
    orgId,
    model,
    vectors,
  }: { orgId: string; model: string; vectors: readonly { id: string; vector: readonly number[] }[] },
): Promise<void> {
  for (const { id, vector } of vectors)
    await tx
      .update(knowledgeChunks)
      .set({ embedding: [...vector], embeddingModel: model })
      .where(and(eq(knowledgeChunks.orgId, orgId), eq(knowledgeChunks.id, id)));
}

export async function hasKnowledge(tx: Tx, { orgId }: { orgId: string }): Promise<boolean> {
  const [row] = await tx
    .select({ id: knowledgeChunks.id })
    .from(knowledgeChunks)
    .where(eq(knowledgeChunks.orgId, orgId))
    .limit(1);
  return row !== undefined;
}

/** Facts of documents that chunks belong to. */
export async function documentsOf(tx: Tx, { orgId, ids }: { orgId: string; ids: string[] }) {
  if (ids.length === 0) return new Map<string, { stale: boolean; url: string | null; title: string }>();
  const rows = await tx
    .select({
      id: knowledgeDocuments.id,
      stale: knowledgeDocuments.staleAlert,
      url: knowledgeDocuments.sourceUrl,
      title: knowledgeDocuments.title,
    })
    .from(knowledgeDocuments)
    .where(and(eq(knowledgeDocuments.orgId, orgId), inArray(knowledgeDocuments.id, ids)));
  return new Map(rows.map(row => [row.id, row]));
}
