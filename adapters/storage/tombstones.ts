/** Tombstones on disk, one JSON line each: they belong beside the backups, which the database's own copy does not outlive. */
import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { ErasurePort } from '../../activities/ports.ts';

type Tombstone = Awaited<ReturnType<ErasurePort['kept']>>[number];

export function createTombstoneFile(path: string) {
  return {
    async keep(tombstones: readonly Tombstone[]): Promise<void> {
      if (tombstones.length === 0) return;
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      await appendFile(path, tombstones.map(tombstone => `${JSON.stringify(tombstone)}\n`).join(''), { mode: 0o600 });
    },
    async kept(): Promise<Tombstone[]> {
      const text = await readFile(path, 'utf8').catch((error: unknown) => {
        if ((error as { code?: unknown }).code === 'ENOENT') return '';
        throw error;
      });
      return text.split('\n').flatMap(line => {
        try {
          return line === '' ? [] : [JSON.parse(line) as Tombstone];
        } catch {
          // A line that was cut off by a crash: the erasure that wrote it writes it again.
          return [];
        }
      });
    },
  };
}
