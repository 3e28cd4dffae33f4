import { readFileSync } from 'node:fs';
import { storeMedia, webhookMedia } from '../graph/media-store.ts';
import type { BusinessNumber, Json } from '../records.ts';
import { ControlError, type World } from '../world.ts';

/** What a control call may say about a message's content, beside the Meta-shaped property named after its type. */
export interface InboundContent {
  type?: string;
  text?: string | Json;
  media?: {
    id?: string;
    base64?: string;
    mimeType?: string;
    filename?: string;
    caption?: string;
    voice?: boolean;
    animated?: boolean;
  };
  reaction?: { message_id?: string; messageId?: string; emoji?: string; removal?: 'empty' | 'absent' };
  [property: string]: unknown;
}

interface Sample {
  mimeType: string;
  file: string;
  filename?: string;
}

const SAMPLES: Record<string, Sample> = {
  image: { mimeType: 'image/jpeg', file: 'photo.jpg' },
  sticker: { mimeType: 'image/webp', file: 'sticker.webp' },
  audio: { mimeType: 'audio/ogg; codecs=opus', file: 'voice.ogg' },
  document: { mimeType: 'application/pdf', file: 'document.pdf', filename: 'document.pdf' },
  video: { mimeType: 'video/mp4', file: 'clip.mp4' },
};

/** Content property of a message (`{text:{…}}`, `{image:{…}}` …) and a line of text for people. */
export function contentOf(
  world: World,
  number: BusinessNumber,
  type: string,
  input: InboundContent,
): { content: Json; text: string } {
  if (type === 'text') return textContent(input);
  if (type in SAMPLES) return mediaContent(world, number, type, input);
  if (type === 'reaction') return reactionContent(input);
  if (type === 'interactive') return interactiveContent(input);
  const given = input[type];
  if (type === 'unsupported' || type === 'unknown') return unsupportedContent(type, given);
  if (type === 'request_welcome') return { content: {}, text: '[opened the chat]' };
  if (given === undefined) throw new ControlError(400, `Give the content of the message as the property "${type}".`);
  return { content: { [type]: given }, text: labelOf(type, given) };
}

function textContent(input: InboundContent): { content: Json; text: string } {
  const body = typeof input.text === 'object' ? input.text.body : input.text;
  if (typeof body !== 'string' || body === '')
    throw new ControlError(400, 'text is empty: give the text of the message.');
  return { content: { text: typeof input.text === 'object' ? input.text : { body } }, text: body };
}

function mediaContent(
  world: World,
  number: BusinessNumber,
  type: string,
  input: InboundContent,
): { content: Json; text: string } {
  const given = input[type] as Json | undefined;
  if (given !== undefined)
    return { content: { [type]: given }, text: String(given.caption ?? given.filename ?? `[${type}]`) };
  const sample = SAMPLES[type] as Sample;
  const media = input.media ?? {};
  const known = media.id === undefined ? undefined : world.stores.media.get(media.id);
  if (media.id !== undefined && known === undefined) throw new ControlError(404, `There is no media ${media.id}.`);
  const filename = media.filename ?? (type === 'document' ? (sample.filename ?? 'document') : undefined);
  const stored =
    known ??
    storeMedia(world, {
      phoneNumberId: number.phoneNumberId,
      bytes: media.base64 === undefined ? readSample(sample.file) : Buffer.from(media.base64, 'base64'),
      mimeType: media.mimeType ?? sample.mimeType,
      source: 'customer',
      ...(filename === undefined ? {} : { filename }),
    });
  const extra: Json = {
    ...(media.caption === undefined || type === 'audio' || type === 'sticker' ? {} : { caption: media.caption }),
    ...(type === 'document' ? { filename } : {}),
    ...(type === 'audio' ? { voice: media.voice ?? true } : {}),
    ...(type === 'sticker' ? { animated: media.animated ?? false } : {}),
  };
  return {
    content: { [type]: { ...webhookMedia(world, stored), ...extra } },
    text: media.caption ?? filename ?? `[${type}]`,
  };
}

function readSample(file: string): Buffer {
  return readFileSync(new URL(`../samples/${file}`, import.meta.url));
}

function reactionContent(input: InboundContent): { content: Json; text: string } {
  const messageId = input.reaction?.message_id ?? input.reaction?.messageId;
  if (messageId === undefined)
    throw new ControlError(400, 'reaction.message_id is missing: which message is reacted to?');
  const emoji = input.reaction?.emoji ?? '';
  const absent = emoji === '' && input.reaction?.removal === 'absent';
  return { content: { reaction: { message_id: messageId, ...(absent ? {} : { emoji }) } }, text: emoji };
}

const REPLIES = ['button_reply', 'list_reply', 'nfm_reply', 'call_permission_reply'] as const;

function interactiveContent(input: InboundContent): { content: Json; text: string } {
  const given = input.interactive as Json | null | undefined;
  if (given === null) return { content: {}, text: '[interactive without content]' };
  if (given !== undefined) return { content: { interactive: given }, text: replyText(given) };
  const kind = REPLIES.find(each => input[each] !== undefined);
  if (kind === undefined)
    throw new ControlError(400, `Give one of ${REPLIES.join(', ')}, or interactive as Meta shapes it.`);
  const interactive: Json = { type: kind, [kind]: input[kind] };
  return { content: { interactive }, text: replyText(interactive) };
}

function replyText(interactive: Json): string {
  const reply = interactive[String(interactive.type)] as Json | undefined;
  return String(reply?.title ?? reply?.body ?? `[${String(interactive.type)}]`);
}

function unsupportedContent(type: string, given: unknown): { content: Json; text: string } {
  const details = { details: 'Message type is currently not supported.' };
  const errors = [
    { code: 131051, title: 'Message type unknown', message: 'Message type unknown', error_data: details },
  ];
  return { content: { errors, ...(given === undefined ? {} : { [type]: given }) }, text: '[unsupported message]' };
}

function labelOf(type: string, given: unknown): string {
  const value = (typeof given === 'object' && given !== null ? given : {}) as Json;
  if (type === 'button') return String(value.text ?? '[button]');
  if (type === 'location') return String(value.name ?? `${String(value.latitude)}, ${String(value.longitude)}`);
  if (type === 'order') return String(value.text || '[order]');
  if (type === 'system') return String(value.body ?? '[system]');
  return `[${type}]`;
}
