/** Fetches media of messages beside the turns: stored first, then put into words where a model for it is there. */
import type { Ports } from '../activities/ports.ts';
import { publish } from '../db/event/queries.ts';
import { type LeasedMedia, leaseMedia, type MediaPatch, pendingMedia, settleMediaFile } from '../db/message/media.ts';
import { HEAD_BYTES, trustedMime } from '../domain/message/file-content.ts';
import { inParallel } from './loop.ts';
import { understand } from './understand-media.ts';

/** WhatsApp's own limit for documents. */
const MAX_BYTES = 100 * 1024 * 1024;
/** Longer than a large file and its transcript need; a file fetched twice harms nobody. */
const LEASE_MS = 180_000;
const BATCH = 8;
const MAX_ATTEMPTS = 5;

/** 2, 8, 32 and 128 s. */
const backoffMs = (attempt: number): number => 2_000 * 4 ** (attempt - 1);

/** One round. True when the batch was full: there is more. */
export async function mediaRound(ports: Ports): Promise<boolean> {
  const leased = await ports.db.withSystem(tx =>
    leaseMedia(tx, { now: ports.clock.now(), leaseMs: LEASE_MS, limit: BATCH }),
  );
  await inParallel(leased, 4, lease => fetchOne(ports, lease));
  return leased.length === BATCH;
}

/** Never throws: one file costs the others nothing, and what could not even be recorded comes back when its lease ends. */
async function fetchOne(ports: Ports, lease: LeasedMedia): Promise<void> {
  try {
    let patch: MediaPatch | null;
    try {
      patch =
        lease.attempt > MAX_ATTEMPTS ? { state: 'FAILED', failure: 'interrupted' } : await fetchBytes(ports, lease);
    } catch (error) {
      patch = failed(ports, lease, error);
    }
    if (patch) await settle(ports, lease, patch);
  } catch (error) {
    ports.log.warn({ err: error, mediaId: lease.id }, 'what became of a media file could not be recorded yet');
  }
}

async function settle(ports: Ports, lease: LeasedMedia, patch: MediaPatch): Promise<void> {
  const now = ports.clock.now();
  await ports.db.withOrg(lease.orgId, async tx => {
    const settled = await settleMediaFile(tx, lease, patch);
    if (!settled?.messageId || patch.state === undefined) return;
    await publish(tx, {
      orgId: lease.orgId,
      kind: 'message.updated',
      conversationId: settled.conversationId,
      messageId: settled.messageId,
      now,
    });
  });
}

/** What only the provider's word makes final is final; anything else (a token, a disk, the record) may be mended meanwhile. */
function failed(ports: Ports, lease: LeasedMedia, error: unknown): MediaPatch {
  const { name, code, retryable } = (error ?? {}) as { name?: string; code?: unknown; retryable?: unknown };
  const again = retryable !== false && lease.attempt < MAX_ATTEMPTS;
  ports.log.warn({ err: error, mediaId: lease.id, attempt: lease.attempt, again }, 'a media file could not be fetched');
  const failure = (typeof code === 'string' && code) || name || 'Error';
  return again
    ? { failure, nextAt: ports.clock.now() + backoffMs(lease.attempt) }
    : { state: 'FAILED', failure, nextAt: null };
}

async function fetchBytes(ports: Ports, lease: LeasedMedia): Promise<MediaPatch | null> {
  const facts = await ports.db.withOrg(lease.orgId, tx => pendingMedia(tx, lease));
  if (!facts) return null;
  const { media, channelAccountId } = facts;
  if (!media.providerMediaId || !channelAccountId) return { state: 'FAILED', failure: 'no_source', nextAt: null };
  const credentials = await ports.credentials(lease.orgId, channelAccountId);
  const file = await ports.channels.whatsapp.download(credentials, media.providerMediaId);
  const storageKey = `${lease.orgId}/${lease.id}`;
  const head = new Head();
  const stored = await ports.media.put(storageKey, head.of(file.body), MAX_BYTES);
  const mime = trustedMime(media.mime, head.bytes());
  const { orgId } = lease;
  const { conversationId } = media;
  const { sizeBytes } = stored;
  const words = await understand(ports, { orgId, conversationId, kind: facts.kind, mime, storageKey, sizeBytes });
  return {
    state: 'STORED',
    storageKey,
    mime,
    sizeBytes,
    sha256: stored.sha256,
    ...words,
    failure: null,
    nextAt: null,
  };
}

/** The first bytes of a stream, kept while it passes. */
class Head {
  readonly #chunks: Uint8Array[] = [];
  #size = 0;

  async *of(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of body) {
      if (this.#size < HEAD_BYTES) {
        this.#chunks.push(chunk.slice(0, HEAD_BYTES - this.#size));
        this.#size += chunk.byteLength;
      }
      yield chunk;
    }
  }

  bytes(): Uint8Array {
    return Buffer.concat(this.#chunks);
  }
}
