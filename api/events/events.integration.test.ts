import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { publish } from '../../db/event/queries.ts';
import { newId } from '../../db/ids.ts';
import { DATABASE_KINDS, useDatabase } from '../../test/support/postgres.ts';
import { ORG, OTHER_ORG, startApi, type TestApi } from '../testing/server.ts';
import { type EventReader, openStream } from '../testing/stream.ts';

const until = (check: () => unknown) =>
  vi.waitFor(() => expect(check()).toBeTruthy(), { timeout: 5_000, interval: 10 });
const ids = (reader: EventReader) =>
  reader.events.map(event => (event.data as { conversationId?: string }).conversationId ?? event.kind);

describe.each(DATABASE_KINDS)('the event stream on %s', kind => {
  const database = useDatabase({ kind });
  let api: TestApi;
  let cookie: string;

  beforeAll(async () => {
    api = await startApi(database.url, { events: { intervalMs: 20, pingMs: 50 } });
    cookie = await api.as('VIEWER');
  });
  afterAll(() => api?.stop());

  const tell = (conversationId = newId(), orgId = ORG) =>
    api.db
      .withOrg(orgId, tx => publish(tx, { orgId, kind: 'conversation.updated', conversationId, now: Date.now() }))
      .then(() => conversationId);
  const listen = async (
    headers: Record<string, string> = {},
    url = `${api.url}/api/v1/events`,
  ): Promise<EventReader> => {
    const reader = await openStream(url, cookie, headers);
    onTestFinished(() => reader.close());
    return reader;
  };

  it('is for members only, and is never buffered or stored', async () => {
    expect((await openStream(`${api.url}/api/v1/events`, '')).status).toBe(401);
    const reader = await listen();
    expect(reader.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(reader.headers.get('x-accel-buffering')).toBe('no');
    expect(reader.headers.get('cache-control')).toContain('no-store');
  });

  it('tells what changed in the own organization, and only there', async () => {
    const reader = await listen();
    await tell(newId(), OTHER_ORG);
    const mine = await tell();
    await until(() => reader.events.length > 0);
    await tell(newId(), OTHER_ORG);
    const next = await tell();
    await until(() => reader.events.length > 1);
    expect(ids(reader)).toEqual([mine, next]);
    expect(reader.events[0]).toMatchObject({
      kind: 'conversation.updated',
      data: { kind: 'conversation.updated', conversationId: mine, messageId: null },
    });
    expect(reader.events[0]?.id).toMatch(/^[0-9a-f]{12}\.\d+\.\d+$/);
  });

  it('resumes where it broke off, by header and by query, without loss or repetition', async () => {
    const first = await listen();
    await tell();
    await until(() => first.events.length === 1);
    first.close();
    const missed = [await tell(), await tell()];
    const byHeader = await listen({ 'last-event-id': first.lastId });
    const byQuery = await listen({}, `${api.url}/api/v1/events?lastEventId=${first.lastId}`);
    const live = await tell();
    await until(() => byHeader.events.length >= 3 && byQuery.events.length >= 3);
    expect(ids(byHeader)).toEqual([...missed, live]);
    expect(ids(byQuery)).toEqual([...missed, live]);
  });

  it('gives a quiet client a position to resume from', async () => {
    const first = await listen();
    await until(() => first.lastId !== '' && first.pings > 1);
    first.close();
    const missed = await tell();
    const again = await listen({ 'last-event-id': first.lastId });
    await until(() => again.events.length > 0);
    expect(ids(again)).toEqual([missed]);
  });

  it('resets a position it cannot continue, and goes on from there', async () => {
    const reader = await listen();
    await tell();
    await until(() => reader.events.length === 1);
    const [, xid, id] = reader.lastId.split('.');
    for (const position of [
      `0123456789ab.${xid}.${id}`,
      `${reader.lastId.split('.')[0]}.${BigInt(xid ?? 0) + 1_000_000n}.1`,
      'garbage',
      '-1',
      `${reader.lastId}.1`,
    ]) {
      const other = await listen({ 'last-event-id': position });
      await until(() => other.events.length > 0);
      const next = await tell();
      await until(() => other.events.length > 1);
      expect(ids(other), position).toEqual(['reset', next]);
    }
  });

  it('resets a position older than what is kept', async () => {
    const reader = await listen();
    await tell();
    await until(() => reader.events.length === 1);
    const old = reader.lastId;
    reader.close();
    await tell();
    await tell();
    await api.db.withSystem(tx => tx.execute(sql`delete from events where id <= (select max(id) - 1 from events)`));
    const again = await listen({ 'last-event-id': old });
    await until(() => again.events.length > 0);
    expect(ids(again)[0]).toBe('reset');
  });
});

describe('the event stream of a busy server', () => {
  const database = useDatabase();
  let api: TestApi;
  let cookie: string;
  beforeAll(async () => {
    api = await startApi(database.url, {
      events: { intervalMs: 20, pingMs: 50, recheckMs: 100, maxStreamsPerMember: 3 },
    });
    cookie = await api.as('AGENT');
  });
  afterAll(() => api?.stop());
  const listen = async (who = cookie): Promise<EventReader> => {
    const reader = await openStream(`${api.url}/api/v1/events`, who);
    onTestFinished(() => reader.close());
    return reader;
  };
  const event = (conversationId: string) => ({
    orgId: ORG,
    kind: 'conversation.updated',
    conversationId,
    now: Date.now(),
  });

  it('does not skip an older transaction that commits after a newer one', async () => {
    const reader = await listen();
    const [older, newer] = [newId(), newId()];
    const gate = Promise.withResolvers<void>();
    const written = Promise.withResolvers<void>();
    const slow = api.db.withOrg(ORG, async tx => {
      // Its place in the order is drawn by its first write; events are written as it commits.
      await tx.execute(sql`select pg_current_xact_id()`);
      await publish(tx, event(older));
      written.resolve();
      await gate.promise;
    });
    await written.promise;
    await api.db.withOrg(ORG, tx => publish(tx, event(newer)));
    const pings = reader.pings;
    await until(() => reader.pings > pings + 4);
    expect(reader.events).toEqual([]);
    gate.resolve();
    await slow;
    await until(() => reader.events.length === 2);
    expect(ids(reader)).toEqual([older, newer]);
  });

  it('resumes across such a pair too', async () => {
    const reader = await listen();
    await until(() => reader.lastId !== '');
    const [older, newer] = [newId(), newId()];
    const gate = Promise.withResolvers<void>();
    const written = Promise.withResolvers<void>();
    const slow = api.db.withOrg(ORG, async tx => {
      // Its place in the order is drawn by its first write; events are written as it commits.
      await tx.execute(sql`select pg_current_xact_id()`);
      await publish(tx, event(older));
      written.resolve();
      await gate.promise;
    });
    await written.promise;
    await api.db.withOrg(ORG, tx => publish(tx, event(newer)));
    const pings = reader.pings;
    await until(() => reader.pings > pings + 2);
    reader.close();
    gate.resolve();
    await slow;
    const again = await openStream(`${api.url}/api/v1/events`, cookie, { 'last-event-id': reader.lastId });
    onTestFinished(() => again.close());
    await until(() => again.events.length === 2);
    expect(ids(again)).toEqual([older, newer]);
  });

  it('tells everybody to load again when the database is another one', async () => {
    const reader = await listen();
    await until(() => reader.pings > 0);
    const before = reader.lastId;
    await api.db.withOrg(ORG, tx => publish(tx, event(newId())));
    await until(() => reader.events.length === 1);
    const pg = await import('pg');
    const client = new pg.default.Client({ connectionString: database.url });
    await client.connect();
    await client.query('truncate events');
    await client.end();
    await vi.waitFor(() => expect(ids(reader)).toContain('reset'), { timeout: 10_000 });
    expect(reader.lastId.split('.')[0]).not.toBe(before.split('.')[0]);
  });

  it('lets a member open only so many', async () => {
    const who = await api.as('VIEWER');
    const readers = [await listen(who), await listen(who), await listen(who)];
    expect(readers.map(reader => reader.status)).toEqual([200, 200, 200]);
    expect((await listen(who)).status).toBe(429);
    readers[0]?.close();
    await vi.waitFor(async () => expect((await listen(who)).status).toBe(200), { timeout: 5_000 });
  });

  it('ends when the session behind it ends', async () => {
    const who = await api.as('VIEWER');
    const reader = await listen(who);
    const stays = await listen();
    await api.db.withSystem(tx =>
      tx.execute(
        sql`delete from sessions where user_id = (select id from users where email like 'viewer-%' order by created_at desc limit 1)`,
      ),
    );
    await reader.ended;
    expect((await listen(who)).status).toBe(401);
    const pings = stays.pings;
    await until(() => stays.pings > pings + 2);
  });

  it('ends every stream when the server stops', async () => {
    const other = await startApi(database.url, { events: { intervalMs: 20 } });
    const reader = await openStream(`${other.url}/api/v1/events`, await other.as('VIEWER'));
    await other.stop();
    await reader.ended;
    expect(reader.status).toBe(200);
  });
});
