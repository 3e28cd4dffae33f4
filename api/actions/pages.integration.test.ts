/** What the settings pages and the action center ask of the api, beyond the rules themselves. */
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { escalate } from '../../db/escalation/queries.ts';
import { type Rows, startWorld, type World } from '../../test/security/world.ts';
import { useDatabase } from '../../test/support/postgres.ts';
import type { Actions } from '../contracts/actions.ts';

const database = useDatabase();
let world: World;
let rows: Rows;

beforeAll(async () => {
  world = await startWorld(database.url);
  rows = await world.ours.rows();
  await world.theirs.rows();
});
afterAll(() => world?.stop());

async function call<T = Record<string, unknown>>(
  method: string,
  path: string,
  body?: unknown,
): Promise<{ status: number; body: T }> {
  const answer = await fetch(`${world.api.url}/api/v1${path}`, {
    method,
    headers: {
      cookie: world.ours.cookies.ADMIN,
      'x-parley-csrf': '1',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: (await answer.json()) as T };
}
const inOurs = (statement: ReturnType<typeof sql>) =>
  world.api.db.withOrg(world.ours.orgId, tx => tx.execute(statement));

describe('A-UI-6, A-ESC-5: the action center', () => {
  it('shows escalations, drafts and unsettled sends with whose they are, and counts them', async () => {
    await world.api.db.withOrg(world.ours.orgId, tx =>
      escalate(tx, {
        orgId: world.ours.orgId,
        conversationId: rows.conversations,
        reason: 'human_request',
        effect: 'hand_over',
        brief: null,
        now: Date.now(),
      }),
    );
    const { body: all } = await call<Actions>('GET', '/actions');
    const mine = <T extends { conversationId: string }>(list: T[]): T[] =>
      list.filter(({ conversationId }) => conversationId === rows.conversations);
    const body = {
      escalations: mine(all.escalations),
      drafts: mine(all.drafts),
      unsettled: all.unsettled.filter(({ message }) => message.conversationId === rows.conversations),
    };
    const said = `Hello ${world.ours.mark}`;
    expect(body.escalations).toMatchObject([{ priority: 'HIGH', owner: 'AI', ownerName: null, customerSaid: said }]);
    expect(body.drafts).toMatchObject([{ id: rows.drafts, text: `Draft ${world.ours.mark}`, customerSaid: said }]);
    expect(body.unsettled).toMatchObject([{ message: { id: rows.messages, state: 'UNKNOWN' }, customerSaid: said }]);
    const { body: counts } = await call<Record<'escalations' | 'drafts' | 'unsettled', number>>(
      'GET',
      '/actions/counts',
    );
    expect(counts).toEqual({
      escalations: all.escalations.length,
      drafts: all.drafts.length,
      unsettled: all.unsettled.length,
    });
    await call('POST', `/messages/${rows.messages}/settle`, { outcome: 'arrived' });
    await call('POST', `/drafts/${rows.drafts}/reject`, { version: 1 });
    await call('POST', `/conversations/${rows.conversations}/takeover`, {});
    expect((await call('GET', '/actions/counts')).body).toEqual({
      ...counts,
      drafts: counts.drafts - 1,
      unsettled: counts.unsettled - 1,
    });
    expect((await call<Actions>('GET', '/actions')).body.escalations).toMatchObject([
      { owner: 'HUMAN', ownerName: 'ADMIN' },
    ]);
  });
});

describe('A-COST-2, A-ATTR-2: what conversations cost and bring', () => {
  it('the value of a lead is typed, shown, and counted once it is won', async () => {
    const value = { valueMicros: 2_400_000_000 };
    expect(await call('PATCH', `/contacts/${rows.contacts}/lead`, value)).toEqual({ status: 200, body: value });
    expect((await call('GET', `/conversations/${rows.conversations}`)).body).toMatchObject({
      leadValueMicros: 2_400_000_000,
    });
    expect((await call('GET', '/costs/by-source')).body).toMatchObject({ sources: [{ won: 0, wonValueMicros: null }] });
    await inOurs(sql`update leads set status = 'WON' where contact_id = ${rows.contacts}`);
    expect((await call('GET', '/costs/by-source')).body).toMatchObject({
      sources: [{ won: 1, wonValueMicros: 2_400_000_000 }],
    });
    expect((await call('PATCH', `/contacts/${rows.contacts}/lead`, { valueMicros: -1 })).status).toBe(400);
  });
  it('is narrowed by month, source and campaign, and leaves as a file', async () => {
    await inOurs(
      sql`update conversations set campaign = '{"utm_campaign": "=spring"}' where id = ${rows.conversations}`,
    );
    await inOurs(sql`update messages set cost_micros = 4100 where id = ${rows.messages}`);
    const month = new Date().toISOString().slice(0, 7);
    const { body } = await call<{ conversations: unknown[]; next: number | null }>(
      'GET',
      `/costs/conversations?month=${month}&source=organic_inbound&campaign=${encodeURIComponent('=spring')}`,
    );
    expect(body).toMatchObject({ conversations: [{ messageMicros: 4100, modelMicros: 0 }], next: null });
    for (const query of ['month=2020-01', 'source=qr_code', 'campaign=winter'])
      expect((await call('GET', `/costs/conversations?${query}`)).body).toEqual({ conversations: [], next: null });
    const { body: campaigns } = await call<{ sources: { source: string }[] }>('GET', '/costs/by-source?by=campaign');
    expect(campaigns.sources.map(({ source }) => source)).toContain('=spring');
    const { body: file } = await call<{ csv: string; rows: number }>('POST', '/exports/conversations', {});
    expect(file.rows).toBe(campaigns.sources.length);
    expect(file.csv).toContain("'=spring");
    const audited = await inOurs(sql`select 1 from audit_log where action = 'costs_exported'`);
    expect(audited.rows).toHaveLength(1);
  });
});

describe('A-PRICE-2: the rate table', () => {
  it('is the first estimate until the organization writes its own', async () => {
    expect((await call('GET', '/settings/rates')).body).toMatchObject({ own: false });
    const rates = [{ category: 'service', from: '2026-11-01', micros: 5_000 }];
    expect((await call('PUT', '/settings/rates', { rates })).body).toEqual({ rates, own: true });
    expect((await call('PUT', '/settings/rates', { rates: [...rates, ...rates] })).status).toBe(422);
    expect((await call('PUT', '/settings/rates', { rates: null })).body).toMatchObject({ own: false });
  });
});

describe('A-DEL-1, A-VER-1, A-AB-1: who, and what makes no sense', () => {
  it('an erasure and a version say who asked for them', async () => {
    const doomed = await world.ours.rows();
    await call('POST', `/contacts/${doomed.contacts}/erasure`, {});
    // The sample contact was merged with another one of the same person, who is forgotten with them.
    const asked = { state: 'RUNNING', requestedByName: 'ADMIN', tombstones: [] };
    expect((await call('GET', '/erasures')).body).toMatchObject({ erasures: [asked, asked] });
    const { body } = await call<{ config: unknown }>('GET', `/playbooks/${rows.playbooks}/config`);
    await call('POST', `/playbooks/${rows.playbooks}/versions`, { config: body.config, note: 'as it was' });
    expect((await call('GET', `/playbooks/${rows.playbooks}/versions`)).body).toMatchObject({
      versions: [
        { version: 2, createdByName: 'ADMIN', note: 'as it was' },
        { version: 1, createdByName: null },
      ],
    });
  });
  it('an experiment does not end before it starts', async () => {
    const dates = { startsAt: '2026-12-02T00:00:00Z', endsAt: '2026-12-01T00:00:00Z' };
    const { status } = await call('POST', `/playbooks/${rows.playbooks}/experiments`, { name: 'x', ...dates });
    expect(status).toBe(422);
  });
});
