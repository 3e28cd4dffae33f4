/** A record whose last commits a crash took back: the workflow is never ahead of it for long, and never without need. */
import { setTimeout as sleep } from 'node:timers/promises';
import { MockActivityEnvironment } from '@temporalio/testing';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ExtractResult, extract } from '../../activities/turn/extract.ts';
import { openDatabase } from '../../db/database.ts';
import { type Core, startCore, until } from '../support/core.ts';
import { startOwnPostgres } from '../support/own-postgres.ts';
import { useDatabase } from '../support/postgres.ts';
import { useTemporal } from '../support/temporal.ts';
import { conversationOf, newPhone, quiet, received } from './helpers.ts';

const database = useDatabase();
const temporal = useTemporal();
let core: Core;
let owner: pg.Pool;

beforeAll(async () => {
  core = await startCore({ databaseUrl: database.url, temporalAddress: temporal.address, quietMs: 50 });
  owner = new pg.Pool({ connectionString: database.url, max: 2 });
});
afterAll(async () => {
  await core?.stop();
  await owner?.end();
});

it('a wake-up for what the workflow takes for done makes it load the row: a cursor that is ahead holds nobody up', async () => {
  const phone = newPhone();
  const { orgId, starters } = core;
  core.phone.inbound({ from: phone, text: 'How much is a cleaning?' });
  const { id } = await quiet(core, phone);
  const pretend = (number: number): Promise<unknown> =>
    owner.query('update conversations set handled_through = $2, last_inbound_number = $2 where id = $1', [id, number]);
  await pretend(2);
  await starters.tell({ orgId, conversationId: id, kind: 'changed', payload: {} }, 'whatsapp');
  await until(
    'the workflow to be ahead',
    async () => (await starters.view(orgId, id).catch(() => null))?.working.state.handledThrough === 2,
  );
  await pretend(1);
  core.phone.inbound({ from: phone, text: 'How much is a crown?' });
  // The sweep would find it too, a minute or two later.
  await until('the answer', () => received(core, phone).length === 2, 20_000);
  expect(received(core, phone).at(-1)).toContain('$950');
});

it('what the first step of a turn routes away is on disk when the workflow hears of it', async () => {
  // Nothing is written by itself: what nobody waits for is lost in a crash.
  const postgres = await startOwnPostgres({ settings: { wal_writer_delay: '10s', autovacuum: 'off' } });
  const url = await postgres.database('parley');
  const own = await startCore({ databaseUrl: url, temporalAddress: temporal.address, quietMs: 50, run: false });
  try {
    const phone = newPhone();
    own.startDispatcher();
    own.phone.inbound({ from: phone, text: 'Hello' });
    const { id: conversationId } = await until('the message', () => conversationOf(own, phone).catch(() => null));
    await own.phone.idle();
    await own.stopDispatcher();
    // As a system message is: nothing that wants an answer.
    await own.db.withOrg(own.orgId, tx => tx.execute('update messages set answerable = false'));
    const result = (await new MockActivityEnvironment().run(() =>
      extract(own.ports, { orgId: own.orgId, conversationId }),
    )) as ExtractResult;
    await postgres.kill();
    await postgres.start();
    expect(result.route).toBe('none');
    const again = openDatabase({ url, poolSize: 1, onError: () => undefined });
    const { rows } = await until('Postgres', async () =>
      again
        .withOrg(own.orgId, tx =>
          tx.execute<{ handled: number }>('select handled_through as handled from conversations'),
        )
        .catch(() => sleep(200, null)),
    );
    await again.close();
    expect(rows.map(({ handled }) => handled)).toEqual([result.snapshot.handledThrough]);
    expect(result.snapshot.handledThrough).toBe(1);
  } finally {
    await own.stop();
    await postgres.stop();
  }
});
