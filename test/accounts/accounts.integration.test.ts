/** What accounts promise over the whole api: one server, one database, one good request for each operation. */
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { LONG_MS } from '../security/figures.ts';
import { call, type Operation, operationsOf } from '../security/operations.ts';
import { goodBody, paramsOf, type Rows, startWorld, type World } from '../security/world.ts';
import { useDatabase } from '../support/postgres.ts';

vi.setConfig({ testTimeout: LONG_MS });
afterAll(() => vi.resetConfig());

const database = useDatabase();
let world: World;
let operations: Operation[];

beforeAll(async () => {
  world = await startWorld(database.url);
  ({ operations } = await operationsOf(world.api.url));
});
afterAll(() => world?.stop());

const OPERATION = (name: string): Operation => {
  const found = operations.find(operation => operation.name === name);
  if (!found) throw new Error(`there is no ${name}`);
  return found;
};

/** Changes that leave no line in the audit log, each with its reason. */
const UNAUDITED: Record<string, string> = {
  'POST /api/v1/me/second-factor': 'nothing is on until it is confirmed',
  'POST /api/v1/me/second-factor/confirm': 'needs a code from a device: api/account/second-factor tells its line',
  'POST /api/v1/workspaces/{id}/switch': 'where one’s own session works; nothing of an organization changes',
  'POST /api/v1/channels/whatsapp/check': 'asks WhatsApp; nothing is kept',
  'POST /api/v1/settings/model/check': 'asks a provider; nothing is kept',
  'POST /api/v1/test-chats': 'a talk that is only tried',
  'POST /api/v1/test-chats/{id}/messages': 'a talk that is only tried',
  'POST /api/v1/playbooks/preview': 'shows an answer; nothing is kept',
  'POST /api/v1/knowledge/test': 'reads',
  'POST /api/v1/codec/decode': 'reads',
  'POST /api/v1/codec/encode': 'is always refused',
  'POST /api/v1/conversations/{id}/suggestion': 'proposes words; sending them is told',
  'POST /api/v1/conversations/{id}/read': 'what one has seen',
  'PUT /api/v1/conversations/{id}/presence': 'who is looking, for seconds',
  'DELETE /api/v1/conversations/{id}/presence': 'who is looking, for seconds',
  'POST /api/v1/notifications/read': 'what one has seen',
  'PUT /api/v1/notifications/choices': 'what one’s own bell tells',
  'POST /api/v1/notifications/push': 'one’s own browser',
  'DELETE /api/v1/notifications/push/{id}': 'one’s own browser',
  'POST /api/v1/contact-duplicates/find': 'looks; merging what it finds is told',
  'POST /api/v1/conversations/{id}/media': 'a file on its way; sending it is told',
  'PUT /api/v1/imports/{id}/rows': 'rows on their way; beginning and running the import are told',
};

/** What must be so before the request changes anything. */
const FIRST: Record<string, string | ((rows: Rows) => string)> = {
  'POST /api/v1/conversations/{id}/reopen': 'POST /api/v1/conversations/{id}/close',
  'POST /api/v1/conversations/{id}/wake': 'POST /api/v1/conversations/{id}/snooze',
  'PUT /api/v1/contacts/{id}/labels/{labelId}': 'DELETE /api/v1/contacts/{id}/labels/{labelId}',
  // Writing takes a conversation over, which is told as well: only what the message itself leaves counts.
  ...Object.fromEntries(
    ['messages', 'templates'].map(what => [
      `POST /api/v1/conversations/{id}/${what}`,
      'POST /api/v1/conversations/{id}/takeover',
    ]),
  ),
  'POST /api/v1/media/{id}/send': 'POST /api/v1/conversations/{id}/takeover',
  'POST /api/v1/evals/{id}/stop': rows =>
    `update eval_runs set state = 'RUNNING', ended_at = null where id = '${rows.evals}'`,
  'POST /api/v1/knowledge/scans/{id}/stop': rows =>
    `update website_scans set state = 'RUNNING', ended_at = null where id = '${rows.scans}'`,
  'POST /api/v1/imports/{id}/stop': rows => `update imports set state = 'RUNNING' where id = '${rows.imports}'`,
  'POST /api/v1/saved-views': () => 'delete from saved_views',
  'DELETE /api/v1/saved-views/{id}': rows => `update saved_views set shared = true where id = '${rows['saved-views']}'`,
};

/** Good bodies that change something, where the smallest one changes nothing. */
const bodyOf: Record<string, (rows: Rows, memberId: string) => Record<string, unknown>> = {
  'PATCH /api/v1/workspaces/{id}': () => ({ currency: 'USD' }),
  'PATCH /api/v1/onboarding/answers': () => ({ faq: {} }),
  'POST /api/v1/contacts/{id}/lead/status': () => ({ to: 'QUALIFYING' }),
  'PATCH /api/v1/contacts/{id}/lead': () => ({ highValue: true }),
  'PATCH /api/v1/contacts/{id}': () => ({ displayName: 'Another name' }),
  'POST /api/v1/contacts/bulk': rows => ({ contactIds: [rows.contacts], action: { kind: 'block', on: true } }),
  'POST /api/v1/leads/bulk': (rows, memberId) => ({ contactIds: [rows.contacts], action: { kind: 'owner', memberId } }),
  'POST /api/v1/conversations/{id}/assign': (_rows, memberId) => ({ memberId }),
  'POST /api/v1/saved-views': () => ({ shared: true }),
};

describe('B-AUD-1, A-AUTH-3, C-AUTH-6: every write is in the audit log', () => {
  it('of whoever asked, or stands on the list of exceptions', async () => {
    const { api, ours } = world;
    const admin = new pg.Client({ connectionString: database.url });
    await admin.connect();
    // Over all organizations: what is told may be told in another one of the person's.
    const lines = async () => Number((await admin.query('select count(*) as n from audit_log')).rows[0]?.n);
    const cookie = ours.cookies.OWNER;
    const me = (await (await fetch(`${api.url}/api/v1/me`, { headers: { cookie } })).json()) as { memberId: string };
    const ask = (operation: Operation, rows: Rows) =>
      call(api.url, operation, {
        params: paramsOf(operation.path, rows),
        body: { ...goodBody(operation, ours), ...bodyOf[operation.name]?.(rows, me.memberId) },
        cookie,
      });
    const silent: string[] = [];
    const needless: string[] = [];
    const writes = operations.filter(({ method, permission }) => method !== 'GET' && permission !== null);
    expect(writes.length).toBeGreaterThan(100);
    for (const operation of writes) {
      const rows = await ours.rows();
      const first = FIRST[operation.name];
      if (typeof first === 'string') await ask(OPERATION(first), rows);
      else if (first) await admin.query(first(rows));
      const before = await lines();
      const answer = await ask(operation, rows);
      const told = (await lines()) > before;
      const excepted = operation.name in UNAUDITED;
      if (!told && !excepted) silent.push(`${operation.name}: ${answer.status} ${answer.text.slice(0, 160)}`);
      if (told && excepted) needless.push(operation.name);
    }
    await admin.end();
    expect({ silent, needless }).toEqual({ silent: [], needless: [] });
    expect(Object.keys(UNAUDITED).filter(name => !writes.some(operation => operation.name === name))).toEqual([]);
  });
});

describe('B-WS-7: leaving an organization', () => {
  it('is possible for everybody but its last owner, who is told what to do', async () => {
    const leave = (id: string, cookie: string) =>
      call(world.api.url, OPERATION('DELETE /api/v1/me/organizations/{id}'), { params: { id }, cookie });
    const alone = await world.api.as('AGENT');
    expect((await leave(world.theirs.orgId, alone)).status).toBe(404);
    expect((await leave(world.ours.orgId, alone)).status).toBe(200);
    expect((await leave(world.ours.orgId, alone)).code).toBe('no_organization');
    const { organizations } = await world.ours.rows();
    expect((await leave(organizations, world.ours.cookies.OWNER)).status).toBe(200);
    expect((await leave(organizations, world.ours.cookies.OWNER)).status).toBe(404);
    await world.api.db.withOrg(world.ours.orgId, tx =>
      tx.execute(
        `update members set role = 'ADMIN' where role = 'OWNER' and id not in (select id from members where role = 'OWNER' order by created_at, id limit 1)`,
      ),
    );
    const last = await leave(world.ours.orgId, world.ours.cookies.OWNER);
    expect([last.status, last.code]).toEqual([409, 'last_owner']);
    expect(JSON.parse(last.text)).toMatchObject({
      detail: expect.stringMatching(/^You are the only owner of /),
      hint: expect.stringContaining('Make another member owner first'),
    });
  });
});
