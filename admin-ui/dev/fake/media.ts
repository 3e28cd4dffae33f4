import type { MessageView } from '../../../api/contracts/messages.ts';
import { freshId } from './ids.ts';

/** A short tone as WAV bytes, so that the audio player has something true to play. */
const tone = (seconds: number): Buffer => {
  const rate = 8000;
  const samples = rate * seconds;
  const wav = Buffer.alloc(44 + samples);
  wav.write('RIFF', 0);
  wav.writeUInt32LE(36 + samples, 4);
  wav.write('WAVEfmt ', 8);
  wav.writeUInt32LE(16, 16);
  wav.writeUInt16LE(1, 20);
  wav.writeUInt16LE(1, 22);
  wav.writeUInt32LE(rate, 24);
  wav.writeUInt32LE(rate, 28);
  wav.writeUInt16LE(1, 32);
  wav.writeUInt16LE(8, 34);
  wav.write('data', 36);
  wav.writeUInt32LE(samples, 40);
  for (let index = 0; index < samples; index++)
    wav[44 + index] = 128 + Math.round(30 * Math.sin((index / rate) * 2 * Math.PI * 330));
  return wav;
};

const photo = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 600"><defs><linearGradient id="a" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#f4c58a"/><stop offset="1" stop-color="#c4688a"/></linearGradient></defs><rect width="800" height="600" fill="url(#a)"/><circle cx="560" cy="240" r="90" fill="#fff3d6"/><path d="M0 430 220 300l160 120 130-90 290 190v80H0z" fill="#5d3a63"/><path d="M0 500 300 400l240 110 260-60v150H0z" fill="#3d2748"/></svg>`;
const sticker = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 128 128"><circle cx="64" cy="64" r="56" fill="#ffd24a"/><circle cx="44" cy="52" r="7"/><circle cx="84" cy="52" r="7"/><path d="M36 76q28 34 56 0" fill="none" stroke="#000" stroke-width="7" stroke-linecap="round"/></svg>`;

type File = { mime: string; bytes: Buffer };
export const files = new Map<string, File>();

const view = (
  file: File,
  fileName: string | null,
  transcript: string | null = null,
): NonNullable<MessageView['media']> => {
  const id = freshId();
  files.set(id, file);
  return {
    id,
    mime: file.mime,
    fileName,
    sizeBytes: file.bytes.length,
    state: 'STORED',
    url: `/api/v1/media/${id}`,
    transcript,
  };
};

export const photoFile = () => view({ mime: 'image/svg+xml', bytes: Buffer.from(photo) }, 'terrace.jpg');
export const stickerFile = () => view({ mime: 'image/svg+xml', bytes: Buffer.from(sticker) }, null);
export const voiceFile = (transcript: string) => view({ mime: 'audio/wav', bytes: tone(9) }, null, transcript);
export const documentFile = () =>
  view(
    { mime: 'application/pdf', bytes: Buffer.from('%PDF-1.4\n%%EOF\n'.padEnd(184_220, ' ')) },
    'Insurance confirmation and treatment plan of 9 October, final version.pdf',
  );
export const missingFile = (): NonNullable<MessageView['media']> => ({
  id: freshId(),
  mime: 'image/jpeg',
  fileName: null,
  sizeBytes: null,
  state: 'FAILED',
  url: null,
  transcript: null,
});
export const comingFile = (): NonNullable<MessageView['media']> => ({
  ...missingFile(),
  mime: 'video/mp4',
  state: 'PENDING',
});
