import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDiskStore } from './disk.ts';

async function* chunks(...parts: (string | Error)[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) {
    if (part instanceof Error) throw part;
    yield Buffer.from(part);
  }
}

async function read(body: AsyncIterable<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const part of body) parts.push(part);
  return Buffer.concat(parts).toString();
}

describe('createDiskStore', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'media-'));
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));
  const incoming = () => readdir(join(directory, '.incoming'));

  it('stores a stream and gives it back, with size and digest', async () => {
    const store = createDiskStore(join(directory, 'made', 'on', 'demand'));
    const sha256 = createHash('sha256').update('hello there').digest('hex');
    expect(await store.put('org-1/file.ogg', chunks('hello ', 'there'), 100)).toEqual({ sizeBytes: 11, sha256 });
    expect(await read(await store.get('org-1/file.ogg'))).toBe('hello there');
  });

  it('writes chunks one after the other, not over each other', async () => {
    const store = createDiskStore(directory);
    const parts = Array.from({ length: 50 }, (_, n) => String(n).repeat(1000));
    await store.put('a/b', chunks(...parts), 1e6);
    expect(await read(await store.get('a/b'))).toBe(parts.join(''));
  });

  it('replaces whole files, and keeps the old one when the new one fails', async () => {
    const store = createDiskStore(directory);
    await store.put('a/b', chunks('first, and longer'), 100);
    await store.put('a/b', chunks('second'), 100);
    expect(await read(await store.get('a/b'))).toBe('second');
    await expect(store.put('a/b', chunks('third', new Error('reset')), 100)).rejects.toThrow('reset');
    expect(await read(await store.get('a/b'))).toBe('second');
    expect(await incoming()).toEqual([]);
  });

  it('stops at the limit and leaves nothing behind', async () => {
    const store = createDiskStore(directory);
    let pulled = 0;
    const endless = async function* () {
      for (;;) {
        pulled += 1;
        yield Buffer.alloc(10);
      }
    };
    await expect(store.put('a/big', endless(), 95)).rejects.toMatchObject({
      name: 'MediaError',
      code: 'too_large',
      retryable: false,
    });
    expect(pulled).toBe(10);
    await expect(store.get('a/big')).rejects.toMatchObject({ code: 'not_found' });
    expect(await incoming()).toEqual([]);
  });

  it('deletes, also what is not there', async () => {
    const store = createDiskStore(directory);
    await store.put('a/b', chunks('x'), 10);
    await store.delete('a/b');
    await store.delete('a/b');
    await expect(store.get('a/b')).rejects.toMatchObject({ name: 'MediaError', code: 'not_found', retryable: false });
  });

  it.each([
    '',
    '../x',
    'a/../../x',
    '/etc/passwd',
    'a//b',
    'a/',
    '.incoming/x',
    'a/.hidden',
    'a\\b',
    'a\u0000b',
    'a b',
    'x'.repeat(600),
  ])('refuses the key "%s"', async key => {
    const store = createDiskStore(directory);
    await expect(store.put(key, chunks('x'), 10)).rejects.toThrow(TypeError);
    await expect(store.get(key)).rejects.toThrow(TypeError);
    await expect(store.delete(key)).rejects.toThrow(TypeError);
  });

  it('does not give out a directory', async () => {
    const store = createDiskStore(directory);
    await store.put('a/b', chunks('x'), 10);
    await expect(store.get('a')).rejects.toMatchObject({ code: 'not_found' });
  });
});
