/**
 * Brings a flow's file to the provider while its turn is decided: between claim and send stands nothing. What is brought twice
 * harms nobody; what the provider still has is not brought again.
 */
import type { ConversationRow } from '../../db/conversation/load.ts';
import { findFlowFile, rememberBrought } from '../../db/flow/files.ts';
import { MediaError } from '../../domain/message/errors.ts';
import type { OutboundContent } from '../../domain/message/outbound.ts';
import { MAX_UPLOAD_BYTES } from '../../domain/message/outbound-media.ts';
import type { Ports } from '../ports.ts';

/** The provider forgets files after 30 days; a draft may wait for days before it is sent. */
const KNOWN_FOR_MS = 20 * 86_400_000;

/** The content as it can be sent; null when its file is not here or is refused for good. @throws what may be tried again. */
export async function broughtFile(
  ports: Pick<Ports, 'db' | 'media' | 'clock' | 'log' | 'channels' | 'credentials'>,
  { orgId, channelAccountId }: Pick<ConversationRow, 'orgId' | 'channelAccountId'>,
  content: OutboundContent,
): Promise<OutboundContent | null> {
  if (content.kind !== 'media' || !content.flowFile) return content;
  const { id } = content.flowFile;
  const file = await ports.db.withOrg(orgId, tx => findFlowFile(tx, { orgId, id }));
  if (!file) return null;
  const now = ports.clock.now();
  const { mime, fileName, sizeBytes } = file;
  const sendable = (providerMediaId: string): OutboundContent => ({
    ...content,
    providerMediaId,
    fileName: content.media === 'document' ? fileName : null,
    flowFile: { id, mime, sizeBytes },
  });
  const known = file.brought[channelAccountId];
  if (known && now - known.at < KNOWN_FOR_MS) return sendable(known.providerMediaId);
  try {
    const bytes = await whole(await ports.media.get(file.storageKey));
    const credentials = await ports.credentials(orgId, channelAccountId);
    const providerMediaId = await ports.channels.whatsapp.upload(credentials, { bytes, mime, fileName });
    await ports.db.withOrg(orgId, tx => rememberBrought(tx, { orgId, id, channelAccountId, providerMediaId, now }));
    return sendable(providerMediaId);
  } catch (error) {
    if (!(error instanceof MediaError) || error.retryable) throw error;
    ports.log.warn({ err: error, orgId, fileId: id }, 'a file of a flow could not be brought to the provider');
    return null;
  }
}

async function whole(stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.byteLength;
    if (size > MAX_UPLOAD_BYTES) throw new MediaError('too_large', 'The file is larger than may be sent.', false);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
