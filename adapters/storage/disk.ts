/** Media bytes in a directory: streamed, bounded, and never half a file under its name. */
import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import type { MediaStore } from '../../activities/ports.ts';
import { MediaError } from '../../domain/message/errors.ts';

const MAX_KEY_CHARS = 512;
/** Letters, digits, dot, dash and underscore in parts, joined by slashes; no part begins with a dot. */
const KEY = /^[A-Za-z0-9_-][A-Za-z0-9._-]*(\/[A-Za-z0-9_-][A-Za-z0-9._-]*)*$/;
const TEMPORARY = '.incoming';

/**
 * A MediaStore on a directory, which is made when it is missing. Keys look like `<org>/<id>`; another shape is a
 * TypeError, because keys come from us. Two writers of one key end with one whole file.
 */
export function createDiskStore(directory: string): MediaStore {
  const root = resolve(directory);

  function pathOf(key: string): string {
    if (key.length > MAX_KEY_CHARS || !KEY.test(key))
      throw new TypeError(
        'A storage key has only letters, digits, dots, dashes and underscores, in parts joined by slashes.',
      );
    const path = join(root, key);
    if (!path.startsWith(root + sep)) throw new TypeError('A storage key may not leave the storage directory.');
    return path;
  }

  return {
    async put(key, body, maxBytes) {
      const path = pathOf(key);
      const temporary = join(root, TEMPORARY, randomUUID());
      await mkdir(dirname(temporary), { recursive: true, mode: 0o700 });
      try {
        const written = await write(temporary, body, maxBytes);
        await mkdir(dirname(path), { recursive: true, mode: 0o700 });
        await rename(temporary, path);
        return written;
      } finally {
        await rm(temporary, { force: true });
      }
    },

    async get(key, range) {
      const path = pathOf(key);
      try {
        if (!(await stat(path)).isFile()) throw missing();
      } catch (error) {
        throw isMissing(error) ? missing() : error;
      }
      return createReadStream(path, range);
    },

    async delete(key) {
      await rm(pathOf(key), { force: true });
    },
  };
}

/** Writes and syncs a stream. @throws MediaError `too_large` as soon as the limit is passed. */
async function write(
  path: string,
  body: AsyncIterable<Uint8Array>,
  maxBytes: number,
): Promise<{ sizeBytes: number; sha256: string }> {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  const file = await open(path, 'wx', 0o600);
  try {
    for await (const chunk of body) {
      sizeBytes += chunk.byteLength;
      if (sizeBytes > maxBytes) throw new MediaError('too_large', `The file is larger than ${maxBytes} bytes.`, false);
      hash.update(chunk);
      await file.writeFile(chunk);
    }
    await file.sync();
  } finally {
    await file.close();
  }
  return { sizeBytes, sha256: hash.digest('hex') };
}

const missing = (): MediaError => new MediaError('not_found', 'The file is not in the store any more.', false);

function isMissing(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code;
  return code === 'ENOENT' || code === 'ENOTDIR';
}
