import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';

interface Line {
  c: string;
  k: string;
  v?: unknown;
  p?: Record<string, unknown>;
}

/**
 * One append-only JSONL file of keyed writes for all collections. Each line is written before the caller goes on,
 * so a killed process loses nothing it has answered for; a torn last line is dropped on load. Loading compacts.
 */
export class Journal {
  private fd: number | null = null;
  private readonly path: string | null;
  private readonly loaded = new Map<string, Map<string, unknown>>();

  constructor(dataDir: string | undefined) {
    this.path = dataDir === undefined ? null : join(dataDir, 'journal.jsonl');
    if (dataDir === undefined || this.path === null) return;
    mkdirSync(join(dataDir, 'media'), { recursive: true });
    if (existsSync(this.path)) for (const line of readFileSync(this.path, 'utf8').split('\n')) this.replay(line);
    this.compact(this.path);
    this.fd = openSync(this.path, 'a');
  }

  /** The records of a collection as they were when the journal was opened. */
  take<V>(collection: string): Map<string, V> {
    const map = (this.loaded.get(collection) ?? new Map()) as Map<string, V>;
    this.loaded.delete(collection);
    return map;
  }

  write(collection: string, key: string, value: unknown): void {
    this.append({ c: collection, k: key, v: value });
  }

  patch(collection: string, key: string, part: Record<string, unknown>): void {
    this.append({ c: collection, k: key, p: part });
  }

  remove(collection: string, key: string): void {
    this.append({ c: collection, k: key });
  }

  close(): void {
    if (this.fd !== null) closeSync(this.fd);
    this.fd = null;
  }

  private append(line: Line): void {
    if (this.fd !== null) writeSync(this.fd, `${JSON.stringify(line)}\n`);
  }

  private replay(text: string): void {
    if (text === '') return;
    let line: Line;
    try {
      line = JSON.parse(text) as Line;
    } catch {
      return;
    }
    const map = this.loaded.get(line.c) ?? new Map<string, unknown>();
    this.loaded.set(line.c, map);
    if (line.v !== undefined) map.set(line.k, line.v);
    else if (line.p !== undefined) map.set(line.k, { ...(map.get(line.k) as object | undefined), ...line.p });
    else map.delete(line.k);
  }

  private compact(path: string): void {
    const fd = openSync(`${path}.new`, 'w');
    for (const [c, map] of this.loaded) for (const [k, v] of map) writeSync(fd, `${JSON.stringify({ c, k, v })}\n`);
    closeSync(fd);
    renameSync(`${path}.new`, path);
  }
}
