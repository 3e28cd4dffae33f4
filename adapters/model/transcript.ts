import { MAX_ANSWER_CHARS } from './answer.ts';
import { AttemptFailure } from './model-error.ts';

const EXTENSIONS: Record<string, string> = {
  'audio/ogg': 'ogg',
  'audio/mpeg': 'mp3',
  'audio/mp4': 'm4a',
  'audio/aac': 'm4a',
  'audio/amr': 'amr',
  'audio/wav': 'wav',
  'audio/webm': 'webm',
  'video/mp4': 'mp4',
};

/** Transcription goes by the file's extension: one is added when there is none. */
export function withExtension(fileName: string, mime: string): string {
  if (/\.[a-z0-9]{2,4}$/i.test(fileName)) return fileName;
  return `${fileName || 'audio'}.${EXTENSIONS[mime.split(';')[0]?.trim().toLowerCase() ?? ''] ?? 'ogg'}`;
}

/** Silence is an empty transcript, which is fine; anything but text is not. */
export function transcriptOf(said: unknown): string {
  if (typeof said !== 'string')
    throw new AttemptFailure('bad_answer', 'answer', 'The transcription came without a text.');
  if (said.length > MAX_ANSWER_CHARS)
    throw new AttemptFailure('too_large', 'answer', 'The transcription was far too long.');
  return said.replaceAll('\u0000', '').toWellFormed().trim();
}
