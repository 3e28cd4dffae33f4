/**
 * Ends when the record has the schema of this version, so that nothing starts on an older one while a migration Job runs beside it
 * (an init container on Kubernetes; `docker compose` waits by itself). Ends with 1 after ten minutes.
 */
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { loadConfig } from '../config/index.ts';

const GIVE_UP_MS = 10 * 60_000;
const PAUSE_MS = 1_000;

const journal = JSON.parse(readFileSync(new URL('../db/migrations/meta/_journal.json', import.meta.url), 'utf8')) as {
  entries: { when: number }[];
};
const newest = Math.max(...journal.entries.map(entry => entry.when));

/** A newer record is fine: an older version may run on it while it is replaced. */
async function prepared(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  try {
    await client.connect();
    const { rows } = await client.query<{ at: string | null }>(
      'select max(created_at) as at from drizzle.__drizzle_migrations',
    );
    return Number(rows[0]?.at ?? 0) >= newest;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

const url = loadConfig().DATABASE_URL;
if (!url) {
  process.stderr.write('DATABASE_URL is not set.\n');
  process.exit(1);
}
const deadline = Date.now() + GIVE_UP_MS;
while (!(await prepared(url))) {
  if (Date.now() > deadline) {
    process.stderr.write('The record is not migrated: does processes/prepare.ts run, and what does it say?\n');
    process.exit(1);
  }
  await sleep(PAUSE_MS);
}
