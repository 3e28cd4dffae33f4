/**
 * Brings the file of a person's message to the provider, before the claim: between claim and send stands nothing. What is uploaded
 * twice harms nobody, so any attempt may do it again.
 */
import { and, eq, sql } from 'drizzle-orm';
import { publish } from '../../db/event/queries.ts';
import { messages } from '../../db/message/table.ts';
import { findMedia } from '../../db/message/views.ts';
import { MediaError } from '../../domain/message/errors.ts';
import { MAX_UPLOAD_BYTES, wireType } from '../../domain/message/outbound-media.ts';
import type { Ports } from '../ports.ts';
import type { ConversationRef } from '../turn/extract.ts';

export interface Upload {
  messageId: string;
  mediaId: string;
  channelAccountId: string;
  /** Earlier attempts of this message. */
  attempts: number;
}

const MAX_ATTEMPTS = 5;
const backoffMs = (attempts: number): number => Math.min(60_000, 4_000 * 2 ** attempts);

export async function uploadFor(ports: Ports, ref: ConversationRef, upload: Upload): Promise<void> {
  const mine = and(eq(messages.orgId, ref.orgId), eq(messages.id, upload.messageId), eq(messages.state, 'QUEUED'));
  const settle = (patch: Partial<typeof messages.$inferInsert> | { outbound: ReturnType<typeof sql> }) =>
    ports.db.withOrg(ref.orgId, async tx => {
      await tx.update(messages).set(patch).where(mine);
      const { orgId, conversationId } = ref;
      const now = ports.clock.now();
      await publish(tx, { orgId, kind: 'message.updated', conversationId, messageId: upload.messageId, now });
    });
  try {
    const providerMediaId = await uploaded(ports, ref, upload);
    await settle({
      outbound: sql`jsonb_set(${messages.outbound}, '{providerMediaId}', to_jsonb(${providerMediaId}::text))`,
      notBeforeAt: null,
    });
  } catch (error) {
    const final = (error instanceof MediaError && !error.retryable) || upload.attempts + 1 >= MAX_ATTEMPTS;
    const { orgId } = ref;
    ports.log.warn({ err: error, orgId, messageId: upload.messageId, final }, 'a file could not be uploaded');
    const errorMessage = error instanceof MediaError ? error.message.slice(0, 500) : null;
    const attempts = upload.attempts + 1;
    await settle(
      final
        ? { state: 'FAILED', errorCode: 'upload_failed', errorMessage, attempts }
        : { attempts, notBeforeAt: ports.clock.now() + backoffMs(upload.attempts) },
    );
  }
}

async function uploaded(ports: Ports, { orgId }: ConversationRef, upload: Upload): Promise<string> {
  const file = await ports.db.withOrg(orgId, tx => findMedia(tx, { orgId, mediaId: upload.mediaId }));
  if (!file?.storageKey || file.state !== 'STORED')
    throw new MediaError('not_found', 'The file is not in the store any more.', false);
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of await ports.media.get(file.storageKey)) {
    size += chunk.byteLength;
    if (size > MAX_UPLOAD_BYTES) throw new MediaError('too_large', 'The file is larger than may be sent.', false);
    chunks.push(chunk);
  }
  const credentials = await ports.credentials(orgId, upload.channelAccountId);
  const mime = wireType(file.mime);
  return ports.channels.whatsapp.upload(credentials, {
    bytes: Buffer.concat(chunks),
    mime,
    fileName: file.fileName ?? 'file',
  });
}
