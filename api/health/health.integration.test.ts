import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../../db/database.ts';
import { publish } from '../../db/event/queries.ts';
import { newId } from '../../db/ids.ts';
import { insertRawUpdates, parkUpdate } from '../../db/intake/queries.ts';
import { createCodec } from '../../temporal/codec.ts';
import { connectClient } from '../../temporal/connection.ts';
import { until } from '../../test/support/core.ts';
import { useDatabase } from '../../test/support/postgres.ts';
import { useTemporal } from '../../test/support/temporal.ts';
import { ORG, startApi, type TestApi } from '../testing/server.ts';
import { temporalProbe } from './probe.ts';
import { createReadiness } from './ready.ts';

const database = useDatabase();
let api: TestApi;
beforeAll(async () => {
  api = await startApi(database.url, { trustProxy: 1 });
});
afterAll(() => api?.stop());

const metrics = async (headers: Record<string, string> = {}) => fetch(`${api.url}/metrics`, { headers });
const gauge = async (name: string) =>
  Number(new RegExp(`^${name} (.*)$`, 'm').exec(await (await metrics()).text())?.[1]);

describe('readiness', () => {
  it('is alive whatever happens, and ready when the record answers', async () => {
    expect((await fetch(`${api.url}/healthz`)).status).toBe(200);
    const ready = await fetch(`${api.url}/readyz`);
    expect(ready.status).toBe(200);
    expect(await ready.json()).toEqual({ ready: true, checks: { database: 'ok', temporal: 'ok', workers: 'ok' } });
  });

  const working = { workers: async () => ({ workflow: 1, activity: 1 }) };
  it('is not ready without a worker of both kinds, without Temporal, or without Postgres', async () => {
    const look = (workers: () => Promise<{ workflow: number; activity: number }>) =>
      createReadiness({ db: api.db, temporal: { workers } })();
    expect(await look(async () => ({ workflow: 2, activity: 0 }))).toEqual({
      ready: false,
      checks: { database: 'ok', temporal: 'ok', workers: 'no_worker' },
    });
    expect(await look(() => Promise.reject(new Error('away')))).toEqual({
      ready: false,
      checks: { database: 'ok', temporal: 'no_answer', workers: 'unknown' },
    });
    const away = openDatabase({ url: 'postgres://nobody@127.0.0.1:1/none', poolSize: 1, onError: () => undefined });
    expect(await createReadiness({ db: away, temporal: working })()).toMatchObject({
      ready: false,
      checks: { database: 'no_answer' },
    });
    await away.close();
  });

  it('asks once for everybody who asks within a moment', async () => {
    let asked = 0;
    const ready = createReadiness({
      db: api.db,
      temporal: { workers: async () => ({ workflow: ++asked, activity: 1 }) },
      keepMs: 60_000,
    });
    await Promise.all([ready(), ready(), ready()]);
    expect(asked).toBe(1);
  });

  describe('on a Temporal server', () => {
    const temporal = useTemporal();
    it('shows what waits in the queues', async () => {
      const client = await connectClient(
        { address: temporal.address, namespace: 'default', tls: false },
        createCodec(api.keyring),
      );
      const queue = `queue-${newId()}`;
      const probe = temporalProbe(client, queue);
      for (let started = 0; started < 3; started++)
        await client.workflow.start('conversation', { taskQueue: queue, workflowId: `waits-${newId()}`, args: [] });
      await expect
        .poll(async () => (await probe.queues()).find(each => each.kind === 'workflow')?.backlog, { timeout: 15_000 })
        .toBe(3);
      const measured = await startApi(database.url, { temporal: probe });
      const text = await (await fetch(`${measured.url}/metrics`)).text();
      expect(text).toMatch(/^parley_task_queue_backlog\{kind="workflow"\} 3$/m);
      expect(text).toMatch(/^parley_task_queue_backlog\{kind="activity"\} 0$/m);
      expect(text).toMatch(/^parley_workers\{kind="workflow"\} 0$/m);
      expect(text).toMatch(/^parley_temporal_up 1$/m);
      await client.connection.close();
      const after = await (await fetch(`${measured.url}/metrics`)).text();
      expect(after).toMatch(/^parley_temporal_up 0$/m);
      expect(after).not.toMatch(/^parley_task_queue_backlog/m);
      await measured.stop();
    });

    it('counts who asked for work, and throws when the server is away', async () => {
      const client = await connectClient(
        { address: temporal.address, namespace: 'default', tls: false },
        createCodec(api.keyring),
      );
      const queue = `queue-${newId()}`;
      expect(await temporalProbe(client, queue).workers()).toEqual({ workflow: 0, activity: 0 });
      const { connection, workflowService } = client;
      const asking = connection.withDeadline(Date.now() + 3_000, () =>
        workflowService.pollActivityTaskQueue({ namespace: 'default', taskQueue: { name: queue }, identity: 'test' }),
      );
      const over = asking.catch(() => undefined);
      await expect
        .poll(() => temporalProbe(client, queue).workers(), { timeout: 10_000 })
        .toEqual({ workflow: 0, activity: 1 });
      await over;
      await connection.close();
      await expect(temporalProbe(client, queue).workers()).rejects.toThrow();
    });
  });
});

describe('metrics', () => {
  it('are shown to this machine and to administrators only', async () => {
    expect((await metrics()).status).toBe(200);
    const proxied = { 'x-forwarded-for': '203.0.113.7' };
    expect((await metrics(proxied)).status).toBe(401);
    expect((await metrics({ forwarded: 'for=127.0.0.1' })).status).toBe(401);
    expect((await metrics({ ...proxied, cookie: await api.as('MANAGER') })).status).toBe(403);
    expect((await metrics({ ...proxied, cookie: await api.as('ADMIN') })).status).toBe(200);
  });

  it('count requests by pattern, without ids or searches', async () => {
    await fetch(`${api.url}/api/v1/me?search=canary`);
    const text = await (await metrics()).text();
    expect(text).toMatch(/parley_http_seconds_count\{method="GET",route="\/api\/v1\/me",status="401"\} [1-9]/);
    expect(text).toMatch(/nodejs_eventloop_lag_seconds/);
    expect(text).toMatch(/parley_database_pool\{state="waiting"\} 0/);
    expect(text).not.toContain('canary');
  });

  it('tell what waits, from the record', async () => {
    expect(await gauge('parley_intake_waiting')).toBe(0);
    const now = Date.now();
    const update = (key: number) => ({
      orgId: ORG,
      channelAccountId: newId(),
      updateKey: Buffer.from([key]),
      body: Buffer.from('x'),
    });
    await api.db.withSystem(tx => insertRawUpdates(tx, [update(1), update(2), update(3)], now - 90_000));
    await api.db.withSystem(tx => parkUpdate(tx, 1, 'poison'));
    await api.db.withSystem(tx =>
      tx.execute(sql`insert into outbox (org_id, conversation_id, kind, payload, due_at, first_at, sent_at) values
        (${ORG}, ${newId()}, 'inbound', '{}', now() - interval '30 seconds', now(), null),
        (${ORG}, ${newId()}, 'inbound', '{}', now() + interval '30 seconds', now(), null),
        (${ORG}, ${newId()}, 'inbound', '{}', now() - interval '30 seconds', now(), now())`),
    );
    expect(await gauge('parley_intake_waiting')).toBe(2);
    expect(await gauge('parley_intake_parked')).toBe(1);
    expect(await gauge('parley_intake_oldest_seconds')).toBeGreaterThanOrEqual(90);
    expect(await gauge('parley_outbox_waiting')).toBe(1);
    expect(await gauge('parley_outbox_oldest_seconds')).toBeGreaterThanOrEqual(30);
    for (const name of ['parley_sends_unknown', 'parley_sends_sending', 'parley_conversations_stuck'])
      expect(await gauge(name)).toBe(0);
    expect(await gauge('parley_database_up')).toBe(1);
  });

  it('count undecided sends and conversations that wait too long', async () => {
    const pg = await import('pg');
    const client = new pg.default.Client({ connectionString: database.url });
    await client.connect();
    // Only the columns that are counted matter here.
    await client.query('set session_replication_role = replica');
    const row = (state: string, notBefore: string | null = null) =>
      client.query(
        `insert into messages (org_id, id, conversation_id, direction, sender, kind, channel_account_id, state, unknown_since, not_before_at, at, created_at)
         values ($1, $2, $2, 'out', 'BOT', 'text', $2, $3, now() - interval '3 minutes', now() + $4::interval, now(), now())`,
        [ORG, newId(), state, notBefore],
      );
    for (const state of ['UNKNOWN', 'UNKNOWN', 'SENDING', 'SENT', 'QUEUED']) await row(state);
    await row('QUEUED', '1 minute');
    await row('QUEUED', '-1 minute');
    for (const [state, priority] of [
      ['pending', 'HIGH'],
      ['pending', 'HIGH'],
      ['resolved', 'HIGH'],
      ['pending', 'LOW'],
    ])
      await client.query(
        `insert into escalations (org_id, id, conversation_id, state, priority, reasons, effect, created_at) values ($1, $2, $2, $3, $4, '[]', 'notify', now())`,
        [ORG, newId(), state, priority],
      );
    const conversation = (unhandled: string | null, due: string | null, dueKind: string | null = null) =>
      client.query(
        `insert into conversations (org_id, id, contact_id, channel_account_id, playbook_id, playbook_version, lead_source, memory, last_activity_at, created_at, last_inbound_number, first_unhandled_at, next_due_at, next_due_kind)
         values ($1, $2, $2, $2, $2, 1, 'OTHER', '{}', now(), now(), 1, now() - $3::interval, now() - $4::interval, $5)`,
        [ORG, newId(), unhandled, due, dueKind],
      );
    await conversation('6 minutes', null);
    await conversation('1 minute', null);
    await conversation(null, '16 minutes');
    await conversation(null, '1 minute');
    await conversation('6 minutes', '16 minutes', 'FOLLOW_UP');
    await conversation(null, '1 day', 'IDLE_COMPLETE');
    await client.end();
    expect(await gauge('parley_sends_unknown')).toBe(2);
    expect(await gauge('parley_sends_sending')).toBe(1);
    expect(await gauge('parley_conversations_stuck')).toBe(3);
    expect(await gauge('parley_sends_backoff')).toBe(1);
    expect(await gauge('parley_sends_unknown_oldest_seconds')).toBeGreaterThanOrEqual(180);
    expect(await gauge('parley_unhandled_conversations')).toBe(3);
    expect(await gauge('parley_unhandled_oldest_seconds')).toBeGreaterThanOrEqual(360);
    for (const [priority, open] of Object.entries({ CRITICAL: 0, HIGH: 2, MEDIUM: 0, LOW: 1 }))
      expect(await gauge(`parley_escalations_open\\{priority="${priority}"\\}`)).toBe(open);
  });

  it('tell how long an open transaction holds back live events', async () => {
    // Transactions of other databases on the same server hold events back too: other tests have some.
    const settled = () =>
      until('nothing to hold events back', async () => (await gauge('parley_event_lag_seconds')) === 0);
    await settled();
    const pg = await import('pg');
    const client = new pg.default.Client({ connectionString: database.url });
    await client.connect();
    await client.query('begin; select pg_current_xact_id()');
    await api.db.withOrg(ORG, tx =>
      publish(tx, { orgId: ORG, kind: 'conversation.updated', conversationId: newId(), now: Date.now() - 40_000 }),
    );
    expect(await gauge('parley_event_lag_seconds')).toBeGreaterThanOrEqual(40);
    await client.query('rollback');
    await client.end();
    await settled();
  });
});
