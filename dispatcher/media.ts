/** Fetches media of messages beside the turns: stored first, voice notes transcribed when a model for it is there. */
import { and, eq, sql } from 'drizzle-orm';
import type { ChannelCredentials, Ports } from '../activities/ports.ts';
import { publish } from '../db/event/queries.ts';
import { mediaFiles, messages } from '../db/message/table.ts';
import { inParallel } from './loop.ts';

/** WhatsApp's own limit for documents. */
const MAX_BYTES = 100 * 1024 * 1024;
const MAX_TRANSCRIBED_BYTES = 16 * 1024 * 1024;

export async function mediaRound(ports: Ports): Promise<boolean> {
  const pending = await ports.db.withSystem(tx =>
    tx.execute<{ org_id: string; id: string }>(
      sql`select org_id, id from media_files where state = 'PENDING' order by created_at limit 8`,
    ),
  );
  await inParallel(pending.rows, 4, row => fetchOne(ports, row.org_id, row.id));
  return pending.rows.length === 8;
}

async function fetchOne(ports: Ports, orgId: string, mediaId: string): Promise<void> {
  const facts = await ports.db.withOrg(orgId, async tx => {
    const [row] = await tx
      .select({
        media: mediaFiles,
        messageId: messages.id,
        kind: messages.kind,
        channelAccountId: messages.channelAccountId,
      })
      .from(mediaFiles)
      .innerJoin(messages, and(eq(messages.orgId, mediaFiles.orgId), eq(messages.mediaId, mediaFiles.id)))
      .where(and(eq(mediaFiles.orgId, orgId), eq(mediaFiles.id, mediaId), eq(mediaFiles.state, 'PENDING')));
    return row ?? null;
  });
  if (!facts?.media.providerMediaId) return;
  const patch = await fetchBytes(
    ports,
    await ports.credentials(orgId, facts.channelAccountId),
    facts.media.providerMediaId,
    `${orgId}/${mediaId}`,
    facts.media.mime,
    facts.kind === 'VOICE',
  );
  const now = ports.clock.now();
  await ports.db.withOrg(orgId, async tx => {
    await tx
      .update(mediaFiles)
      .set(patch)
      .where(and(eq(mediaFiles.orgId, orgId), eq(mediaFiles.id, mediaId)));
    await publish(tx, {
      orgId,
      kind: 'message.updated',
      conversationId: facts.media.conversationId,
      messageId: facts.messageId,
      now,
    });
  });
}

async function fetchBytes(
  ports: Ports,
  credentials: ChannelCredentials,
  providerMediaId: string,
  storageKey: string,
  mime: string,
  voice: boolean,
): Promise<Partial<typeof mediaFiles.$inferInsert>> {
  try {
    const file = await ports.channels.whatsapp.download(credentials, providerMediaId);
    const stored = await ports.media.put(storageKey, file.body, MAX_BYTES);
    const transcript =
      voice && stored.sizeBytes <= MAX_TRANSCRIBED_BYTES ? await transcribe(ports, storageKey, mime) : null;
    return { state: 'STORED', storageKey, sizeBytes: stored.sizeBytes, sha256: stored.sha256, transcript };
  } catch (error) {
    ports.log.warn({ err: error }, 'a media file could not be fetched');
    return { state: 'FAILED', failure: error instanceof Error ? error.name : 'Error' };
  }
}

/** Null when there is no model for it or it failed: the agent then says that it cannot listen. */
async function transcribe(ports: Ports, storageKey: string, mime: string): Promise<string | null> {
  try {
    const chunks: Uint8Array[] = [];
    for await (const chunk of await ports.media.get(storageKey)) chunks.push(chunk);
    const extension = mime.split(';')[0]?.split('/')[1] ?? 'ogg';
    const { text } = await ports.model.transcribe({
      bytes: Buffer.concat(chunks),
      mime,
      fileName: `voice.${extension}`,
      signal: AbortSignal.timeout(30_000),
    });
    return text || null;
  } catch (error) {
    ports.log.warn({ err: error }, 'a voice note could not be transcribed');
    return null;
  }
}
