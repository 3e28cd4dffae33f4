/** GET /api/v1/media/:id — the bytes of a stored file, or a range of them, streamed. Served so that a browser never runs what a customer sent. */

import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { findMedia } from '../../db/message/views.ts';
import { MediaError } from '../../domain/message/errors.ts';
import { ApiError, type ApiServices, type Caller, notFound } from '../endpoint.ts';
import { type ByteRange, rangeOf } from './range.ts';

/** Shown inline; anything else is a download. */
const INLINE = /^(?:image\/(?:jpeg|png|webp|gif)|audio\/[\w.+-]+|video\/(?:mp4|3gpp))$/;

export async function serveMedia(
  services: ApiServices,
  caller: Caller,
  request: Request,
  response: Response,
): Promise<void> {
  const mediaId = z.uuid().safeParse(request.params.id);
  const row = mediaId.success
    ? await services.db.withOrg(caller.orgId, tx => findMedia(tx, { orgId: caller.orgId, mediaId: mediaId.data }))
    : null;
  if (!row?.storageKey || row.state !== 'STORED') throw notFound('file');
  await serveFile(services, { ...row, storageKey: row.storageKey }, request, response);
}

export interface StoredFile {
  storageKey: string;
  mime: string;
  fileName: string | null;
  sizeBytes: number | null;
  sha256: string | null;
}

/** Streams a file of the store, or the range of it that is asked for. @throws ApiError 404, 416 */
export async function serveFile(
  services: ApiServices,
  row: StoredFile,
  request: Request,
  response: Response,
): Promise<void> {
  const etag = row.sha256 === null ? null : `"${row.sha256}"`;
  const range = row.sizeBytes === null ? null : askedRange(request, row.sizeBytes, etag);
  if (range === 'unsatisfiable') {
    response.setHeader('Content-Range', `bytes */${row.sizeBytes}`);
    throw new ApiError(416, 'range_not_satisfiable', 'The file has no such bytes.', {
      hint: `It has ${row.sizeBytes}.`,
    });
  }
  const bytes = request.method === 'HEAD' ? [] : await stored(services, row.storageKey, range);
  response.setHeader('Accept-Ranges', 'bytes');
  if (etag !== null) response.setHeader('ETag', etag);
  setType(response, row);
  response.setHeader('Cache-Control', 'private, max-age=86400, immutable');
  if (range !== null) {
    response.status(206).setHeader('Content-Range', `bytes ${range.start}-${range.end}/${row.sizeBytes}`);
    response.setHeader('Content-Length', range.end - range.start + 1);
  } else if (row.sizeBytes !== null) response.setHeader('Content-Length', row.sizeBytes);
  await pipeline(Readable.from(bytes), response).catch((error: NodeJS.ErrnoException) => {
    // A player that jumps leaves the answer it was reading: that is no failure.
    if (error.code !== 'ERR_STREAM_PREMATURE_CLOSE' || !request.destroyed) throw error;
  });
}

/** `If-Range` says which file the range is meant of: of another one, the whole is answered. */
function askedRange(request: Request, sizeBytes: number, etag: string | null): ByteRange | 'unsatisfiable' | null {
  const meant = request.get('if-range');
  return meant !== undefined && meant !== etag ? null : rangeOf(request.get('range'), sizeBytes);
}

async function stored(
  services: ApiServices,
  storageKey: string,
  range: ByteRange | null,
): Promise<AsyncIterable<Uint8Array>> {
  try {
    return await services.media.get(storageKey, range ?? undefined);
  } catch (error) {
    throw error instanceof MediaError && error.code === 'not_found' ? notFound('file') : error;
  }
}

function setType(response: Response, { mime: declared, fileName }: { mime: string; fileName: string | null }): void {
  const mime = declared.split(';')[0]?.trim().toLowerCase() ?? '';
  const inline = INLINE.test(mime);
  response.setHeader('Content-Type', inline ? mime : 'application/octet-stream');
  const name = encodeURIComponent((fileName ?? 'file').toWellFormed()).replace(
    /['()*!]/g,
    sign => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  response.setHeader('Content-Disposition', `${inline ? 'inline' : 'attachment'}; filename*=UTF-8''${name}`);
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.setHeader('Content-Security-Policy', "default-src 'none'; sandbox");
}
