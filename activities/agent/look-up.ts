/**
 * Looks up what the agent may need: knowledge, and what was said long ago (X-KNOW). Done beside the reading of the message,
 * so that the customer does not wait for it; ranked and used later. When embeddings fail, the words alone decide (A-RETR-3).
 */
import type { LoadedConversation } from '../../db/conversation/load.ts';
import { addModelCall } from '../../db/cost/queries.ts';
import { documentsOf, hasKnowledge } from '../../db/knowledge/queries.ts';
import {
  type ChunkHit,
  type MessageHit,
  type Query,
  searchKnowledge,
  searchMessages,
} from '../../db/knowledge/search.ts';
import { messagesById, type TurnMessage } from '../../db/turn/queries.ts';
import { matchKnowledge } from '../../domain/knowledge/match.ts';
import { calibrated, type Found } from '../../domain/knowledge/rank.ts';
import { showsLanguage } from '../../domain/language/language.ts';
import type { Ports } from '../ports.ts';

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

export interface RememberedHit extends Found {
  message: TurnMessage;
  at: number;
}

export interface LookUp {
  query: string;
  model: string;
  knowledge: KnowledgeHit[];
  messages: RememberedHit[];
}

/** A slow embedding is not waited for: the words will do. */
const EMBED_TIMEOUT_MS = 4_000;
const QUERY_MESSAGES = 3;

/** The last three things the customer said (X-KNOW). */
export function queryOf(batch: TurnMessage[], recent: TurnMessage[]): string {
  const said = [...recent.filter(message => message.direction === 'in'), ...batch]
    .filter(message => !message.deleted)
    .map(message => message.text ?? message.transcript ?? '')
    .filter(text => text.trim() !== '');
  return said.slice(-QUERY_MESSAGES).join('\n').slice(0, 2_000);
}

/** Whether an organization has any knowledge changes rarely; it is asked for once in a while. */
const known = new Map<string, { at: number; any: Promise<boolean> }>();
const KNOWN_MS = 10_000;

function anyKnowledge(ports: Ports, orgId: string): Promise<boolean> {
  const cached = known.get(orgId);
  if (cached && Date.now() - cached.at < KNOWN_MS) return cached.any;
  const any = ports.db.withOrg(orgId, tx => hasKnowledge(tx, { orgId }));
  any.catch(() => known.delete(orgId));
  if (known.size > 1_000) known.clear();
  known.set(orgId, { at: Date.now(), any });
  return any;
}

/** Null when there is nothing to look in, or nothing was asked. */
export async function lookUp(
  ports: Ports,
  { row }: Pick<LoadedConversation, 'row'>,
  query: string,
  signal: AbortSignal,
): Promise<LookUp | null> {
  const { orgId, id: conversationId } = row;
  if (!showsLanguage(query)) return null;
  const knowledge = await anyKnowledge(ports, orgId);
  const remembers = row.memory.summaryThrough > 0;
  if (!knowledge && !remembers) return null;
  const { vector, model } = await embedQuery(ports, { orgId, conversationId, query, signal });
  const asked: Query = { text: query, vector, model };
  return ports.db.withOrg(orgId, async tx => {
    const chunks = knowledge ? await searchKnowledge(tx, asked) : [];
    const documents = await documentsOf(tx, { orgId, ids: [...new Set(chunks.map(chunk => chunk.documentId))] });
    const found = remembers ? await searchMessages(tx, [conversationId], asked) : [];
    const messages = await messagesById(tx, { orgId, ids: found.map(hit => hit.messageId) });
    return {
      query,
      model,
      knowledge: scored(query, model, chunks, chunk => ({ title: chunk.title, text: chunk.text })).map(hit => ({
        id: hit.id,
        documentId: hit.documentId,
        title: hit.title,
        text: hit.text,
        cosine: hit.cosine,
        meaning: hit.meaning,
        words: hit.words,
        stale: documents.get(hit.documentId)?.stale ?? false,
        url: documents.get(hit.documentId)?.url ?? null,
      })),
      messages: scored(
        query,
        model,
        found.map(hit => ({ ...hit, id: hit.messageId })),
        hit => ({ title: '', text: hit.text }),
      ).flatMap(hit => {
        const message = messages.get(hit.messageId);
        return message && !message.deleted ? [{ message, at: hit.at, meaning: hit.meaning, words: hit.words }] : [];
      }),
    };
  });
}

/** Calibrated meaning, and the share of the question's words, for each hit. */
function scored<T extends (ChunkHit | MessageHit) & { id: string }>(
  query: string,
  model: string,
  hits: T[],
  wordsOf: (hit: T) => { title: string; text: string },
): (T & Found)[] {
  const words = new Map(
    matchKnowledge(
      query,
      hits.map(hit => ({ id: hit.id, ...wordsOf(hit) })),
      hits.length,
    ).map(source => [source.id, source.score]),
  );
  return hits.map(hit => ({
    ...hit,
    meaning: hit.cosine === null ? null : calibrated(model, hit.cosine),
    words: words.get(hit.id) ?? 0,
  }));
}

async function embedQuery(
  ports: Ports,
  input: { orgId: string; conversationId: string; query: string; signal: AbortSignal },
): Promise<{ vector: number[] | null; model: string }> {
  const signal = AbortSignal.any([input.signal, AbortSignal.timeout(EMBED_TIMEOUT_MS)]);
  try {
    const { vectors, usage } = await ports.model.embed({ texts: [input.query], signal });
    if (usage.costMicros > 0)
      await ports.db.withOrg(input.orgId, tx =>
        addModelCall(tx, { ...input, purpose: 'embed', usage, now: ports.clock.now() }),
      );
    return { vector: vectors[0] ?? null, model: usage.model };
  } catch (error) {
    if (input.signal.aborted) throw error;
    ports.log.warn(
      { err: error, conversationId: input.conversationId },
      'the question could not be embedded: its words decide',
    );
    return { vector: null, model: '' };
  }
}
