/** A person's file: brought here first, then sent as a message of its own. */
import { and, eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { hasConversation } from '../../db/conversation/views.ts';
import { mediaFiles, messages } from '../../db/message/table.ts';
import { findMedia } from '../../db/message/views.ts';
import type { OutboundContent } from '../../domain/message/outbound.ts';
import { mediaKindOf, VOICE_TYPE, wireType } from '../../domain/message/outbound-media.ts';
import { write } from '../../domain/permission/permission.ts';
import { id } from '../contracts/common.ts';
import { messageSchema, sendFileSchema, uploadedSchema } from '../contracts/messages.ts';
import { ApiError, defineEndpoint, incomingSchema, notFound } from '../endpoint.ts';
import { SEND_ERRORS, sendAsPerson } from '../messages/queue.ts';
import { keepUpload, mustBeSendable, refusal } from './keep.ts';

const tag = 'Media';
const params = z.strictObject({ id });
/** Files a member has brought and not sent: the next ones wait until these are sent or swept away. */
const MOST_UNSENT = 200;

export const uploadEndpoint = defineEndpoint({
  method: 'post',
  path: '/conversations/:id/media',
  summary: 'Bring a file that is to be sent; the body is the file, content-type its type',
  tag,
  needs: write('conversations'),
  params,
  query: z.strictObject({ name: z.string().min(1).max(300).default('file') }),
  body: incomingSchema,
  bytes: true,
  response: uploadedSchema,
  errors: [
    { status: 404, code: 'not_found', when: 'there is no such conversation' },
    { status: 413, code: 'too_large', when: 'it is larger than any file that may be sent' },
    { status: 422, code: 'unsendable_file', when: 'its type, its size or its bytes are not as WhatsApp takes them' },
    { status: 429, code: 'too_many_files', when: 'too many files were brought and not sent' },
  ],
  async handle({ params: { id: conversationId }, query: { name }, body, caller, services }) {
    const { orgId } = caller;
    const now = services.clock.now();
    mustBeSendable(body);
    await services.db.withOrg(orgId, async tx => {
      if (!(await hasConversation(tx, { orgId, conversationId }))) throw notFound('conversation');
      const [unsent] = await tx
        .select({ count: sql<number>`count(*)::int` })
        .from(mediaFiles)
        .where(
          and(
            eq(mediaFiles.orgId, orgId),
            eq(mediaFiles.conversationId, conversationId),
            sql`${mediaFiles.providerMediaId} is null and not exists (select from ${messages} m where m.org_id = ${mediaFiles.orgId} and m.media_id = ${mediaFiles.id})`,
          ),
        );
      if ((unsent?.count ?? 0) >= MOST_UNSENT)
        throw new ApiError(429, 'too_many_files', 'Too many files were brought here and not sent.', {
          hint: 'They are swept away after a day.',
        });
    });
    const { kind, ...file } = await keepUpload(services.media, orgId, name, body);
    await services.db.withOrg(orgId, tx =>
      tx.insert(mediaFiles).values({ orgId, conversationId, ...file, state: 'STORED', createdAt: now }),
    );
    const { id: mediaId, mime, fileName, sizeBytes } = file;
    return { id: mediaId, kind, mime, fileName, sizeBytes, url: `/api/v1/media/${mediaId}` };
  },
});

export const sendFileEndpoint = defineEndpoint({
  method: 'post',
  path: '/media/:id/send',
  summary: 'Send a file that was brought here; takes the conversation over if nobody has',
  tag,
  needs: write('conversations'),
  params,
  query: z.strictObject({}),
  body: sendFileSchema,
  response: messageSchema,
  errors: [
    ...SEND_ERRORS,
    { status: 404, code: 'not_found', when: 'there is no such file' },
    { status: 422, code: 'no_caption', when: 'words cannot go with audio' },
    { status: 422, code: 'not_a_voice', when: 'a voice message must be an OGG file' },
    { status: 422, code: 'unsendable_file', when: 'WhatsApp does not take such files' },
  ],
  handle: ({ params: { id: mediaId }, body, caller, services }) =>
    services.db.withOrg(caller.orgId, async tx => {
      const file = await findMedia(tx, { orgId: caller.orgId, mediaId });
      if (file?.state !== 'STORED') throw notFound('file');
      return sendAsPerson(tx, caller, {
        conversationId: file.conversationId,
        messageId: body.id,
        replyToId: body.replyToId ?? null,
        now: services.clock.now(),
        contentOf: () => ({ content: contentOf(file, body), mediaId }),
      });
    }),
});

/** @throws ApiError for what WhatsApp would not take. */
function contentOf(
  file: { mime: string; fileName: string | null },
  body: { as?: 'auto' | 'document' | 'voice' | undefined; caption?: string | null | undefined },
): OutboundContent {
  const kind = mediaKindOf(file.mime);
  if (!kind) throw refusal('WhatsApp does not take files of this type.');
  const media = body.as === 'document' || body.as === 'voice' ? body.as : kind;
  if (media === 'voice' && wireType(file.mime) !== VOICE_TYPE)
    throw new ApiError(422, 'not_a_voice', 'A voice message must be an OGG file (Opus).', {
      hint: 'Send it as audio instead.',
    });
  const caption = body.caption?.trim() || null;
  if (caption && (media === 'audio' || media === 'voice'))
    throw new ApiError(422, 'no_caption', 'WhatsApp shows no words beside audio.', {
      hint: 'Send the words as a message of their own.',
    });
  const fileName = media === 'document' ? file.fileName : null;
  // The worker brings the file to WhatsApp before it claims the message.
  return { kind: 'media', media, providerMediaId: '', caption, fileName };
}
