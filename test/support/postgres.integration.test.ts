import pg from 'pg';
import { expect, it } from 'vitest';
import { freshDatabase, useDatabase } from './postgres.ts';

const database = useDatabase();

async function query(url: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}

it('gives the embedded database too, migrated, one for each caller', async () => {
  const databases = await Promise.all([freshDatabase({ kind: 'pglite' }), freshDatabase({ kind: 'pglite' })]);
  try {
    await query(databases[0].url, 'create table only_here (id int)');
    const [row] = await query(
      databases[1].url,
      `select to_regclass('only_here') is null as apart, to_regclass('organizations') is not null as migrated, version() like '%PGlite%' as embedded`,
    );
    expect(row).toEqual({ apart: true, migrated: true, embedded: true });
  } finally {
    await Promise.all(databases.map(one => one.drop()));
  }
});

it('gives a migrated Postgres 16 or newer with pgvector', async () => {
  const [row] = await query(
    database.url,
    `select current_setting('server_version_num')::int as version, '[1,2]'::vector <-> '[1,3]'::vector as distance, to_regclass('organizations') is not null as migrated`,
  );
  expect(row).toMatchObject({ distance: 1, migrated: true });
  expect(row?.version).toBeGreaterThanOrEqual(160_000);
});

it('gives each caller a database of its own, empty when asked', async () => {
  const databases = await Promise.all([freshDatabase(), freshDatabase(), freshDatabase({ migrated: false })]);
  try {
    expect(new Set(databases.map(one => one.url)).size).toBe(3);
    const empty = databases[2];
    expect(empty && (await query(empty.url, `select to_regclass('organizations') is null as empty`))).toEqual([
      { empty: true },
    ]);
    await query(databases[0]?.url ?? '', 'create table only_here (id int)');
    expect(await query(databases[1]?.url ?? '', `select to_regclass('only_here') as found`)).toEqual([{ found: null }]);
  } finally {
    await Promise.all(databases.map(one => one.drop()));
  }
});
