import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Json, Media } from '../records.ts';
import type { World } from '../world.ts';

const URL_LIFE_MS = 300_000;
const memory = new WeakMap<World, Map<string, Buffer>>();

export interface NewMedia {
  phoneNumberId: string;
  bytes: Buffer;
  mimeType: string;
  filename?: string;
  source: 'business' | 'customer';
}

/** Keeps bytes (a file in the data folder, else memory) and their record. */
export function storeMedia(world: World, input: NewMedia): Media {
  const id = world.random.unique(
    () => world.random.digits(16),
    each => world.stores.media.has(each),
  );
  if (world.options.dataDir === undefined) {
    const map = memory.get(world) ?? new Map<string, Buffer>();
    memory.set(world, map.set(id, input.bytes));
  } else writeFileSync(pathOf(world.options.dataDir, id), input.bytes);
  return world.stores.media.set(id, {
    id,
    phoneNumberId: input.phoneNumberId,
    mimeType: input.mimeType,
    ...(input.filename === undefined ? {} : { filename: input.filename }),
    sizeBytes: input.bytes.length,
    sha256Hex: createHash('sha256').update(input.bytes).digest('hex'),
    createdAt: world.clock.now(),
    source: input.source,
  });
}

export function readMedia(world: World, id: string): Buffer | undefined {
  if (world.options.dataDir === undefined) return memory.get(world)?.get(id);
  const path = pathOf(world.options.dataDir, id);
  return existsSync(path) ? readFileSync(path) : undefined;
}

export function deleteMedia(world: World, id: string): void {
  world.stores.media.delete(id);
  memory.get(world)?.delete(id);
  if (world.options.dataDir !== undefined) rmSync(pathOf(world.options.dataDir, id), { force: true });
}

/** A download address that lives five minutes. */
export function mediaUrl(world: World, media: Media): string {
  const token = world.random.unique(
    () => world.random.hex(32),
    each => world.stores.mediaUrls.has(each),
  );
  world.stores.mediaUrls.set(token, { token, mediaId: media.id, expiresAt: world.clock.now() + URL_LIFE_MS });
  return `${world.url}/whatsapp_business/attachments/?mid=${media.id}&token=${token}`;
}

/** How a webhook names media: sha256 in base64, unlike the look-up. */
export function webhookMedia(world: World, media: Media): Json {
  return {
    id: media.id,
    mime_type: media.mimeType,
    sha256: Buffer.from(media.sha256Hex, 'hex').toString('base64'),
    url: mediaUrl(world, media),
  };
}

function pathOf(dataDir: string, id: string): string {
  return join(dataDir, 'media', id);
}
