/** Indexes documents of the knowledge base beside the turns: cut, embedded, stored (X-KNOW); and embeds what was stored without. */
import { sql } from 'drizzle-orm';
import type { Ports } from '../activities/ports.ts';
import { addModelCall } from '../db/cost/queries.ts';
import { publish } from '../db/event/queries.ts';
import { rememberLinked, saveMessageVectors, unembeddedMessages } from '../db/knowledge/memory.ts';
import {
  documentFailed,
  findDocument,
  type LeasedDocument,
  leaseDocuments,
  saveVectors,
  storeChunks,
  unembeddedChunks,
} from '../db/knowledge/queries.ts';
import { type Chunk, chunkText } from '../domain/knowledge/chunk.ts';
import { inParallel } from './loop.ts';

const LEASE_MS = 120_000;
const AT_ONCE = 3;
const MAX_ATTEMPTS = 4;
const EMBED_TIMEOUT_MS = 60_000;
const BACKFILL = 96;
const LINKED = 500;

/** 5, 20 and 80 s. */
const backoffMs = (attempt: number): number => 5_000 * 4 ** (attempt - 1);

/** One round. True when there may be more; null when there was nothing. */
export async function knowledgeRound(ports: Ports): Promise<boolean | null> {
  const now = ports.clock.now();
  const leased = await ports.db.withSystem(tx => leaseDocuments(tx, { now, leaseMs: LEASE_MS, limit: AT_ONCE }));
  if (leased.length === 0) return null;
  await inParallel(leased, AT_ONCE, lease => index(ports, lease));
  return leased.length === AT_ONCE;
}

/** Never throws: one document costs the others nothing. */
async function index(ports: Ports, { orgId, id, attempt }: LeasedDocument): Promise<void> {
  try {
    const document = await ports.db.withOrg(orgId, tx => findDocument(tx, { orgId, id }));
    if (!document) return;
    const chunks = chunkText(document.content, ports.countTokens);
    const embedded = await embedTexts(ports, orgId, textsOf(document.title, chunks));
    const now = ports.clock.now();
    await ports.db.withOrg(orgId, async tx => {
      await storeChunks(tx, {
        document,
        chunks,
        vectors: embedded?.vectors ?? null,
        model: embedded?.model ?? '',
        now,
      });
      await publish(tx, { orgId, kind: 'knowledge.updated', conversationId: null, now });
    });
  } catch (error) {
    ports.log.warn({ err: error, documentId: id, attempt }, 'a document could not be indexed');
    const now = ports.clock.now();
    const againAt = attempt >= MAX_ATTEMPTS ? null : now + backoffMs(attempt);
    await ports.db
      .withOrg(orgId, async tx => {
        await documentFailed(tx, { orgId, id, message: 'It could not be indexed; try it again.', againAt, now });
        await publish(tx, { orgId, kind: 'knowledge.updated', conversationId: null, now });
      })
      .catch((failure: unknown) =>
        ports.log.warn({ err: failure, documentId: id }, 'a failed document comes back later'),
      );
  }
}

const textsOf = (title: string, chunks: readonly Chunk[]): string[] => chunks.map(chunk => `${title}\n${chunk.text}`);

/** Null when embeddings are off or fail: what is stored is found by its words, and embedded later. */
async function embedTexts(
  ports: Ports,
  orgId: string,
  texts: string[],
): Promise<{ vectors: number[][]; model: string } | null> {
  if (texts.length === 0) return null;
  try {
    const { vectors, usage } = await ports.model.embed({ orgId, texts, signal: AbortSignal.timeout(EMBED_TIMEOUT_MS) });
    await ports.db.withOrg(orgId, tx =>
      addModelCall(tx, { orgId, conversationId: null, purpose: 'embed', usage, now: ports.clock.now() }),
    );
    return { vectors, model: usage.model };
  } catch (error) {
    ports.log.warn({ err: error, texts: texts.length }, 'texts could not be embedded and are found by their words');
    return null;
  }
}

/** What has no vector of today's embedding model gets one: also after the model was changed (A-RETR-3). */
export async function backfillRound(ports: Ports): Promise<boolean> {
  const { usage } = await ports.model.embed({ texts: [], signal: AbortSignal.timeout(EMBED_TIMEOUT_MS) });
  const { model } = usage;
  const organizations = await ports.db.withSystem(tx => tx.execute<{ id: string }>(sql`select id from organizations`));
  let more = false;
  for (const { id: orgId } of organizations.rows) {
    const [chunks, said] = await ports.db.withOrg(orgId, async tx => {
      more = (await rememberLinked(tx, { orgId, limit: LINKED })) === LINKED || more;
      return [
        await unembeddedChunks(tx, { orgId, model, limit: BACKFILL }),
        await unembeddedMessages(tx, { orgId, model, limit: BACKFILL }),
      ] as const;
    });
    for (const [rows, save] of [
      [chunks, saveVectors],
      [said, saveMessageVectors],
    ] as const) {
      const embedded = await embedTexts(
        ports,
        orgId,
        rows.map(row => row.text),
      );
      if (!embedded) continue;
      const vectors = rows.map((row, at) => ({ id: row.id, vector: embedded.vectors[at] ?? [] }));
      await ports.db.withOrg(orgId, tx => save(tx, { orgId, model: embedded.model, vectors }));
      more ||= rows.length === BACKFILL;
    }
  }
  return more;
}
