import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { audit } from '../../db/audit/queries.ts';
import { newId } from '../../db/ids.ts';
import { DATABASE_KINDS, useDatabase } from '../../test/support/postgres.ts';
import { ORG, OTHER_ORG, startApi, type TestApi } from '../testing/server.ts';
import { auditExport, auditLogEndpoint } from './endpoints.ts';

const database = useDatabase({ kind: DATABASE_KINDS[0] });
let api: TestApi;
let cookie: string;
const SUBJECT = newId();
const AT = Date.UTC(2026, 0, 2);

beforeAll(async () => {
  api = await startApi(database.url, { endpoints: [auditLogEndpoint], streams: [auditExport] });
  cookie = await api.as('OWNER');
  for (const orgId of [ORG, OTHER_ORG])
    await api.db.withOrg(orgId, async tx => {
      for (let index = 0; index < 25; index++)
        await audit(tx, {
          orgId,
          actor: { type: index % 2 ? 'agent' : 'member', id: null },
          action: index % 5 ? 'contact.changed' : 'contact.block',
          subjectId: index < 3 ? SUBJECT : null,
          payload: { name: index === 0 ? '=HYPERLINK("http://evil.example","x")' : `row ${index}` },
          // Two at a time in one instant: a page may end between them.
          now: AT + Math.floor(index / 2) * 1_000,
        });
    });
});
afterAll(() => api?.stop());

interface Page {
  entries: { id: string; action: string; actorType: string; subjectId: string | null }[];
  next: string | null;
}
const ask = async (query: string) => {
  const answer = await fetch(`${api.url}/api/v1/settings/audit-log${query}`, { headers: { cookie } });
  expect(answer.status).toBe(200);
  return (await answer.json()) as Page;
};
const FILTER = 'from=2026-01-01T00:00:00Z&to=2026-01-03T00:00:00Z';

it('B-AUD-1: comes in pages without a gap, newest first, of the own organization alone', async () => {
  const ids: string[] = [];
  let cursor = '';
  for (let pages = 0; pages < 9; pages++) {
    const page = await ask(`?limit=4&${FILTER}${cursor}`);
    ids.push(...page.entries.map(({ id }) => id));
    if (page.next === null) break;
    cursor = `&cursor=${page.next}`;
  }
  expect(ids).toHaveLength(25);
  expect(new Set(ids).size).toBe(25);
});

it('B-AUD-1: is filtered by action, its area, who, what, and time', async () => {
  expect((await ask(`?${FILTER}&action=contact.block`)).entries).toHaveLength(5);
  expect((await ask(`?${FILTER}&action=contact`)).entries).toHaveLength(25);
  expect((await ask(`?${FILTER}&action=cont`)).entries).toHaveLength(0);
  expect((await ask(`?${FILTER}&actorType=agent`)).entries).toHaveLength(12);
  expect((await ask(`?subjectId=${SUBJECT}`)).entries).toHaveLength(3);
  expect((await ask('?from=2026-01-02T00:00:05Z&to=2026-01-02T00:00:07Z')).entries).toHaveLength(4);
});

it('B-AUD-1: leaves as CSV in which no cell is a formula', async () => {
  const answer = await fetch(`${api.url}/api/v1/settings/audit-log/export?${FILTER}`, { headers: { cookie } });
  expect(answer.headers.get('content-type')).toMatch(/^text\/csv/);
  expect(answer.headers.get('content-disposition')).toContain('attachment');
  const lines = (await answer.text()).trimEnd().split('\r\n');
  expect(lines).toHaveLength(26);
  for (const line of lines) expect(line).not.toMatch(/(^|,)"?\s*[=+@-]/);
});

it('B-AUD-1: cannot be changed or emptied, not by the owner of the database either; it goes with its organization', async () => {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  try {
    for (const statement of [
      "update audit_log set action = 'nothing'",
      'delete from audit_log',
      'truncate audit_log',
      'truncate audit_log cascade',
    ])
      await expect(client.query(statement), statement).rejects.toThrow(/append-only/);
    await client.query('delete from organizations where id = $1', [OTHER_ORG]);
    const { rows } = await client.query<{ n: string }>('select count(*) as n from audit_log where org_id = $1', [
      OTHER_ORG,
    ]);
    expect(Number(rows[0]?.n)).toBe(0);
  } finally {
    await client.end();
  }
});

it('B-PERM-7: is nothing for an agent', async () => {
  const agent = await api.as('AGENT');
  const answer = await fetch(`${api.url}/api/v1/settings/audit-log`, { headers: { cookie: agent } });
  expect(answer.status).toBe(403);
});
