/**
 * The only way to Postgres. `withOrg` opens a transaction as the tenant role with `app.org_id` set locally, so that
 * row-level security separates tenants (design.md section 8); `withSystem` is for work that has no organization yet and
 * reaches only the tables listed in security.ts. The pool is not exported.
 */
import { sql } from 'drizzle-orm';
import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres';
import pg from 'pg';
import { endingsOf, forget } from './before-commit.ts';
import { StatementNames, tune } from './connection.ts';
import * as schema from './schema.ts';
import { type SlowStatementOptions, tellSlow } from './slow-statements.ts';

/** One open transaction. Everything that queries takes it; nothing else can reach a connection. */
export type Tx = NodePgDatabase<typeof schema>;

/**
 * `now`: on disk when the call returns. `soon`: atomic and visible at once, and on disk before anything that is committed
 * `now` later, or within a second; a crash of the Postgres server itself may take it back. For what can be done again
 * (leases, stored steps, what an activity is doing), and never for what the outside was told.
 */
export type Durability = 'now' | 'soon';

export interface Database {
  /**
   * One transaction in one organization. Retried when Postgres reports a deadlock or a serialization failure.
   * Statements that do not need each other's answers may be asked at once (`Promise.all`): they share a round trip.
   */
  withOrg<T>(orgId: string, fn: (tx: Tx) => Promise<T>, durability?: Durability): Promise<T>;
  /** One transaction as the system role. */
  withSystem<T>(fn: (tx: Tx) => Promise<T>, durability?: Durability): Promise<T>;
  /** Connections in use and waiting, for metrics. */
  pressure(): { total: number; idle: number; waiting: number };
  close(): Promise<void>;
}

export interface DatabaseOptions {
  url: string;
  poolSize: number;
  onError: (error: Error) => void;
  /** After which a statement without an answer counts as failed and its connection as dead; Postgres gives it up as well. */
  queryTimeoutMs?: number;
  /** After which Postgres gives up a transaction nobody continues, and frees what it had locked. */
  idleInTransactionMs?: number;
  /** Who is told of statements that take long; nobody by default. */
  slow?: SlowStatementOptions;
}

const QUERY_TIMEOUT_MS = 15_000;
const IDLE_IN_TRANSACTION_MS = 20_000;

/** Deadlock, serialization failure, and a prepared statement that its connection does not know any more. */
const RETRYABLE = new Set(['40P01', '40001', '26000']);
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export function openDatabase(options: DatabaseOptions): Database {
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.poolSize,
    idleTimeoutMillis: 30_000,
    connectionTimeoutMillis: 10_000,
    // A network that swallows everything tells nobody: without this a connection would wait for hours.
    query_timeout: options.queryTimeoutMs ?? QUERY_TIMEOUT_MS,
    keepAlive: true,
    pipeline: true,
  } satisfies pg.PoolConfig & pg.ClientConfig);
  const names = new StatementNames();
  // An idle connection that breaks is replaced by the pool; without a listener it would end the process.
  pool.on('error', options.onError);
  // One that breaks in use rejects its query; its event, unheard, would end the process all the same.
  pool.on('connect', client => {
    client.on('error', options.onError);
    tune(client, names);
    if (options.slow) tellSlow(client, options.slow);
  });
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
    // Opens the transaction and sets role and tenant for it alone. Nobody waits for the answer: should it fail, the
    // transaction is an aborted one, in which nothing that follows is carried out.
    const opened = client.query(opening).then(
      () => null,
      (error: unknown) => error,
    );
    try {
      const result = await fn(tx);
      await commit(client, tx);
      return result;
    } catch (error) {
      forget(tx);
      await client.query('rollback').catch((failure: Error) => {
        broken = failure;
      });
      const first = (await opened) ?? error;
      if (sqlState(first) === '26000') broken = new Error('a prepared statement was lost');
      throw first;
    } finally {
      // A connection whose rollback failed is not given to anyone else.
      client.release(broken);
    }
  }

  async function commit(client: pg.PoolClient, tx: Tx): Promise<void> {
    const { statements, locks } = endingsOf(tx);
    const asked = statements.map(({ text, values }) => client.query({ text, values }));
    const told = Promise.all(asked);
    // Heard below; a lock that is not free must not leave it unheard.
    told.catch(() => undefined);
    for (const lock of locks) await lock();
    const [ended] = await Promise.all([client.query('commit'), told]);
    // An aborted transaction answers a commit with a rollback, and no error.
    if (ended.command !== 'COMMIT') throw new Error('the transaction was rolled back');
  }

  async function transaction<T>(
    role: 'parley_app' | 'parley_system',
    orgId: string,
    fn: (tx: Tx) => Promise<T>,
    durability: Durability,
  ): Promise<T> {
    const soon = durability === 'soon' ? ", set_config('synchronous_commit', 'off', true)" : '';
    const idleMs = options.idleInTransactionMs ?? IDLE_IN_TRANSACTION_MS;
    // Whoever asked may be gone without a word: what waits for a lock would get it one after the other, each to hold it idle.
    const statementMs = options.queryTimeoutMs ?? QUERY_TIMEOUT_MS;
    // orgId is a uuid or empty: checked by the callers below.
    const opening = `begin; select set_config('role', '${role}', true), set_config('app.org_id', '${orgId}', true), set_config('idle_in_transaction_session_timeout', '${idleMs}', true), set_config('statement_timeout', '${statementMs}', true)${soon}`;
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
    withOrg: (orgId, fn, durability = 'now') => {
      if (!UUID.test(orgId)) throw new Error('withOrg needs an organization id');
      return transaction('parley_app', orgId, fn, durability);
    },
    withSystem: (fn, durability = 'now') => transaction('parley_system', '', fn, durability),
    pressure: () => ({ total: pool.totalCount, idle: pool.idleCount, waiting: pool.waitingCount }),
    close: () => pool.end(),
  };
}

/**
 * Puts a transaction that was opened `soon` on disk after all before its call returns: when it turns out that somebody
 * outside the record, who will not ask again, is told what it says.
 */
export const onDiskAtCommit = async (tx: Tx): Promise<void> => {
  await tx.execute(sql`set local synchronous_commit to default`);
};

/** The SQLSTATE of an error, through the wrapper drizzle puts around it; null when it has none. */
export function sqlState(error: unknown): string | null {
  for (let current: unknown = error; current instanceof Error; current = current.cause) {
    const code = (current as { code?: unknown }).code;
    if (typeof code === 'string') return code;
  }
  return null;
}
