/** Messages with a file: the file is named here and fetched later. */
import type { InboundMedia } from '../../domain/message/inbound.ts';
import type { MessageKind } from '../../domain/words.ts';
import type { ReadContent } from './content.ts';
import { explain } from './errors.ts';
import { asNumber, asObject, asString, clip, objectsOf } from './json.ts';
import type { JsonObject } from './wire.ts';

const KINDS = {
  image: 'IMAGE',
  video: 'VIDEO',
  audio: 'AUDIO',
  document: 'DOCUMENT',
  sticker: 'STICKER',
} as const satisfies Record<string, MessageKind>;
const FALLBACK_MIME = {
  image: 'image/jpeg',
  video: 'video/mp4',
  audio: 'audio/ogg',
  document: 'application/octet-stream',
  sticker: 'image/webp',
} as const;

/** Lower-case hex of a SHA-256 given as base64 (44 characters) or hex (64); null for anything else. */
export function sha256Hex(value: unknown): string | null {
  const text = asString(value)?.trim() ?? '';
  if (/^[0-9a-f]{64}$/i.test(text)) return text.toLowerCase();
  if (!/^[A-Za-z0-9+/_-]{43}=?$/.test(text)) return null;
  const bytes = Buffer.from(text, 'base64');
  return bytes.length === 32 ? bytes.toString('hex') : null;
}

/** The type without its parameters, lower-case: "audio/ogg; codecs=opus" is audio/ogg. */
export function bareMime(value: unknown): string | null {
  const mime = asString(value)?.split(';')[0]?.trim().toLowerCase();
  return mime && /^[\w.+-]+\/[\w.+-]+$/.test(mime) ? mime : null;
}

/**
 * A media message. One whose file could not be fetched comes with `errors` instead: it keeps its kind, without a file,
 * and `extra.mediaError` says why. Null when there is neither.
 */
export function mediaContent(message: JsonObject, type: keyof typeof KINDS): ReadContent | null {
  const file = asObject(message[type]);
  const id = asString(file?.id);
  const errorCode = asNumber(objectsOf(message.errors)[0]?.code);
  if (!id && errorCode === null) return null;
  const mime = bareMime(file?.mime_type) ?? FALLBACK_MIME[type];
  const media: InboundMedia | null = id
    ? { providerMediaId: id, mime, sha256: sha256Hex(file?.sha256), fileName: fileName(file?.filename) }
    : null;
  const kind = type === 'audio' && file?.voice === true ? 'VOICE' : KINDS[type];
  const extra = media
    ? file?.animated === true
      ? { animated: true }
      : null
    : { mediaError: { code: String(errorCode), ...explain(errorCode ?? 0) } };
  return {
    content: { kind, text: asString(file?.caption), media, location: null, replyId: null, extra },
    answerable: true,
  };
}

/** Signs that turn the direction of writing: "photo<U+202E>gnp.exe" would read as a picture. */
const BIDI = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** Only the last part of a path, without control characters. */
function fileName(value: unknown): string | null {
  const name = asString(value)
    ?.split(/[\\/]/)
    .at(-1)
    ?.replace(/\p{Cc}/gu, '')
    .replace(BIDI, '')
    .trim();
  return name ? clip(name, 240) : null;
}
