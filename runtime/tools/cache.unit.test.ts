import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cached, cacheRoot, lock } from './cache.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'parley-cache-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

describe('cacheRoot', () => {
  it('follows XDG_CACHE_HOME, else the home', () => {
    expect(cacheRoot({ XDG_CACHE_HOME: '/c', HOME: '/h' })).toBe('/c/parley');
    expect(cacheRoot({ HOME: '/h' })).toBe('/h/.cache/parley');
  });
});

describe('cached', () => {
  it('builds once for many callers, and shows nobody a half-built entry', async () => {
    let builds = 0;
    const entry = join(root, 'tool-1');
    const build = async (directory: string) => {
      builds++;
      await writeFile(join(directory, 'first'), 'a');
      expect(await readdir(root)).not.toContain('tool-1');
      await writeFile(join(directory, 'second'), 'b');
    };
    await Promise.all([cached(entry, build), cached(entry, build), cached(entry, build)]);
    expect(builds).toBe(1);
    expect((await readdir(entry)).toSorted()).toEqual(['first', 'second']);
    expect(await readdir(root)).toEqual(['tool-1']);
  });

  it('leaves nothing behind when the build fails, and lets the next caller try again', async () => {
    const entry = join(root, 'tool-1');
    await expect(cached(entry, () => Promise.reject(new Error('no network')))).rejects.toThrow('no network');
    expect(await readdir(root)).toEqual([]);
    await cached(entry, directory => writeFile(join(directory, 'it'), 'works'));
    expect(await readFile(join(entry, 'it'), 'utf8')).toBe('works');
  });

  it('takes over from a builder that died, and clears what it left', async () => {
    const dead = spawn(process.execPath, ['-e', '0']);
    await once(dead, 'exit');
    const entry = join(root, 'tool-1');
    await mkdir(`${entry}.lock`);
    await writeFile(join(`${entry}.lock`, 'pid'), String(dead.pid));
    await mkdir(join(root, '.tool-1-half'));
    await cached(entry, directory => writeFile(join(directory, 'it'), 'works'));
    expect(await readdir(root)).toEqual(['tool-1']);
  });
});

describe('lock', () => {
  it('makes the second holder wait for the first', async () => {
    const order: string[] = [];
    const unlock = await lock(join(root, 'l'));
    const second = lock(join(root, 'l'), () => order.push('told to wait')).then(release => {
      order.push('second');
      return release();
    });
    await expect.poll(() => order).toEqual(['told to wait']);
    order.push('first done');
    await unlock();
    await second;
    expect(order).toEqual(['told to wait', 'first done', 'second']);
  });
});
