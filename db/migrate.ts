/** Brings a database to the newest schema: migrations, then row-level security for every table. Safe to run twice and at once. */
import { fileURLToPath } from 'node:url';
import { drizzle } from 'drizzle-orm/node-postgres';
import { migrate as runMigrations } from 'drizzle-orm/node-postgres/migrator';
import pg from 'pg';
import { appendOnlySql } from './audit/append-only.ts';
import { contactSearchSql } from './crm/search-function.ts';
import { searchFunctionsSql } from './knowledge/search-function.ts';
import { inboxSearchSql } from './search/inbox-function.ts';
import { securitySql } from './security.ts';

/** Arbitrary but fixed: two processes that migrate at once take turns. */
const LOCK = 7_263_901;

/** @param url of a user that may create tables and roles. @throws when Postgres is older than 16 or has no pgvector. */
export async function migrate(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [LOCK]);
    await client.query('create extension if not exists vector').catch((cause: unknown) => {
      throw new Error(
        'This Postgres has no pgvector extension: install it (https://github.com/pgvector/pgvector) or point DATABASE_URL at one that has it.',
        { cause },
      );
    });
    await runMigrations(drizzle(client), { migrationsFolder: fileURLToPath(new URL('./migrations', import.meta.url)) });
    const tables = await client.query<{ name: string; tenant: boolean }>(
      `select t.tablename as name, exists(select from information_schema.columns c where c.table_schema = 'public' and c.table_name = t.tablename and c.column_name = 'org_id') as tenant
       from pg_tables t where t.schemaname = 'public' order by 1`,
    );
    await client.query(
      `begin; ${securitySql(tables.rows)} ${searchFunctionsSql} ${inboxSearchSql} ${contactSearchSql} ${appendOnlySql} commit;`,
    );
    await client.query('select pg_advisory_unlock($1)', [LOCK]);
  } finally {
    await client.end();
  }
}
