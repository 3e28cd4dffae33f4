/**
 * Backup under load, loss of everything, restore into another Postgres and an empty Temporal: what is known goes on, what cannot be
 * known is shown to people, and nothing is sent twice.
 */
import { execFile } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { startApi } from '../../api/testing/server.ts';
import { openStream } from '../../api/testing/stream.ts';
import { openDatabase } from '../../db/database.ts';
import { identityText } from '../../db/erasure/queries.ts';
import { startTemporalDev } from '../../runtime/embedded/temporal-dev.ts';
import { startPostgres } from '../../runtime/postgres.ts';
import { postgresServer } from '../../runtime/tools/postgres-server.ts';
import {
  allQuiet,
  conversationOf,
  createGate,
  envelope,
  findConversation,
  messagesOf,
  newPhone,
  outboundOf,
  pause,
  post,
  quiet,
  textsValue,
} from '../conversation/helpers.ts';
import { type Core, startCore, until } from '../support/core.ts';
import { freshDatabase, useDatabase } from '../support/postgres.ts';
import { useTemporal } from '../support/temporal.ts';
import { environment, toolOptions } from '../support/tools.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const database = useDatabase();
const temporal = useTemporal();
const masterKey = randomBytes(32);
const gate = createGate();
const closers: (() => Promise<unknown>)[] = [];
let folder: string;
let binDir: string;
let old: Core;

beforeAll(async () => {
  const server = await postgresServer(toolOptions());
  if (!('binDir' in server)) throw new Error('this test needs the programs of a Postgres, not only its address');
  ({ binDir } = server);
  // Its owner is another user when the tests run as root.
  folder = await mkdtemp(join(tmpdir(), 'parley-restore-'));
  old = await startCore({
    databaseUrl: database.url,
    temporalAddress: temporal.address,
    masterKey,
    quietMs: 50,
    modelLatencyMs: 50,
    checkpoint: gate.checkpoint,
  });
});
afterAll(async () => {
  for (const close of closers.reverse()) await close();
  await rm(folder, { recursive: true, force: true });
});

/** A program of deploy/, as an operator runs it. @throws with what it said. */
function deploy(script: string, args: string[], env: Record<string, string>): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(
      'sh',
      [`${root}deploy/${script}`, ...args],
      {
        cwd: folder,
        env: {
          PATH: `${binDir}:${environment().PATH ?? ''}`,
          NODE: process.execPath,
          PARLEY_MASTER_KEY: masterKey.toString('hex'),
          PARLEY_HOME: folder,
          LOG_LEVEL: 'silent',
          ...env,
        },
      },
      (error, stdout, stderr) => (error ? reject(new Error(`${stdout}${stderr}`)) : resolve(stdout)),
    );
  });
}

/** Another server with another identity, as after the loss of the first. */
async function newPostgres(name: string): Promise<string> {
  const dataDir = await mkdtemp(join(tmpdir(), `parley-restore-${name}-`));
  const server = await startPostgres({ binDir, dataDir, settings: { fsync: 'off' }, env: environment() });
  closers.push(async () => {
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  });
  return server.url;
}

/** Of an organization that is not there any more. */
const TOMBSTONE = JSON.stringify({ orgId: randomUUID(), hash: '00', optedOutAt: null, erasedAt: 0 });

const say = (core: Core, from: string, text: string) => core.phone.inbound({ from, text });

describe('a backup under load, restored elsewhere', () => {
  it('goes on, sends nothing twice, and shows people what it cannot know', async () => {
    // Answered before the backup; in flight while it is made; after it.
    const answered = Array.from({ length: 6 }, newPhone);
    const [thinking, sending, raw, after] = [newPhone(), newPhone(), newPhone(), newPhone()];
    for (const from of answered) say(old, from, 'How much is a cleaning?');
    await allQuiet(old, answered);
    await old.phone.idle();

    const watcher = await startApi(database.url);
    const reader = await openStream(`${watcher.url}/api/v1/events`, await watcher.as('VIEWER'));
    await until('a position in the stream', () => reader.lastId);
    reader.close();
    await watcher.stop();

    const thought = gate.hold('decide.before_write');
    say(old, thinking, 'How much is a cleaning?');
    await thought.reached;
    const sent = gate.hold('send.before_http');
    say(old, sending, 'How much is a crown?');
    await sent.reached;
    const leased = gate.hold('intake.leased');
    say(old, raw, 'How much is an implant?');
    await leased.reached;

    let more = 40;
    await writeFile(join(folder, 'tombstones.jsonl'), `${TOMBSTONE}\n`);
    const load = setInterval(() => more-- > 0 && say(old, newPhone(), 'Hello'), 25);
    const directory = (await deploy('backup.sh', [join(folder, 'backups')], { DATABASE_URL: database.url })).trim();
    clearInterval(load);
    expect((await readdir(directory)).sort()).toEqual(['MANIFEST', 'record.dump']);
    expect(await readFile(join(folder, 'backups', 'tombstones.jsonl'), 'utf8')).toBe(`${TOMBSTONE}\n`);

    // The gap: the old system goes on, answers all of them, and is lost.
    for (const { release } of [thought, sent, leased]) release();
    say(old, after, 'How much is a cleaning?');
    for (const from of [thinking, sending, raw, after]) {
      await quiet(old, from, 60_000);
      expect(old.phone.ledger.sends({ to: from })).toHaveLength(1);
    }
    await old.stop();

    const url = await newPostgres('new');
    const said = await deploy('restore.sh', [directory], { DATABASE_URL: url });
    expect(said).toMatch(/^1 open sends are UNKNOWN now/m);
    expect(said).toMatch(/Restored: taken 20/);
    await expect(deploy('restore.sh', [directory], { DATABASE_URL: url })).rejects.toThrow('The database is not empty');

    const server = await startTemporalDev({ binary: inject('temporalCli'), env: environment() });
    closers.push(() => server.stop());
    const core = await startCore({ databaseUrl: url, temporalAddress: server.address, masterKey, quietMs: 50 });
    closers.push(() => core.stop());
    await until(
      'every note to be told',
      async () => {
        const { rows } = await core.db.withSystem(tx => tx.execute(sql`select 1 from outbox where sent_at is null`));
        return rows.length === 0;
      },
      60_000,
    );
    const watched = await Promise.all(
      answered.map(async from => {
        const { id, nextDueKind } = await conversationOf(core, from);
        const view = await until(
          'its run to wait',
          async () => {
            const found = await core.starters.view(core.orgId, id).catch(() => null);
            return found?.doing === 'waiting' && found;
          },
          60_000,
        );
        return { nextDueKind, next: view.next };
      }),
    );
    // Timers stand again, rebuilt from the record alone.
    for (const { next, nextDueKind } of watched) {
      expect(next?.kind).toBe(nextDueKind);
      expect(next?.at).toBeGreaterThan(Date.now());
    }

    // What stood open is with people; nothing has left by itself.
    await pause(500);
    expect(core.phone.ledger.sends()).toEqual([]);
    const owner = async (from: string) => (await conversationOf(core, from)).owner;
    expect(await Promise.all([thinking, raw].map(owner))).toEqual(['HUMAN', 'HUMAN']);
    expect(await Promise.all(answered.map(owner))).toEqual(answered.map(() => 'AI'));
    const doubtful = await outboundOf(core, (await conversationOf(core, sending)).id);
    expect(doubtful.map(message => [message.state, message.errorCode])).toEqual([['UNKNOWN', 'restored']]);
    expect(await findConversation(core, after)).toBeNull();

    // Conversations answer again, once, also those the record has never heard of.
    const writing = [...answered, after];
    for (const from of writing) say(core, from, 'How much is a crown?');
    await allQuiet(core, writing);
    for (const from of writing) expect(core.phone.ledger.sends({ to: from })).toHaveLength(1);
    say(core, thinking, 'Is anybody there?');
    await quiet(core, thinking, 60_000);
    expect(core.phone.ledger.sends({ to: thinking })).toEqual([]);

    // The provider tells again what it told before the backup: it is known.
    const [question] = await messagesOf(core, (await conversationOf(core, answered[0] ?? '')).id);
    const again = [{ from: answered[0] ?? '', id: question?.providerMessageId ?? '', text: 'How much is a cleaning?' }];
    expect(question?.providerMessageId).toMatch(/^wamid/);
    expect(await post(core, envelope({ value: textsValue(again) }))).toBe(200);
    await until('it to be recognized', async () => {
      const { rows } = await core.db.withSystem(tx =>
        tx.execute(sql`select 1 from raw_updates where handled_at is null`),
      );
      return rows.length === 0;
    });
    await pause(300);
    expect(core.phone.ledger.sends({ to: answered[0] ?? '' })).toHaveLength(1);

    // Whoever watched loads anew.
    const api = await startApi(url);
    closers.push(() => api.stop());
    const resumed = await openStream(`${api.url}/api/v1/events`, await api.as('VIEWER'), {
      'last-event-id': reader.lastId,
    });
    await until('a reset', () => resumed.events[0]?.kind === 'reset');
    resumed.close();
  }, 300_000);

  it('refuses a damaged backup, and one that is none', async () => {
    const directory = (await readdir(join(folder, 'backups'))).map(name => join(folder, 'backups', name))[0] ?? '';
    await expect(deploy('restore.sh', [folder], { DATABASE_URL: 'postgres://x' })).rejects.toThrow('usage');
    await expect(deploy('backup.sh', [], { DATABASE_URL: 'postgres://x' })).rejects.toThrow('usage');
    await writeFile(join(directory, 'record.dump'), 'x', { flag: 'a' });
    await expect(deploy('restore.sh', [directory], { DATABASE_URL: 'postgres://x' })).rejects.toThrow(
      'The backup is damaged',
    );
    await expect(
      deploy('backup.sh', [join(folder, 'failed')], { DATABASE_URL: 'postgres://x@127.0.0.1:1/none' }),
    ).rejects.toThrow();
    expect(await readdir(join(folder, 'failed'))).toEqual([]);
  });
});

describe('a planned move (--no-gap)', () => {
  it('goes on with what stood open, and follow-ups that fell due are only skipped when there was a gap', async () => {
    const fresh = async (migrated: boolean): Promise<string> => {
      const made = await freshDatabase({ migrated });
      closers.push(() => made.drop());
      return made.url;
    };
    const source = await fresh(true);
    const before = await startCore({ databaseUrl: source, temporalAddress: temporal.address, masterKey, quietMs: 50 });
    const [due, open, gone] = [newPhone(), newPhone(), newPhone()];
    say(before, gone, 'How much is a cleaning?');
    const erased = await quiet(before, gone, 60_000);
    say(before, due, 'How much is a cleaning?');
    const { id } = await quiet(before, due, 60_000);
    await before.stopDispatcher();
    await before.stopWorker();
    // Two days ago: its first follow-up fell due meanwhile.
    await before.db.withOrg(before.orgId, tx =>
      tx.execute(sql`update conversations set last_inbound_at = last_inbound_at - interval '2 days', last_outbound_at = last_outbound_at - interval '2 days',
        last_activity_at = last_activity_at - interval '2 days', next_due_at = now() - interval '1 day', next_due_kind = 'FOLLOW_UP'
        where org_id = ${before.orgId} and id = ${id}`),
    );
    say(before, open, 'How much is a crown?');
    await before.phone.idle();
    const directory = (await deploy('backup.sh', [join(folder, 'moved')], { DATABASE_URL: source })).trim();
    // Erased after the backup, as its own file beside the backups says.
    const hash = before.keyring.hashId(identityText(before.orgId, { kind: 'phone', value: gone })).toString('hex');
    const line = { orgId: before.orgId, hash, optedOutAt: null, erasedAt: Date.now() };
    await writeFile(join(folder, 'moved', 'tombstones.jsonl'), `${JSON.stringify(line)}\n`);
    await before.stop();

    const facts = async (url: string) => {
      const db = openDatabase({ url, poolSize: 1, onError: () => undefined });
      const { rows } = await db.withSystem(tx =>
        tx.execute<{ id: string; owner: string; step: number; open: number; due: boolean }>(
          sql`select id, owner, follow_up_step as step, last_inbound_number - handled_through as open, next_due_at < now() and next_due_kind in ('FOLLOW_UP', 'COMMITMENT') as due from conversations`,
        ),
      );
      await db.close();
      return rows;
    };
    const moved = await fresh(false);
    await deploy('restore.sh', [directory, '--no-gap'], { DATABASE_URL: moved });
    const kept = await facts(moved);
    expect(kept.find(row => row.id === id)).toMatchObject({ owner: 'AI', step: 0, due: true });
    expect(kept.find(row => row.open > 0)).toMatchObject({ owner: 'AI', open: 1 });
    expect(kept.find(row => row.id === erased.id)).toMatchObject({ owner: 'PAUSED' });

    const lost = await fresh(false);
    const said = await deploy('restore.sh', [directory], { DATABASE_URL: lost });
    expect(said).toMatch(/^1 conversations that waited for an answer are handed to people/m);
    expect(said).toMatch(/^1 conversations had due follow-ups or promises/m);
    const skipped = await facts(lost);
    expect(skipped.find(row => row.id === id)?.due).not.toBe(true);
    expect(skipped.find(row => row.id === id)?.step).toBeGreaterThan(0);
    expect(said).toMatch(/^1 people who were erased since the backup are erased again/m);
    expect(skipped.map(row => row.owner).sort()).toEqual(['AI', 'HUMAN', 'PAUSED']);
    expect(skipped.every(row => row.open === 0)).toBe(true);
  }, 300_000);
});
