/** What a person may send as a file: types, sizes, and what the first bytes must look like. One place for UI and api. Pure. */
import { HEAD_BYTES, trustedMime, UNTRUSTED_MIME } from './file-content.ts';

const MB = 1_048_576;
const OFFICE = 'application/vnd.openxmlformats-officedocument';

export type MediaKind = 'image' | 'video' | 'audio' | 'document';

/** WhatsApp's own types; its sizes too, except for documents, which may be larger there. */
export const OUTBOUND_MEDIA: Record<MediaKind, { label: string; types: readonly string[]; maxBytes: number }> = {
  image: { label: 'Pictures: JPEG or PNG', types: ['image/jpeg', 'image/png'], maxBytes: 5 * MB },
  video: { label: 'Videos: MP4 or 3GP', types: ['video/mp4', 'video/3gpp'], maxBytes: 16 * MB },
  audio: {
    label: 'Audio: MP3, M4A, AAC, AMR or OGG',
    types: ['audio/mpeg', 'audio/mp4', 'audio/aac', 'audio/amr', 'audio/ogg'],
    maxBytes: 16 * MB,
  },
  document: {
    label: 'Documents: PDF, text, Word, Excel or PowerPoint',
    types: [
      'application/pdf',
      'text/plain',
      'application/msword',
      'application/vnd.ms-excel',
      'application/vnd.ms-powerpoint',
      `${OFFICE}.wordprocessingml.document`,
      `${OFFICE}.spreadsheetml.sheet`,
      `${OFFICE}.presentationml.presentation`,
    ],
    maxBytes: 16 * MB,
  },
};

/** The largest of them. */
export const MAX_UPLOAD_BYTES = 16 * MB;
export const MAX_CAPTION = 1_024;
/** Voice messages are this and nothing else; words cannot go with any audio. */
export const VOICE_TYPE = 'audio/ogg';

export const bareType = (mime: string): string => mime.split(';')[0]?.trim().toLowerCase() ?? '';

/** What browsers call a type otherwise than WhatsApp does. */
const ALSO: Record<string, string> = {
  'audio/mp3': 'audio/mpeg',
  'audio/x-m4a': 'audio/mp4',
  'audio/m4a': 'audio/mp4',
  'audio/x-aac': 'audio/aac',
  'application/ogg': 'audio/ogg',
  'image/jpg': 'image/jpeg',
};

/** As WhatsApp calls it. */
export const wireType = (mime: string): string => ALSO[bareType(mime)] ?? bareType(mime);

/** As what a type is sent; null when it cannot be. */
export function mediaKindOf(mime: string): MediaKind | null {
  const type = wireType(mime);
  const kinds = Object.keys(OUTBOUND_MEDIA) as MediaKind[];
  return kinds.find(kind => OUTBOUND_MEDIA[kind].types.includes(type)) ?? null;
}

export const sizeWords = (bytes: number): string => `${Math.round(bytes / MB)} MB`;

/** Why this file cannot be sent, as far as its type and size say; null when they do not forbid it. */
export function uploadProblem(mime: string, sizeBytes: number): string | null {
  const kind = mediaKindOf(mime);
  if (kind === null) {
    const all = Object.values(OUTBOUND_MEDIA).map(({ label }) => label);
    return `WhatsApp does not take files of this type. It takes: ${all.join('; ')}.`;
  }
  if (sizeBytes === 0) return 'The file is empty.';
  const { maxBytes, label } = OUTBOUND_MEDIA[kind];
  const what = label.split(':')[0]?.toLowerCase();
  return sizeBytes > maxBytes ? `It is too large: ${what} may have at most ${sizeWords(maxBytes)}.` : null;
}

const starts = (head: Uint8Array, text: string, at = 0): boolean =>
  [...text].every((letter, index) => head[at + index] === letter.charCodeAt(0));

const isZip = (head: Uint8Array): boolean => starts(head, 'PK\u0003\u0004');
const isOldOffice = (head: Uint8Array): boolean => head[0] === 0xd0 && head[1] === 0xcf && head[2] === 0x11;

function beginsAs(type: string, head: Uint8Array): boolean {
  if (type === 'application/pdf') return starts(head, '%PDF-');
  if (type === 'audio/ogg') return starts(head, 'OggS');
  if (type === 'audio/amr') return starts(head, '#!AMR');
  if (type === 'audio/mp4') return starts(head, 'ftyp', 4);
  if (type === 'audio/mpeg') return starts(head, 'ID3') || (head[0] === 0xff && ((head[1] ?? 0) & 0xe0) === 0xe0);
  if (type === 'audio/aac') return head[0] === 0xff && ((head[1] ?? 0) & 0xf0) === 0xf0;
  if (type === 'text/plain') return !head.includes(0);
  if (type.startsWith(OFFICE)) return isZip(head);
  if (type.startsWith('application/')) return isOldOffice(head);
  return trustedMime(type, head) !== UNTRUSTED_MIME;
}

/**
 * What is wrong with the bytes themselves; null when they are what they are said to be.
 * @param head the first HEAD_BYTES of the file, or all of a shorter one.
 */
export function contentProblem(mime: string, head: Uint8Array): string | null {
  const type = wireType(mime);
  if (beginsAs(type, head.subarray(0, HEAD_BYTES))) return null;
  return type.startsWith('image/')
    ? 'This is not such a picture, or one that would take too much memory to show. Save it again as a smaller JPEG.'
    : 'The file is not what its name says. Open it and save it again.';
}
