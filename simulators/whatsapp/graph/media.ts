import express, { Router } from 'express';
import { findNumber, type World } from '../world.ts';
import { GraphError, unknownObject } from './errors.ts';
import { deleteMedia, mediaUrl, readMedia, storeMedia } from './media-store.ts';
import { strikeOther } from './other-faults.ts';
import { bareMimeType, kindOf, MEDIA_RULES } from './validate/media-rules.ts';

const BUSINESS_LIFE_MS = 30 * 86_400_000;
const WEBHOOK_LIFE_MS = 7 * 86_400_000;

/** Upload, look-up and deletion. The download lives beside the Graph objects (downloadRoute). */
export function mediaRoutes(world: World): Router {
  const router = Router();
  const raw = express.raw({ type: 'multipart/form-data', limit: '105mb' });
  router.post('/:id/media', raw, async (request, response) => {
    const number = findNumber(world, String(request.params.id));
    if (number === undefined) throw unknownObject(String(request.params.id), 'POST');
    if (await strikeOther(world, 'media', number.phoneNumberId, request, response)) return;
    const form = await readForm(request.get('content-type') ?? '', request.body);
    if (form.get('messaging_product') !== 'whatsapp') {
      throw new GraphError(100, 'The parameter messaging_product is required and must be "whatsapp".');
    }
    const file = form.get('file');
    if (!(file instanceof File)) throw new GraphError(100, 'The parameter file is required.');
    const bytes = Buffer.from(await file.arrayBuffer());
    const mimeType = checkFile(file.type !== '' ? file.type : String(form.get('type') ?? ''), bytes.length);
    const media = storeMedia(world, {
      phoneNumberId: number.phoneNumberId,
      bytes,
      mimeType,
      source: 'business',
      ...(file.name === '' ? {} : { filename: file.name }),
    });
    response.json({ id: media.id });
  });
  router.get('/:id', (request, response, next) => {
    const media = world.stores.media.get(request.params.id);
    if (media === undefined) return next();
    const owner = request.query.phone_number_id;
    const lifeMs = media.source === 'business' ? BUSINESS_LIFE_MS : WEBHOOK_LIFE_MS;
    const gone = world.clock.now() - media.createdAt > lifeMs;
    if (gone || (owner !== undefined && owner !== media.phoneNumberId)) throw unknownObject(media.id, 'GET');
    response.json({
      messaging_product: 'whatsapp',
      url: mediaUrl(world, media),
      mime_type: media.mimeType,
      sha256: media.sha256Hex,
      file_size: media.sizeBytes,
      id: media.id,
    });
  });
  router.delete('/:id', (request, response, next) => {
    if (!world.stores.media.has(request.params.id)) return next();
    deleteMedia(world, request.params.id);
    response.json({ success: true });
  });
  return router;
}

/** GET of a media URL: bytes with the bearer token; 404 without one or after five minutes, 401 with a wrong one. */
export function downloadRoutes(world: World): Router {
  const router = Router();
  router.get('/whatsapp_business/attachments', async (request, response) => {
    const token = /^Bearer\s+(.+)$/i.exec(request.get('authorization') ?? '')?.[1];
    if (token !== undefined && token !== world.options.accessToken) {
      throw new GraphError(190, 'Invalid OAuth access token - Cannot parse access token.');
    }
    const entry = world.stores.mediaUrls.get(String(request.query.token));
    const media = entry === undefined ? undefined : world.stores.media.get(entry.mediaId);
    const bytes = media === undefined ? undefined : readMedia(world, media.id);
    const expired = entry !== undefined && entry.expiresAt < world.clock.now();
    if (token === undefined || media === undefined || bytes === undefined || expired) {
      response.status(404).type('text/plain').send('Not Found');
      return;
    }
    if (await strikeOther(world, 'media', media.phoneNumberId, request, response)) return;
    response.set('content-type', media.mimeType).send(bytes);
  });
  return router;
}

async function readForm(contentType: string, body: unknown): Promise<FormData> {
  if (!Buffer.isBuffer(body)) throw new GraphError(100, 'The request must be multipart/form-data with a file.');
  try {
    return await new Response(new Uint8Array(body), { headers: { 'content-type': contentType } }).formData();
  } catch {
    throw new GraphError(100, 'The multipart body could not be read: check its boundary.');
  }
}

function checkFile(mimeType: string, sizeBytes: number): string {
  const kind = kindOf(mimeType);
  const bare = bareMimeType(mimeType);
  if (kind === null) {
    const allowed = Object.values(MEDIA_RULES).flatMap(rule => rule.types);
    throw new GraphError(
      100,
      `Param file must be a file with one of the following types: ${allowed.join(', ')}. Received file of type '${bare}'.`,
    );
  }
  if (sizeBytes === 0) throw new GraphError(131053, 'The file is empty.');
  if (sizeBytes > MEDIA_RULES[kind].maxBytes) {
    throw new GraphError(
      131053,
      `The file has ${sizeBytes} bytes; ${bare} takes at most ${MEDIA_RULES[kind].maxBytes}.`,
    );
  }
  return mimeType;
}
