/** A message row in the words of its contract. */
import { z } from 'zod';
import { explain } from '../../adapters/whatsapp-cloud/errors.ts';
import { textOf } from '../../db/message/claim.ts';
import type { drafts } from '../../db/message/table.ts';
import type { MessageViewRow } from '../../db/message/views.ts';
import { LAST_INSTANT_MS } from '../contracts/common.ts';
import type { DraftView, MessageView } from '../contracts/messages.ts';
import { ApiError } from '../endpoint.ts';

export const iso = (at: number): string => new Date(at).toISOString();
export const isoOrNull = (at: number | null): string | null => (at === null ? null : iso(at));

/** What Parley itself says about a send, beside the provider's codes. */
const OWN_ERRORS: Record<string, { explanation: string; remedy: string }> = {
  opted_out: {
    explanation: 'The customer opted out before this was sent.',
    remedy: 'Only the customer can undo that, by writing START.',
  },
  window_closed: { explanation: 'The 24-hour window had closed.', remedy: 'Send an approved template instead.' },
  superseded: {
    explanation: 'Newer messages came before it could leave.',
    remedy: 'Nothing to do: the agent answers all of them together.',
  },
  epoch: { explanation: 'A person took over before it could leave.', remedy: 'Answer by hand, or hand back.' },
  blocked: { explanation: 'This contact is blocked.', remedy: 'Unblock the contact first.' },
  interrupted: {
    explanation: 'Parley stopped while this was being sent, so it is not known whether it arrived.',
    remedy: 'Look at the phone or ask the customer, then say what is true.',
  },
  no_answer: {
    explanation: 'WhatsApp never answered, so it is not known whether it arrived.',
    remedy: 'Look at the phone or ask the customer, then say what is true.',
  },
  no_credentials: {
    explanation: "The number's credentials could not be opened, so nothing was sent.",
    remedy: 'An administrator must check the master key and the token of this number.',
  },
  no_address: {
    explanation: 'This contact has no address on this channel.',
    remedy: 'Add a phone number to the contact.',
  },
  upload_failed: {
    explanation: 'WhatsApp did not take the file.',
    remedy: 'Save it again, smaller or as another type, and send it anew.',
  },
  closed: { explanation: 'The conversation was closed.', remedy: 'Reopen it to write again.' },
};

/** What a flow sent stands in the flow's own store. */
function flowFileOf(content: MessageViewRow['message']['outbound'], deleted: boolean): MessageView['media'] {
  if (deleted || content?.kind !== 'media' || !content.flowFile) return null;
  const { id, mime, sizeBytes } = content.flowFile;
  const url = `/api/v1/flows/files/${id}`;
  return { id, mime, fileName: content.fileName, sizeBytes, state: 'STORED', url, transcript: null };
}

export function messageView({
  message,
  media,
  senderName,
  repliedId,
  repliedText,
  repliedSender,
  repliedDeletedAt,
  reacted,
}: MessageViewRow): MessageView {
  const deleted = message.deletedAt !== null;
  const content = message.outbound;
  const failure = message.state === 'FAILED' || message.state === 'UNKNOWN' ? message.errorCode : null;
  return {
    id: message.id,
    conversationId: message.conversationId,
    direction: message.direction,
    sender: message.sender,
    senderId: message.sender === 'HUMAN' ? message.memberId : null,
    senderName: message.sender === 'HUMAN' ? senderName : null,
    kind: message.kind,
    text: deleted ? null : message.text,
    number: message.number,
    buttons:
      content?.kind === 'buttons'
        ? content.buttons
        : content?.kind === 'list'
          ? content.sections.flatMap(section => section.rows.map(row => ({ id: row.id, title: row.title })))
          : [],
    location: deleted ? null : (message.inbound?.location ?? null),
    templateName: content?.kind === 'template' ? content.name : null,
    media:
      media && !deleted
        ? {
            id: media.id,
            mime: media.mime,
            fileName: media.fileName,
            sizeBytes: media.sizeBytes,
            state: media.state,
            url: media.state === 'STORED' ? `/api/v1/media/${media.id}` : null,
            transcript: media.transcript,
          }
        : flowFileOf(content, deleted),
    replyTo:
      repliedId && repliedSender
        ? { id: repliedId, text: repliedDeletedAt === null ? repliedText : null, sender: repliedSender }
        : null,
    reactions: [
      ...message.reactions.map(({ emoji, sender }) => ({ emoji, sender, state: null })),
      ...(reacted && reacted.emoji !== ''
        ? [{ emoji: reacted.emoji, sender: 'HUMAN' as const, state: reacted.state }]
        : []),
    ],
    state: message.direction === 'out' ? message.state : null,
    error: failure ? { code: failure, ...(OWN_ERRORS[failure] ?? explain(failure)) } : null,
    turnId: message.turnId,
    confidence: message.confidence,
    fromPhone: message.fromPhone,
    editedAt: isoOrNull(message.editedAt),
    deletedAt: isoOrNull(message.deletedAt),
    resendOfId: message.resendOfId,
    at: iso(message.direction === 'in' ? message.at : message.createdAt),
  };
}

export function draftView(row: typeof drafts.$inferSelect): DraftView {
  return {
    id: row.id,
    conversationId: row.conversationId,
    turnId: row.turnId,
    version: row.version,
    text: textOf(row.content) ?? '',
    kind: row.kind,
    state: row.state,
    createdAt: iso(row.createdAt),
  };
}

/** Positions in lists travel as opaque text. */
export const encodeCursor = (at: number, id: string): string => Buffer.from(`${at}.${id}`).toString('base64url');
/** null without a cursor. @throws ApiError 400 when it is not one of ours. */
export function decodeCursor(cursor: string | undefined): { at: number; id: string } | null {
  if (cursor === undefined) return null;
  const [at = '', id = ''] = Buffer.from(cursor, 'base64url').toString().split('.', 2);
  if (!/^\d{1,16}$/.test(at) || Number(at) > LAST_INSTANT_MS || !z.uuid().safeParse(id).success)
    throw new ApiError(400, 'invalid_cursor', 'The cursor is not one of ours.', {
      hint: 'Send what an answer gave you as its cursor, or none for the first page.',
    });
  return { at: Number(at), id };
}
