/**
 * Looks up what the agent may need: knowledge, and what was said long ago (X-KNOW). Done beside the reading of the message,
 * so that the customer does not wait for it; ranked and used later. When embeddings fail, the words alone decide (A-RETR-3).
 */

import { hasLinks, linkedConversations } from '../../db/conversation/links.ts';
import type { LoadedConversation } from '../../db/conversation/load.ts';
import { addModelCall } from '../../db/cost/queries.ts';
import { findKnowledge, type KnowledgeHit, scoredHits } from '../../db/knowledge/find.ts';
import { hasKnowledge } from '../../db/knowledge/queries.ts';
import { type Query, searchMessages } from '../../db/knowledge/search.ts';
import { messagesById, type TurnMessage } from '../../db/turn/queries.ts';
import type { Found } from '../../domain/knowledge/rank.ts';
import { showsLanguage } from '../../domain/language/language.ts';
import type { Ports } from '../ports.ts';
import { knownFor } from './known.ts';

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

export interface Asked {
  /** The last three things the customer said (X-KNOW). */
  about: string;
  /** What they said just now: a reference to the past stands in it. */
  justNow: string;
  /** Messages that stand in the prompt anyway: they are not looked for, and take nobody's place. */
  inSight: readonly string[];
}

export function queryOf(batch: TurnMessage[], recent: TurnMessage[]): Asked {
  const words = (messages: TurnMessage[]) =>
    messages
      .filter(message => message.direction === 'in' && !message.deleted)
      .map(message => message.text ?? message.transcript ?? '')
      .filter(text => text.trim() !== '')
      .slice(-QUERY_MESSAGES)
      .join('\n')
      .slice(0, 2_000);
  const inSight = [...recent, ...batch].map(message => message.id);
  return { about: words([...recent, ...batch]), justNow: words(batch), inSight };
}

const anyKnowledge = knownFor(10_000, hasKnowledge);
/** Whether the organization links conversations at all. */
export const anyLinks = knownFor(10_000, hasLinks);

/** Null when there is nothing to look in, or nothing was asked. */
export async function lookUp(
  ports: Ports,
  { row }: Pick<LoadedConversation, 'row'>,
  { about, justNow, inSight }: Asked,
  signal: AbortSignal,
): Promise<LookUp | null> {
  const { orgId, id: conversationId } = row;
  if (!showsLanguage(justNow)) return null;
  const knowledge = await anyKnowledge(ports, orgId);
  const others = (await anyLinks(ports, orgId))
    ? ((await ports.db.withOrg(orgId, tx => linkedConversations(tx, { orgId, conversationId }))) ?? [])
    : [];
  const remembers = row.memory.summaryThrough > 0 || others.length > 0;
  if (!knowledge && !remembers) return null;
  const texts = knowledge && remembers && about !== justNow ? [about, justNow] : [knowledge ? about : justNow];
  const { vectors, model } = await embedQuery(ports, { orgId, conversationId, texts, signal });
  const asked: Query = { text: about, vector: vectors[0] ?? null, model };
  const recalled: Query = { text: justNow, vector: vectors.at(-1) ?? null, model };
  return ports.db.withOrg(orgId, async tx => {
    const hits = knowledge ? await findKnowledge(tx, { orgId, query: asked }) : [];
    const known = new Set(inSight);
    const searched = remembers ? await searchMessages(tx, [conversationId, ...others], recalled) : [];
    const found = searched.filter(hit => !known.has(hit.messageId));
    const messages = await messagesById(tx, { orgId, ids: found.map(hit => hit.messageId) });
    return {
      query: about,
      model,
      knowledge: hits,
      messages: scoredHits(
        recalled,
        found.map(hit => ({ ...hit, id: hit.messageId })),
        hit => ({ title: '', text: hit.text }),
      ).flatMap(hit => {
        const message = messages.get(hit.messageId);
        return message && !message.deleted ? [{ message, at: hit.at, meaning: hit.meaning, words: hit.words }] : [];
      }),
    };
  });
}

async function embedQuery(
  ports: Ports,
  input: { orgId: string; conversationId: string; texts: string[]; signal: AbortSignal },
): Promise<{ vectors: number[][]; model: string }> {
  const signal = AbortSignal.any([input.signal, AbortSignal.timeout(EMBED_TIMEOUT_MS)]);
  try {
    const { vectors, usage } = await ports.model.embed({ orgId: input.orgId, texts: input.texts, signal });
    if (usage.costMicros > 0)
      await ports.db.withOrg(input.orgId, tx =>
        addModelCall(tx, { ...input, purpose: 'embed', usage, now: ports.clock.now() }),
      );
    return { vectors, model: usage.model };
  } catch (error) {
    if (input.signal.aborted) throw error;
    ports.log.warn(
      { err: error, conversationId: input.conversationId },
      'the question could not be embedded: its words decide',
    );
    return { vectors: [], model: '' };
  }
}
