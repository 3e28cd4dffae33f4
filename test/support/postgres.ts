/** Fresh databases for test files: each a copy of the migrated template, made in a moment and gone afterwards. */
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, inject } from 'vitest';
import { databaseUrl } from './database-url.ts';
import { freshEmbedded } from './pglite.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** `scratch`: a directory of this run, removed at its end. */
    postgres: { adminUrl: string; template: string; scratch: string };
  }
}

export interface FreshDatabase {
  url: string;
  /** Ends its connections and removes it. */
  drop(): Promise<void>;
}

/** For suites that must pass on both: `describe.each(DATABASE_KINDS)('on %s', kind => { const database = useDatabase({ kind }); … })`. */
export const DATABASE_KINDS = ['postgres', 'pglite'] as const;

export interface DatabaseOptions {
  /** A real Postgres (default), or the embedded one in a process of its own. */
  kind?: (typeof DATABASE_KINDS)[number];
  /** false gives a database without any table. */
  migrated?: boolean;
}

/** A migrated, empty database for this caller alone. Its user is a superuser, as a migration's is. */
export async function freshDatabase(options: DatabaseOptions = {}): Promise<FreshDatabase> {
  const { adminUrl, template, scratch } = inject('postgres');
  if (options.kind === 'pglite') return freshEmbedded(scratch, options.migrated !== false);
  const name = `parley_test_${randomBytes(6).toString('hex')}`;
  await copyOf(adminUrl, options.migrated === false ? 'template1' : template, name);
  return {
    url: databaseUrl(adminUrl, name),
    drop: () => admin(adminUrl, client => client.query(`drop database if exists ${name} with (force)`)),
  };
}

/** One fresh database for the whole test file: `const database = useDatabase()`, then `database.url` inside tests and hooks. */
export function useDatabase(options: DatabaseOptions = {}): { readonly url: string } {
  let database: FreshDatabase | undefined;
  beforeAll(async () => {
    database = await freshDatabase(options);
  });
  afterAll(() => database?.drop());
  return {
    get url() {
      if (!database) throw new Error('useDatabase() has a url only inside hooks and tests');
      return database.url;
    },
  };
}

const BEING_COPIED = '55006';

async function copyOf(adminUrl: string, template: string, name: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await admin(adminUrl, client => client.query(`create database ${name} template ${template}`));
    } catch (error) {
      if (attempt >= 50 || (error as { code?: unknown }).code !== BEING_COPIED) throw error;
      await sleep(50);
    }
  }
}

async function admin(adminUrl: string, work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
