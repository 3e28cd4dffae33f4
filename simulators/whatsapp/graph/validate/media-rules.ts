const MB = 1_048_576;

export type MediaKind = 'audio' | 'document' | 'image' | 'sticker' | 'video';

const OFFICE = 'application/vnd.openxmlformats-officedocument';

/** What a business may send, by kind: mime types and largest size in bytes. */
export const MEDIA_RULES: Record<MediaKind, { types: string[]; maxBytes: number }> = {
  audio: { types: ['audio/aac', 'audio/amr', 'audio/mpeg', 'audio/mp4', 'audio/ogg'], maxBytes: 16 * MB },
  document: {
    types: [
      'text/plain',
      'application/pdf',
      'application/msword',
      'application/vnd.ms-excel',
      'application/vnd.ms-powerpoint',
      `${OFFICE}.wordprocessingml.document`,
      `${OFFICE}.spreadsheetml.sheet`,
      `${OFFICE}.presentationml.presentation`,
    ],
    maxBytes: 100 * MB,
  },
  image: { types: ['image/jpeg', 'image/png'], maxBytes: 5 * MB },
  sticker: { types: ['image/webp'], maxBytes: 500 * 1_024 },
  video: { types: ['video/mp4', 'video/3gpp'], maxBytes: 16 * MB },
};

/** The kind a mime type is sent as, or null when businesses may not send it. */
export function kindOf(mimeType: string): MediaKind | null {
  const bare = bareMimeType(mimeType);
  for (const [kind, rule] of Object.entries(MEDIA_RULES)) if (rule.types.includes(bare)) return kind as MediaKind;
  return null;
}

export function bareMimeType(mimeType: string): string {
  return mimeType.split(';')[0]?.trim().toLowerCase() ?? '';
}
