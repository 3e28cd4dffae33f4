/** What may be sent as a file, and why one may not, in the words of the interface. */
import {
  type MediaKind,
  mediaKindOf,
  OUTBOUND_MEDIA,
  uploadProblem,
} from '../../../../../domain/message/outbound-media.ts';
import { t } from '../../../lib/language.ts';

export const MEDIA_WORDS: Record<MediaKind, string> = {
  image: t('Pictures: JPEG or PNG'),
  video: t('Videos: MP4 or 3GP'),
  audio: t('Audio: MP3, M4A, AAC, AMR or OGG'),
  document: t('Documents: PDF, text, Word, Excel or PowerPoint'),
};

export const megabytes = (kind: MediaKind): number => Math.round(OUTBOUND_MEDIA[kind].maxBytes / 1_048_576);

const TOO_LARGE: Record<MediaKind, (most: number) => string> = {
  image: most => t('It is too large: pictures may have at most {megabytes} MB.', { megabytes: most }),
  video: most => t('It is too large: videos may have at most {megabytes} MB.', { megabytes: most }),
  audio: most => t('It is too large: audio may have at most {megabytes} MB.', { megabytes: most }),
  document: most => t('It is too large: documents may have at most {megabytes} MB.', { megabytes: most }),
};

/** Why this file cannot be sent, as far as its type and size say; null when they do not forbid it. */
export function fileProblem({ type, size }: Pick<File, 'type' | 'size'>): string | null {
  if (uploadProblem(type, size) === null) return null;
  const kind = mediaKindOf(type);
  if (kind === null)
    return t('WhatsApp does not take files of this type. It takes: {types}.', {
      types: Object.values(MEDIA_WORDS).join('; '),
    });
  return size === 0 ? t('The file is empty.') : TOO_LARGE[kind](megabytes(kind));
}
