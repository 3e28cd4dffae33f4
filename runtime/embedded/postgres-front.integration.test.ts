import { PGlite } from '@electric-sql/pglite';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Front, startFront } from './postgres-front.ts';

let db: PGlite;
let front: Front;
beforeAll(async () => {
  db = await PGlite.create();
  front = await startFront({
    db,
    host: '127.0.0.1',
    port: 0,
    idleInTransactionMs: 300,
    onBroken: error => expect.fail(String(error)),
  });
});
afterAll(async () => {
  await front.close();
  await db.close();
});

const client = () => new pg.Client({ connectionString: `postgres://postgres@127.0.0.1:${front.port}/postgres` });

it('disconnects who sits on an open transaction while others wait, and undoes its work', async () => {
  const sitting = client();
  const said: string[] = [];
  sitting.on('error', error => said.push(error.message));
  await sitting.connect();
  await sitting.query('create table seats (n int)');
  await sitting.query('begin');
  await sitting.query('insert into seats values (1)');
  const other = client();
  await other.connect();
  expect((await other.query('select count(*)::int as n from seats')).rows).toEqual([{ n: 0 }]);
  expect(said.join()).toMatch(/idle-in-transaction/);
  await other.end();
});

it('closes a connection that does not speak the protocol, and serves the next', async () => {
  const { connect } = await import('node:net');
  const stranger = connect(front.port, '127.0.0.1');
  const closed = new Promise(resolve => stranger.once('close', resolve));
  stranger.on('error', () => {});
  stranger.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  await closed;
  const next = client();
  await next.connect();
  expect((await next.query('select 1 as n')).rows).toEqual([{ n: 1 }]);
  await next.end();
});
