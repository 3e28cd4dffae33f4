/** Files that people bring: looked at while they come in, and put into the store. What they belong to is the caller's. */
import type { MediaStore } from '../../activities/ports.ts';
import { newId } from '../../db/ids.ts';
import { MediaError } from '../../domain/message/errors.ts';
import { HEAD_BYTES } from '../../domain/message/file-content.ts';
import {
  contentProblem,
  MAX_UPLOAD_BYTES,
  type MediaKind,
  mediaKindOf,
  OUTBOUND_MEDIA,
  uploadProblem,
  wireType,
} from '../../domain/message/outbound-media.ts';
import { ApiError, type Incoming } from '../endpoint.ts';

export const refusal = (problem: string): ApiError => new ApiError(422, 'unsendable_file', problem);

/** Signs that turn the direction of writing, and what belongs to paths. */
const cleanName = (name: string): string =>
  (name.split(/[\\/]/).at(-1) ?? '')
    .replace(/[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, '')
    .trim()
    .slice(0, 240) || 'file';

/** The stream as it is, while its beginning is looked at: what is not what it says is cut off there. @throws ApiError */
async function* checked(mime: string, stream: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let head = Buffer.alloc(0);
  let looked = false;
  const look = () => {
    looked = true;
    const problem = contentProblem(mime, head);
    if (problem) throw refusal(problem);
  };
  for await (const chunk of stream) {
    if (!looked) {
      head = Buffer.concat([head, chunk]);
      if (head.length < HEAD_BYTES) continue;
      look();
      yield head;
      continue;
    }
    yield chunk;
  }
  if (looked) return;
  if (head.length === 0) throw refusal('The file is empty.');
  look();
  yield head;
}

/** By what is claimed of it, before a byte is read. @throws ApiError 422 for what WhatsApp does not take. */
export function mustBeSendable({ mime, sizeBytes }: Pick<Incoming, 'mime' | 'sizeBytes'>): MediaKind {
  const problem = uploadProblem(mime, sizeBytes ?? 1);
  const kind = mediaKindOf(mime);
  if (problem !== null || !kind) throw refusal(problem ?? 'WhatsApp does not take files of this type.');
  return kind;
}

export interface KeptUpload {
  id: string;
  kind: MediaKind;
  mime: string;
  fileName: string;
  storageKey: string;
  sizeBytes: number;
  sha256: string;
}

/** Puts it into the store under a new id. @throws ApiError 422 for what WhatsApp does not take. */
export async function keepUpload(media: MediaStore, orgId: string, name: string, body: Incoming): Promise<KeptUpload> {
  const kind = mustBeSendable(body);
  const id = newId();
  const storageKey = `${orgId}/${id}`;
  const limit = Math.min(MAX_UPLOAD_BYTES, OUTBOUND_MEDIA[kind].maxBytes);
  const stored = await media.put(storageKey, checked(body.mime, body.stream), limit).catch(error => {
    if (error instanceof MediaError && error.code === 'too_large')
      throw refusal(uploadProblem(body.mime, limit + 1) ?? 'It is too large.');
    throw error;
  });
  return { id, kind, mime: wireType(body.mime), fileName: cleanName(name), storageKey, ...stored };
}
