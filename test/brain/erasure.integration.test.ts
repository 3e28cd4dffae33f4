/** A person asks to be forgotten: nothing that names them is left, here or in the process history, and a restore changes nothing (A-DEL-1). */
import { sql } from 'drizzle-orm';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../../db/database.ts';
import { applyTombstones, requestErasure } from '../../db/erasure/queries.ts';
import { cleanRestored } from '../../dispatcher/erasures.ts';
import { conversationWorkflowId } from '../../workflows/conversation/ids.ts';
import { findConversation, newPhone, quiet } from '../conversation/helpers.ts';
import { type Core, startCore, until } from '../support/core.ts';
import { databaseUrl } from '../support/database-url.ts';
import { useDatabase } from '../support/postgres.ts';
import { useTemporal } from '../support/temporal.ts';

const database = useDatabase();
const temporal = useTemporal();
let core: Core;
let admin: pg.Client;

beforeAll(async () => {
  core = await startCore({ databaseUrl: database.url, temporalAddress: temporal.address, quietMs: 50 });
  admin = new pg.Client({ connectionString: database.url });
  await admin.connect();
});
afterAll(async () => {
  await admin?.end();
  await core?.stop();
});

const CANARY = 'Zebulon';
const say = async (phone: string, text: string) => {
  const before = (await findConversation(core, phone))?.lastInboundNumber ?? 0;
  core.phone.inbound({ from: phone, name: `${CANARY} Quack`, text });
  await until('the message', async () => ((await findConversation(core, phone))?.lastInboundNumber ?? 0) > before);
  return quiet(core, phone, 30_000);
};
const erase = async (contactId: string): Promise<string> => {
  const { orgId, db } = core;
  const asked = await db.withOrg(orgId, tx =>
    requestErasure(tx, { orgId, contactId, actor: { type: 'member', id: null }, now: Date.now() }),
  );
  if (!asked) throw new Error('no such contact');
  await until('the erasure', async () => {
    const { rows } = await admin.query(`select 1 from erasures where id = $1 and state = 'DONE'`, [asked]);
    return rows.length === 1;
  });
  return asked;
};

/** Tables in which a text stands, read as the owner of all of them. */
async function tablesWith(client: pg.Client, needles: string[]): Promise<string[]> {
  const tables = await client.query<{ name: string }>(
    `select tablename as name from pg_tables where schemaname = 'public'`,
  );
  const found: string[] = [];
  for (const { name } of tables.rows) {
    const { rows } = await client.query(
      `select 1 from "${name}" t where ${needles.map((_, at) => `t::text ilike '%' || $${at + 1} || '%'`).join(' or ')} limit 1`,
      needles,
    );
    if (rows.length > 0) found.push(name);
  }
  return found;
}

describe('A-DEL-1: erasure', () => {
  it('leaves nothing that names the person, ends their runs, and lets a later message begin anew', async () => {
    const phone = newPhone();
    const conversation = await say(phone, `Hi, I am ${CANARY} and how much is a cleaning?`);
    const needles = [CANARY, phone.replace('+', '')];
    expect((await tablesWith(admin, needles)).length).toBeGreaterThan(3);
    const spentBefore = await admin.query('select sum(input_tokens) as tokens from spending');
    const erasureId = await erase(conversation.contactId);

    expect(await tablesWith(admin, needles)).toEqual([]);
    expect(await tablesWith(admin, [conversation.id])).toEqual(['audit_log', 'erasures']);
    const kept = await admin.query('select sum(input_tokens) as tokens from spending');
    expect(kept.rows).toEqual(spentBefore.rows);
    const audited = await admin.query(`select payload from audit_log where action = 'data_deletion'`);
    expect(JSON.stringify(audited.rows)).not.toContain(phone.replace('+', ''));

    const handle = core.client.workflow.getHandle(conversationWorkflowId(core.orgId, conversation.id));
    // The server deletes what was just terminated when its own queues have moved past the end of the run: within a minute.
    await until(
      'the history to be gone',
      () =>
        handle.describe().then(
          () => false,
          () => true,
        ),
      150_000,
    );
    const history = await core.client.workflow.getHandle(`erasure/${core.orgId}/${erasureId}`).fetchHistory();
    expect(JSON.stringify(history)).not.toContain(CANARY);

    const again = await say(phone, 'Hello, how much is a cleaning?');
    expect(again.id).not.toBe(conversation.id);
    expect(again.lastInboundNumber).toBe(1);
    expect(core.phone.ledger.sends({ to: phone })).toHaveLength(2);
  }, 240_000);

  it('an opt-out outlives it', async () => {
    const phone = newPhone();
    await say(phone, 'How much is a cleaning?');
    const conversation = await say(phone, 'STOP');
    await erase(conversation.contactId);
    const sends = core.phone.ledger.sends({ to: phone }).length;
    const again = await say(phone, 'How much is a cleaning?');
    expect(again.owner).toBe('PAUSED');
    expect(core.phone.ledger.sends({ to: phone })).toHaveLength(sends);
    await say(phone, 'START');
    await say(phone, 'How much is a cleaning?');
    expect(core.phone.ledger.sends({ to: phone }).length).toBeGreaterThan(sends);
  });

  it('a backup that still knows the person is cleaned when it is restored', async () => {
    const { orgId } = core;
    const phone = newPhone();
    const conversation = await say(phone, `I am ${CANARY}, how long does a cleaning take?`);
    await core.stopDispatcher();
    await core.stopWorker();
    // The dump: the rows as they are now, in a database of their own.
    const url = new URL(database.url);
    const name = url.pathname.slice(1);
    const copy = `${name}_backup`;
    const server = new pg.Client({ connectionString: databaseUrl(database.url, 'postgres') });
    await server.connect();
    await admin.end();
    await server.query(
      'select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and pid <> pg_backend_pid()',
      [name],
    );
    await server.query(`create database "${copy}" template "${name}"`);
    admin = new pg.Client({ connectionString: database.url });
    await admin.connect();
    await core.startWorker();
    core.startDispatcher();
    await erase(conversation.contactId);

    const restored = openDatabase({ url: databaseUrl(database.url, copy), poolSize: 2, onError: () => undefined });
    const reader = new pg.Client({ connectionString: databaseUrl(database.url, copy) });
    await reader.connect();
    try {
      expect((await tablesWith(reader, [CANARY])).length).toBeGreaterThan(0);
      const people = await cleanRestored({ ...core.ports, db: restored });
      expect(people).toBe(1);
      const asked = await restored.withOrg(orgId, tx =>
        tx.execute(sql`select contact_id as contact from erasures where state = 'RUNNING'`),
      );
      expect(asked.rows).toEqual([{ contact: conversation.contactId }]);
      // Once is enough: what was asked for already is not asked for again.
      const kept = (await core.ports.erasure?.kept()) ?? [];
      const hash = core.keyring.hashId;
      await restored.withOrg(orgId, tx => applyTombstones(tx, { orgId, kept, hash, now: Date.now() }));
      const still = await reader.query(`select 1 from erasures where state = 'RUNNING'`);
      expect(still.rows).toHaveLength(1);
    } finally {
      await reader.end();
      await restored.close();
      await server.query(`drop database "${copy}" with (force)`);
      await server.end();
    }
  });
});
