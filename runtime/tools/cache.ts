/** A cache several processes may fill at once: each entry is built in a private directory and appears whole, by one rename. */
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** `$XDG_CACHE_HOME/parley`, else `~/.cache/parley`. */
export function cacheRoot(env: Record<string, string | undefined>): string {
  return join(env.XDG_CACHE_HOME || join(env.HOME || homedir(), '.cache'), 'parley');
}

/**
 * The directory `entry`, built by `build(emptyDirectory)` if it is not there. Of several callers, in one process or many,
 * one builds and the others wait; nobody ever sees a half-built entry.
 * @throws what `build` throws; the next caller then tries again.
 */
export async function cached(
  entry: string,
  build: (directory: string) => Promise<void>,
  say: (text: string) => void = () => {},
): Promise<string> {
  if (existsSync(entry)) return entry;
  const parent = dirname(entry);
  await mkdir(parent, { recursive: true });
  const unlock = await lock(`${entry}.lock`, () =>
    say(`waiting for another process that is getting ${basename(entry)}`),
  );
  try {
    if (existsSync(entry)) return entry;
    await removeLeftovers(parent, `.${basename(entry)}-`);
    const draft = await mkdtemp(join(parent, `.${basename(entry)}-`));
    try {
      await build(draft);
      await rename(draft, entry).catch(error => {
        if (!existsSync(entry)) throw error;
      });
    } finally {
      await rm(draft, { recursive: true, force: true });
    }
    return entry;
  } finally {
    await unlock();
  }
}

/** Takes a lock directory, waiting for a living holder and clearing away a dead one. Resolves to the function that gives it back. */
export async function lock(directory: string, onWait: () => void = () => {}): Promise<() => Promise<void>> {
  let told = false;
  await mkdir(dirname(directory), { recursive: true });
  for (;;) {
    try {
      await mkdir(directory);
      await writeFile(join(directory, 'pid'), String(process.pid));
      return () => rm(directory, { recursive: true, force: true });
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
    if (await isAbandoned(directory)) {
      await rm(directory, { recursive: true, force: true });
      continue;
    }
    if (!told) onWait();
    told = true;
    await sleep(200);
  }
}

async function isAbandoned(directory: string): Promise<boolean> {
  try {
    const pid = Number(await readFile(join(directory, 'pid'), 'utf8'));
    if (pid > 0) return !isAlive(pid);
  } catch {
    // No pid yet: the holder is between two system calls, or died there.
  }
  const age = await stat(directory).then(
    found => Date.now() - found.mtimeMs,
    () => 0,
  );
  return age > 10_000;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** Only called under the lock, so whatever is there was left by a process that died. */
async function removeLeftovers(parent: string, prefix: string): Promise<void> {
  for (const name of await readdir(parent)) {
    if (name.startsWith(prefix)) await rm(join(parent, name), { recursive: true, force: true });
  }
}
