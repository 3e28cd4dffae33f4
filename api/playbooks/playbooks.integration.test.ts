/** Playbooks, experiments, knowledge and money over the api, as a settings page uses them. */
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contacts } from '../../db/contact/table.ts';
import { conversations } from '../../db/conversation/table.ts';
import { escalate } from '../../db/escalation/queries.ts';
import { newId } from '../../db/ids.ts';
import { seedChannel, seedOrganization } from '../../db/organization/seed.ts';
import { defaultPlaybook } from '../../db/playbook/queries.ts';
import { emptyMemory } from '../../domain/conversation/memory.ts';
import { playbookSchema } from '../../domain/playbook/playbook.ts';
import { dentalClinic } from '../../domain/playbook/templates/dental-clinic.ts';
import { useDatabase } from '../../test/support/postgres.ts';
import { endpoints } from '../endpoints.ts';
import { startApi, type TestApi } from '../testing/server.ts';

const database = useDatabase();
let api: TestApi;
let orgId: string;
let cookie: string;
let playbookId: string;
let channelAccountId: string;

beforeAll(async () => {
  api = await startApi(database.url, { endpoints });
  const demo = { slug: 'sunset', name: 'Sunset', zone: 'America/New_York', currency: 'USD' };
  orgId = await seedOrganization(api.db, { ...demo, playbook: { name: 'dental', config: dentalClinic } }, Date.now());
  cookie = await api.as('ADMIN', orgId);
  const secrets = { businessAccountId: 'w', accessToken: 'a', appSecret: 'b', verifyToken: 'c' };
  const number = { name: 'WhatsApp', phoneNumberId: '1', displayPhoneNumber: '+1 718 555 0142', ...secrets };
  channelAccountId = await seedChannel(api.db, api.keyring, orgId, number, Date.now());
  playbookId = (await call<{ playbooks: { id: string }[] }>('GET', '/playbooks')).body.playbooks[0]?.id ?? '';
});
afterAll(() => api.stop());

async function call<T = Record<string, unknown>>(
  method: string,
  path: string,
  body?: unknown,
): Promise<{ status: number; body: T }> {
  const answer = await fetch(`${api.url}/api/v1${path}`, {
    method,
    headers: { cookie, 'x-parley-csrf': '1', ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: (await answer.json().catch(() => null)) as T };
}
const config = (patch: Record<string, unknown> = {}) => ({ ...playbookSchema.parse(dentalClinic), ...patch });
const save = (body: Record<string, unknown>) => call('POST', `/playbooks/${playbookId}/versions`, body);
const pinned = (conversationId: string) => api.db.withOrg(orgId, tx => defaultPlaybook(tx, { orgId, conversationId }));

describe('A-VER: versions', () => {
  it('A-VER-1: a save is a version with who, when and why; two can be compared', async () => {
    const tone = { ...config().tone, maxWords: 20 };
    expect(await save({ config: config({ tone }), basedOn: 1, note: 'longer answers' })).toEqual({
      status: 200,
      body: { version: 2 },
    });
    const { body } = await call<{ versions: { version: number; note: string; current: boolean }[] }>(
      'GET',
      `/playbooks/${playbookId}/versions`,
    );
    expect(body.versions.map(row => [row.version, row.note, row.current])).toEqual([
      [2, 'longer answers', true],
      [1, '', false],
    ]);
    const diff = await call<{ changes: unknown[] }>('GET', `/playbooks/${playbookId}/diff?from=1&to=2`);
    expect(diff.body.changes).toEqual([{ path: 'tone.maxWords', before: 25, after: 20 }]);
    expect((await pinned('any'))?.version).toBe(2);
    const { body: older } = await call<{ version: number; config: { tone: { maxWords: number } } }>(
      'GET',
      `/playbooks/${playbookId}/config?version=1`,
    );
    expect([older.version, older.config.tone.maxWords]).toEqual([1, 25]);
  });
  it('a save on top of an older version is refused', async () => {
    const { status, body } = await save({ config: config(), basedOn: 1 });
    expect([status, body.code]).toEqual([409, 'stale_version']);
  });
  it('X-FAIL: a configured text that breaks a rule is refused, by its place', async () => {
    const texts = { ...config().texts, fallback: 'I am a human, and it is guaranteed.' };
    const { status, body } = await save({ config: config({ texts }) });
    expect([status, body.code]).toEqual([422, 'playbook_problems']);
    expect((body.errors as { path: string }[]).map(error => error.path)).toContain('config.texts.fallback');
  });
  it('A-VER-2: a canary gets its share of new conversations, and ends', async () => {
    const { body } = await save({ config: config(), canaryPercent: 50 });
    const versions = await Promise.all(Array.from({ length: 60 }, (_, index) => pinned(`conversation ${index}`)));
    const tried = versions.filter(row => row?.version === body.version).length;
    expect(tried).toBeGreaterThan(10);
    expect(tried).toBeLessThan(50);
    await call('PUT', `/playbooks/${playbookId}/canary`, { version: null });
    expect((await pinned('conversation 1'))?.version).toBe(2);
  });
  it('A-VER-3: one call back to any version; there is none that was never saved', async () => {
    expect((await call('POST', `/playbooks/${playbookId}/rollback`, { version: 1 })).status).toBe(200);
    expect((await pinned('any'))?.version).toBe(1);
    expect((await call('POST', `/playbooks/${playbookId}/rollback`, { version: 99 })).status).toBe(404);
    const audited = await api.db.withOrg(orgId, tx =>
      tx.execute(sql`select 1 from audit_log where action = 'playbook_rollback'`),
    );
    expect(audited.rows).toHaveLength(1);
    expect((await call('GET', `/playbooks/${playbookId}/results`)).body).toEqual({ results: [] });
  });
});

describe('A-AB-1: experiments', () => {
  it('are created asleep, started, ended, and read', async () => {
    const created = await call<{ id: string; active: boolean }>('POST', `/playbooks/${playbookId}/experiments`, {
      name: 'short or long',
      variants: [{ key: 'control' }, { key: 'variant_a', patch: { maxWords: 10 } }],
    });
    expect(created.body.active).toBe(false);
    const started = await call('POST', `/experiments/${created.body.id}/start`, {});
    expect(started.body.active).toBe(true);
    expect((await call('GET', `/experiments/${created.body.id}/results`)).body).toEqual({ results: [] });
    expect((await call('POST', `/experiments/${created.body.id}/end`, {})).body.active).toBe(false);
    const doubled = { name: 'x', variants: [{ key: 'a' }, { key: 'a' }] };
    expect((await call('POST', `/playbooks/${playbookId}/experiments`, doubled)).status).toBe(422);
  });
});

describe('A-ONB-6: knowledge', () => {
  it('a faq.txt is read, wrong lines are named, and replacing it removes what is gone', async () => {
    const text = 'A: lost\nQ: Do you whiten veneers?\nA: No.\n\nQ: Parking?\nA: Free.';
    const first = await call<{ sourceId: string; added: number; errors: { line: number }[] }>(
      'POST',
      '/knowledge/faq',
      { text },
    );
    expect(first.body).toMatchObject({ added: 2, errors: [{ line: 1 }] });
    const { sourceId } = first.body;
    const second = await call('POST', '/knowledge/faq', { text: 'Q: Parking?\nA: Free.', replace: sourceId });
    expect(second.body).toMatchObject({ sourceId, added: 0, removed: 1, errors: [] });
    const { body } = await call<{ documents: { title: string }[] }>('GET', `/knowledge/sources/${sourceId}/documents`);
    expect(body.documents.map(row => row.title)).toEqual(['Parking?']);
    const wrong = await call('POST', '/knowledge/faq', { text: 'nothing to see' });
    expect(wrong.body).toMatchObject({ sourceId: null, added: 0, errors: [{ line: 1 }] });
    expect((await call('DELETE', `/knowledge/sources/${sourceId}`, {})).status).toBe(200);
    expect((await call('GET', '/knowledge/sources')).body).toEqual({ sources: [] });
  });
});

describe('A-ESC-5: the queue', () => {
  it('most urgent first, oldest first within a priority, with counts', async () => {
    const { conversationIds } = await api.db.withOrg(orgId, async tx => {
      const now = Date.now();
      const reasons = ['other', 'payment_failure', 'angry_sentiment', 'human_request'] as const;
      const ids: string[] = [];
      for (const [index, reason] of reasons.entries()) {
        const [contactId, conversationId] = [newId(), newId()];
        await tx.insert(contacts).values({ orgId, id: contactId, name: reason, createdAt: now });
        await tx.insert(conversations).values({
          orgId,
          id: conversationId,
          contactId,
          channelAccountId,
          playbookId,
          playbookVersion: 1,
          leadSource: 'organic_inbound',
          memory: emptyMemory(),
          lastActivityAt: now,
          createdAt: now,
        });
        await escalate(tx, { orgId, conversationId, reason, effect: 'hand_over', brief: null, now: now + index });
        ids.push(conversationId);
      }
      return { conversationIds: ids };
    });
    const [other, payment, angry, human] = conversationIds;
    const { body } = await call<{ escalations: { conversationId: string }[]; counts: Record<string, number> }>(
      'GET',
      '/escalations',
    );
    expect(body.escalations.map(row => row.conversationId)).toEqual([payment, angry, human, other]);
    expect(body.counts).toEqual({ CRITICAL: 1, HIGH: 2, MEDIUM: 0, LOW: 1 });
    const high = await call<{ escalations: unknown[] }>('GET', '/escalations?priority=HIGH');
    expect(high.body.escalations).toHaveLength(2);
  });
});

describe('X-BUDGET, A-COST-2: money', () => {
  it('caps are set and read, and a month says how much of them is spent', async () => {
    expect((await call('PUT', '/settings/budget', { monthMicros: 0 })).body).toEqual({
      monthMicros: 0,
      conversationMicros: null,
    });
    expect((await call('GET', '/costs?month=2026-11')).body).toMatchObject({
      totalMicros: 0,
      capMicros: 0,
      state: 'spent',
    });
    expect((await call('GET', '/costs/by-source')).body).toEqual({
      sources: [{ source: 'organic_inbound', conversations: 4, won: 0, costMicros: 0, wonValueMicros: null }],
    });
    expect((await call('GET', '/costs?month=2026-13')).status).toBe(400);
  });
});
