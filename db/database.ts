/**
 * The only way to Postgres. `withOrg` opens a transaction as the tenant role with `app.org_id` set locally, so that
 * row-level security separates tenants (design.md section 8); `withSystem` is for work that has no organization yet and
 * reaches only the tables listed in security.ts. The pool is not exported.
 */
import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres';
import pg from 'pg';
import { finish, forget } from './before-commit.ts';
import * as schema from './schema.ts';

/** One open transaction. Everything that queries takes it; nothing else can reach a connection. */
export type Tx = NodePgDatabase<typeof schema>;

export interface Database {
  /** One transaction in one organization. Retried when Postgres reports a deadlock or a serialization failure. */
  withOrg<T>(orgId: string, fn: (tx: Tx) => Promise<T>): Promise<T>;
  /** One transaction as the system role. */
  withSystem<T>(fn: (tx: Tx) => Promise<T>): Promise<T>;
  /** Connections in use and waiting, for metrics. */
  pressure(): { total: number; idle: number; waiting: number };
  close(): Promise<void>;
}

export interface DatabaseOptions {
  url: string;
  poolSize: number;
  onError: (error: Error) => void;
}

const RETRYABLE = new Set(['40P01', '40001']);
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export function openDatabase(options: DatabaseOptions): Database {
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.poolSize,
    idleTimeoutMillis: 30_000,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
  });
  // An idle connection that breaks is replaced by the pool; without a listener it would end the process.
  pool.on('error', options.onError);
  // One that breaks in use rejects its query; its event, unheard, would end the process all the same.
  pool.on('connect', client => client.on('error', options.onError));
  const handles = new WeakMap<pg.PoolClient, Tx>();

  function handleOf(client: pg.PoolClient): Tx {
    const known = handles.get(client);
    if (known) return known;
    const handle = drizzle(client, { schema });
    handles.set(client, handle);
    return handle;
  }

  async function attempt<T>(opening: string, fn: (tx: Tx) => Promise<T>): Promise<T> {
    const client = await pool.connect();
    const tx = handleOf(client);
    let broken: Error | undefined;
    try {
      // One round trip opens the transaction and sets role and tenant for it alone.
      await client.query(opening);
      const result = await fn(tx);
      await finish(tx);
      await client.query('commit');
      return result;
    } catch (error) {
      forget(tx);
      await client.query('rollback').catch((failure: Error) => {
        broken = failure;
      });
      throw error;
    } finally {
      // A connection whose rollback failed is not given to anyone else.
      client.release(broken);
    }
  }

  async function transaction<T>(
    role: 'parley_app' | 'parley_system',
    orgId: string,
    fn: (tx: Tx) => Promise<T>,
  ): Promise<T> {
    // orgId is a uuid or empty: checked by the callers below.
    const opening = `begin; select set_config('role', '${role}', true), set_config('app.org_id', '${orgId}', true)`;
    for (let tried = 1; ; tried++) {
      try {
        return await attempt(opening, fn);
      } catch (error) {
        if (tried >= 4 || !RETRYABLE.has(sqlState(error) ?? '')) throw error;
        await new Promise(resolve => setTimeout(resolve, 10 * 2 ** tried * (0.5 + Math.random())));
      }
    }
  }

  return {
    withOrg: (orgId, fn) => {
      if (!UUID.test(orgId)) throw new Error('withOrg needs an organization id');
      return transaction('parley_app', orgId, fn);
    },
    withSystem: fn => transaction('parley_system', '', fn),
    pressure: () => ({ total: pool.totalCount, idle: pool.idleCount, waiting: pool.waitingCount }),
    close: () => pool.end(),
  };
}

/** The SQLSTATE of an error, through the wrapper drizzle puts around it; null when it has none. */
export function sqlState(error: unknown): string | null {
  for (let current: unknown = error; current instanceof Error; current = current.cause) {
    const code = (current as { code?: unknown }).code;
    if (typeof code === 'string') return code;
  }
  return null;
}
