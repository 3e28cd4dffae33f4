/** GET /api/v1/media/:id — the bytes of a stored file, streamed. Served so that a browser never runs what a customer sent. */

import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { findMedia } from '../../db/message/views.ts';
import { type ApiServices, type Caller, notFound } from '../endpoint.ts';

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
  const mime = row.mime.split(';')[0]?.trim().toLowerCase() ?? '';
  const inline = INLINE.test(mime);
  response.setHeader('Content-Type', inline ? mime : 'application/octet-stream');
  response.setHeader(
    'Content-Disposition',
    `${inline ? 'inline' : 'attachment'}; filename*=UTF-8''${encodeURIComponent(row.fileName ?? 'file')}`,
  );
  response.setHeader('Cache-Control', 'private, max-age=86400, immutable');
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.setHeader('Content-Security-Policy', "default-src 'none'; sandbox");
  if (row.sizeBytes !== null) response.setHeader('Content-Length', row.sizeBytes);
  await pipeline(Readable.from(await services.media.get(row.storageKey)), response);
}
