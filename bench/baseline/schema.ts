/** Tables of the raw baseline, shaped like the product's: same columns, same indexes. */
import pg from 'pg';

/** @param url of a database that has the product's tables. */
export async function makeBaselineTables(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('create table baseline_updates (like raw_updates including all)');
    await client.query('create sequence baseline_updates_id');
    await client.query("alter table baseline_updates alter column id set default nextval('baseline_updates_id')");
    await client.query(
      'create table baseline_conversations (id int primary key, owner text not null, epoch int not null)',
    );
    await client.query("insert into baseline_conversations select n, 'AI', 1 from generate_series(0, 999) n");
    await client.query(
      'create table baseline_outbox (id bigserial primary key, conversation_id int not null, payload jsonb not null, at timestamptz not null)',
    );
  } finally {
    await client.end();
  }
}
