/** Contacts and leads over the api, as the leads page uses them. */
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { resolveContact } from '../../db/contact/resolve.ts';
import { contactIdentities, contacts, leads } from '../../db/contact/table.ts';
import { conversations } from '../../db/conversation/table.ts';
import { assignLeads } from '../../db/crm/assignment.ts';
import { newId } from '../../db/ids.ts';
import { seedChannel, seedOrganization } from '../../db/organization/seed.ts';
import { defaultPlaybook } from '../../db/playbook/queries.ts';
import { emptyMemory } from '../../domain/conversation/memory.ts';
import { dentalClinic } from '../../domain/playbook/templates/dental-clinic.ts';
import type { LeadStatus } from '../../domain/words.ts';
import { useDatabase } from '../../test/support/postgres.ts';
import { endpoints } from '../endpoints.ts';
import { startApi, type TestApi } from '../testing/server.ts';

const database = useDatabase();
let api: TestApi;
let orgId: string;
let cookie: string;
let channelAccountId: string;
let clock = Date.now();

beforeAll(async () => {
  api = await startApi(database.url, { endpoints, services: { clock: { now: () => clock } } });
  const demo = { slug: 'sunset', name: 'Sunset', zone: 'Asia/Kolkata', currency: 'INR' };
  orgId = await seedOrganization(api.db, { ...demo, playbook: { name: 'dental', config: dentalClinic } }, clock);
  const secrets = { businessAccountId: 'w', accessToken: 'a', appSecret: 'b', verifyToken: 'c' };
  const number = { name: 'WhatsApp', phoneNumberId: '1', displayPhoneNumber: '+1 718 555 0142', ...secrets };
  channelAccountId = await seedChannel(api.db, api.keyring, orgId, number, clock);
  cookie = await api.as('OWNER', orgId);
});
afterAll(() => api?.stop());

async function call<T = Record<string, unknown>>(method: string, path: string, body?: unknown, as = cookie) {
  const answer = await fetch(`${api.url}/api/v1${path}`, {
    method,
    headers: {
      cookie: as,
      'x-parley-csrf': '1',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: (await answer.json().catch(() => null)) as T };
}

let serial = 0;
interface Given {
  name?: string;
  status?: LeadStatus;
  score?: number | null;
  valueMicros?: number | null;
  slots?: Record<string, string>;
  talk?: boolean;
}
async function person(given: Given = {}): Promise<{ id: string; conversationId: string }> {
  const id = newId();
  const conversationId = newId();
  serial++;
  await api.db.withOrg(orgId, async tx => {
    await tx.insert(contacts).values({ orgId, id, name: given.name ?? `Person ${serial}`, createdAt: clock + serial });
    const phone = `+9198${String(10_000_000 + serial)}`;
    await tx.insert(contactIdentities).values({ orgId, contactId: id, kind: 'phone', value: phone, createdAt: clock });
    await tx.insert(leads).values({
      orgId,
      id: newId(),
      contactId: id,
      source: 'organic_inbound',
      status: given.status ?? 'NEW',
      score: given.score ?? null,
      valueMicros: given.valueMicros ?? null,
      createdAt: clock,
      updatedAt: clock + serial,
    });
    if (given.talk === false) return;
    const playbook = await defaultPlaybook(tx, { orgId });
    const slots = Object.fromEntries(
      Object.entries(given.slots ?? {}).map(([key, value]) => [
        key,
        { value, confidence: 0.9, sourceMessageId: null, setBy: 'agent' as const, at: clock },
      ]),
    );
    await tx.insert(conversations).values({
      orgId,
      id: conversationId,
      contactId: id,
      channelAccountId,
      playbookId: playbook?.playbookId ?? '',
      playbookVersion: 1,
      leadSource: 'organic_inbound',
      memory: { ...emptyMemory(), slots },
      lastActivityAt: clock,
      createdAt: clock,
    });
  });
  return { id, conversationId };
}

interface Row {
  contactId: string;
  name: string;
  shown: string;
  owner: { id: string } | null;
}
const list = async (filter: unknown, query = '') =>
  (
    await call<{ leads: Row[]; cursor: string | null; total: number | null }>(
      'GET',
      `/leads?filter=${encodeURIComponent(JSON.stringify(filter))}${query}`,
    )
  ).body;
const detail = async (id: string) => (await call<Record<string, never>>('GET', `/contacts/${id}`)).body;
const move = (id: string, body: unknown) =>
  call<{ status: string; code: string }>('POST', `/contacts/${id}/lead/status`, body);
const owner = async (conversationId: string) =>
  (
    await api.db.withOrg(orgId, tx =>
      tx.execute<{ owner: string }>(sql`select owner from conversations where id = ${conversationId}`),
    )
  ).rows[0]?.owner;

describe('B-CON-6: the list', () => {
  it('is paged by key, each once, in every order', async () => {
    const mark = `Paged${newId().slice(-6)}`;
    const made = [];
    for (let n = 0; n < 7; n++)
      made.push(
        (await person({ name: `${mark} ${'gfedcba'[n]}`, score: n % 3 === 0 ? null : n * 10, talk: false })).id,
      );
    for (const sort of ['changed', 'created', 'name', 'score', 'value'])
      for (const direction of ['asc', 'desc']) {
        const seen: string[] = [];
        for (let cursor: string | null = '', pages = 0; cursor !== null && pages < 9; pages++) {
          const page = await list(
            { search: mark },
            `&limit=2&sort=${sort}&direction=${direction}${cursor ? `&cursor=${cursor}` : ''}`,
          );
          seen.push(...page.leads.map(row => row.contactId));
          cursor = page.cursor;
          expect(page.total).toBe(pages === 0 ? 7 : null);
        }
        expect(seen.toSorted(), `${sort} ${direction}`).toEqual(made.toSorted());
      }
    const byName = await list({ search: mark }, '&sort=name&direction=asc');
    expect(byName.leads.map(row => row.name.at(-1))).toEqual([...'abcdefg']);
  });

  it('is filtered over any field, also those a business added', async () => {
    const mark = `Filtered${newId().slice(-6)}`;
    const hot = await person({ name: `${mark} hot`, status: 'HOT', score: 90, valueMicros: 5_000_000 });
    const cold = await person({ name: `${mark} cold`, score: 20 });
    const none = await person({ name: `${mark} none`, talk: false });
    const field = (
      await call<{ id: string }>('POST', '/contact-fields', { key: `beds_${serial}`, name: 'Beds', type: 'number' })
    ).body.id;
    for (const [who, value] of [
      [hot, '12'],
      [cold, '3'],
    ] as const)
      expect((await call('PUT', `/contacts/${who.id}/contact-fields/${field}`, { value })).status).toBe(200);
    const label = (await call<{ id: string }>('POST', '/labels', { name: mark })).body.id;
    await call('PUT', `/contacts/${cold.id}/labels/${label}`, {});
    await call('PUT', `/contacts/${none.id}/blocked`, { on: true });
    await call('PATCH', `/contacts/${hot.id}`, { vip: true });
    const found = async (filter: object) =>
      (await list({ search: mark, ...filter })).leads.map(row => row.contactId).sort();
    const expected: [object, string[]][] = [
      [{}, [hot.id, cold.id, none.id]],
      [{ statuses: ['HOT'] }, [hot.id]],
      [{ temperatures: ['hot', 'unscored'] }, [hot.id, none.id]],
      [{ score: { to: 50 } }, [cold.id]],
      [{ valueMicros: { from: 1 } }, [hot.id]],
      [{ labels: [label] }, [cold.id]],
      [{ withoutLabels: [label], blocked: false }, [hot.id]],
      [{ vip: true }, [hot.id]],
      [{ owners: ['none'] }, [hot.id, cold.id, none.id]],
      [{ hasConversation: false }, [none.id]],
      [{ fields: [{ fieldId: field, test: 'at_least', value: '9' }] }, [hot.id]],
      [{ fields: [{ fieldId: field, test: 'is', value: '3' }] }, [cold.id]],
      [{ fields: [{ fieldId: field, test: 'empty' }] }, [none.id]],
      [{ created: { to: '2020-01-01T00:00:00Z' } }, []],
    ];
    for (const [filter, ids] of expected) expect(await found(filter), JSON.stringify(filter)).toEqual(ids.toSorted());
  });

  it('what is no filter is said by its place', async () => {
    for (const filter of [
      'nonsense',
      '{"statuses":["OPEN"]}',
      '{"fields":[{"fieldId":"x","test":"is"}]}',
      '{"other":1}',
    ])
      expect((await call('GET', `/leads?filter=${encodeURIComponent(filter)}`)).status, filter).toBe(400);
    expect((await call('GET', '/leads?cursor=abc')).status).toBe(400);
  });

  it('bulk actions tell what became of each row', async () => {
    const [one, two] = [await person({ talk: false }), await person({ talk: false })];
    const label = (await call<{ id: string }>('POST', '/labels', { name: `Bulk ${serial}` })).body.id;
    await call('PUT', `/contacts/${two.id}/labels/${label}`, {});
    const gone = newId();
    const { body } = await call('POST', '/contacts/bulk', {
      contactIds: [one.id, two.id, gone],
      action: { kind: 'add_label', labelId: label },
    });
    expect(body).toMatchObject({
      done: 1,
      unchanged: 1,
      failed: 1,
      outcomes: [
        { outcome: 'done' },
        { outcome: 'unchanged' },
        { contactId: gone, outcome: 'failed', why: expect.any(String) },
      ],
    });
    const moved = await call('POST', '/leads/bulk', {
      contactIds: [one.id],
      action: { kind: 'status', to: 'DROPPED' },
    });
    expect(moved.body).toMatchObject({
      failed: 1,
      outcomes: [{ name: expect.stringContaining('Person'), why: expect.stringContaining('follow-ups') }],
    });
  });

  it('A-UI-11: everybody a filter means, for doing one thing with all of them', async () => {
    const mark = `All${newId().slice(-6)}`;
    const ids: string[] = [];
    for (const status of ['DROPPED', 'DROPPED', 'NEW'] as const)
      ids.push((await person({ name: `${mark} ${status}`, status, talk: false })).id);
    const filter = encodeURIComponent(JSON.stringify({ search: mark, statuses: ['DROPPED'] }));
    const { body } = await call<{ contactIds: string[]; more: boolean }>('GET', `/leads/ids?filter=${filter}`);
    expect([body.contactIds.toSorted(), body.more]).toEqual([ids.slice(0, 2).toSorted(), false]);
    const lost = { contactIds: body.contactIds, action: { kind: 'status', to: 'LOST' } };
    expect((await call('POST', '/leads/bulk', lost)).body).toMatchObject({ done: 2, failed: 0 });
    expect((await call<{ contactIds: string[] }>('GET', `/leads/ids?filter=${filter}`)).body.contactIds).toEqual([]);
  });
});

describe('B-CON-1, B-CON-2: one contact', () => {
  it('has a name of its own and one people give, which wins and is found; notes, language and zone', async () => {
    const { id } = await person({ name: 'as the phone says' });
    const given = `Ravi${newId().slice(-6)}`;
    expect(
      (await call('PATCH', `/contacts/${id}`, { displayName: given, notes: 'Calls after six', zone: 'Asia/Kolkata' }))
        .status,
    ).toBe(200);
    expect(await detail(id)).toMatchObject({ name: given, channelName: 'as the phone says', notes: 'Calls after six' });
    expect((await list({ search: given })).leads.map(row => row.contactId)).toEqual([id]);
    expect((await call('PATCH', `/contacts/${id}`, { zone: 'Mars/Base' })).body.code).toBe('bad_zone');
  });

  it('A-UI-7: what a person says of them stands in every conversation, as sure; without one nothing remembers it', async () => {
    const { id, conversationId } = await person({ slots: { budget: '5000' } });
    const set = (value: string | null) => call('PUT', `/contacts/${id}/facts`, { key: 'budget', value });
    expect((await set('9000')).status).toBe(200);
    const slot = { key: 'budget', value: '9000', confidence: 1, setBy: 'person', conversationId };
    expect(await detail(id)).toMatchObject({ slots: [slot] });
    expect((await set(null)).status).toBe(200);
    expect(await detail(id)).toMatchObject({ slots: [] });
    const { body } = await call<{ happenings: { label: string }[] }>('GET', `/contacts/${id}/timeline?kinds=change`);
    expect(body.happenings.map(each => each.label).toSorted()).toEqual(['OWNER set budget', 'OWNER took away budget']);
    const quiet = await person({ talk: false });
    const none = await call('PUT', `/contacts/${quiet.id}/facts`, { key: 'budget', value: '1' });
    expect(none.body.code).toBe('no_conversation');
  });

  it('is added by hand once: a known number is told, not taken', async () => {
    const body = { name: 'Meera', phone: '+91 99000 11000', email: 'Meera@Example.com' };
    const made = await call<{ id: string }>('POST', '/contacts', body);
    expect(made.status).toBe(200);
    expect(await detail(made.body.id)).toMatchObject({
      identities: expect.arrayContaining([expect.objectContaining({ kind: 'email', value: 'meera@example.com' })]),
      lead: { source: 'manual', status: 'NEW' },
    });
    expect((await call('POST', '/contacts', { name: 'x', phone: '+919900011000' })).body.code).toBe('known');
    expect((await call('POST', '/contacts', { name: 'x', phone: '123' })).body.code).toBe('bad_phone');
    expect((await call('POST', '/contacts', { name: 'x' })).body.code).toBe('no_address');
  });

  it('B-CON-7: blocked, autoreply and VIP are switched, and the timeline says who did it', async () => {
    const { id } = await person();
    await call('PUT', `/contacts/${id}/blocked`, { on: true });
    await call('PUT', `/contacts/${id}/autoreply`, { on: false });
    await call('PATCH', `/contacts/${id}`, { vip: true });
    expect(await detail(id)).toMatchObject({ blocked: true, autoreply: false, vip: true });
    await call('PUT', `/contacts/${id}/blocked`, { on: false });
    expect(await detail(id)).toMatchObject({ blocked: false });
    const { body } = await call<{ happenings: { label: string }[] }>('GET', `/contacts/${id}/timeline`);
    const labels = body.happenings.map(each => each.label).join('\n');
    for (const said of ['blocked this contact', 'unblocked', 'switched the agent off', 'changed vip'])
      expect(labels).toContain(said);
  });

  it('B-CON-5: fields are typed; a key is taken once', async () => {
    const { id } = await person({ talk: false });
    const make = (key: string, type: string, choices: string[] = []) =>
      call<{ id: string; code: string }>('POST', '/contact-fields', { key, name: key, type, choices });
    const plan = (await make(`plan_${serial}`, 'choice', ['Gold', 'Silver'])).body.id;
    expect((await make(`plan_${serial}`, 'text')).body.code).toBe('key_taken');
    expect((await make(`other_${serial}`, 'choice')).body.code).toBe('choices_needed');
    const put = (value: string | null) =>
      call<{ code: string }>('PUT', `/contacts/${id}/contact-fields/${plan}`, { value });
    expect((await put('gold')).status).toBe(200);
    expect(await detail(id)).toMatchObject({ fields: { [plan]: 'Gold' } });
    expect((await put('Bronze')).body.code).toBe('bad_value');
    expect((await put(null)).status).toBe(200);
    expect(await detail(id)).toMatchObject({ fields: {} });
    expect((await call('DELETE', `/contact-fields/${plan}`)).body).toEqual({ values: 0 });
  });
});

describe('X-STATUS, A-UI-8: a person moves a lead', () => {
  it('by the table; what it forbids says why and changes nothing', async () => {
    const { id } = await person({ status: 'QUALIFIED' });
    expect((await move(id, { to: 'NURTURING' })).body).toEqual({ status: 'NURTURING' });
    const refused = await move(id, { to: 'DROPPED' });
    expect([refused.status, refused.body.code]).toEqual([409, 'move_forbidden']);
    expect(await detail(id)).toMatchObject({ lead: { status: 'NURTURING', statusSetByPerson: true } });
  });

  it('WON asks what it is worth, and notes when', async () => {
    const { id } = await person({ status: 'HOT' });
    expect((await move(id, { to: 'WON' })).body.code).toBe('value_needed');
    expect((await move(id, { to: 'WON', valueMicros: 90_000_000 })).status).toBe(200);
    expect(await detail(id)).toMatchObject({
      lead: { status: 'WON', valueMicros: 90_000_000, wonAt: expect.any(String) },
    });
  });

  it('NEEDS_HUMAN takes over, leaving it hands back; the stored status stays below', async () => {
    const { id, conversationId } = await person({ status: 'ENGAGED' });
    expect((await move(id, { to: 'NEEDS_HUMAN' })).status).toBe(200);
    expect(await owner(conversationId)).toBe('HUMAN');
    expect(await detail(id)).toMatchObject({ lead: { status: 'ENGAGED', shown: 'NEEDS_HUMAN' } });
    expect((await list({ statuses: ['NEEDS_HUMAN'] })).leads.map(row => row.contactId)).toContain(id);
    expect((await list({ statuses: ['ENGAGED'] })).leads.map(row => row.contactId)).not.toContain(id);
    expect((await move(id, { to: 'ENGAGED' })).status).toBe(200);
    expect(await owner(conversationId)).toBe('AI');
    const quiet = await person({ talk: false });
    expect((await move(quiet.id, { to: 'NEEDS_HUMAN' })).body.code).toBe('no_conversation');
  });

  it('OPTED_OUT opts the customer out; leaving it needs a reason', async () => {
    const { id, conversationId } = await person({ status: 'QUALIFYING' });
    expect((await move(id, { to: 'OPTED_OUT' })).status).toBe(200);
    expect(await owner(conversationId)).toBe('PAUSED');
    expect(await detail(id)).toMatchObject({ optedOutAt: expect.any(String), lead: { shown: 'OPTED_OUT' } });
    expect((await move(id, { to: 'QUALIFYING' })).body.code).toBe('reason_needed');
    expect((await move(id, { to: 'QUALIFYING', reason: 'Asked for it on the phone' })).status).toBe(200);
    expect(await detail(id)).toMatchObject({ optedOutAt: null, lead: { shown: 'QUALIFYING' } });
  });

  it('C-LEAD-6: handed off to a named member, whose conversation it becomes', async () => {
    const { id, conversationId } = await person({ status: 'QUALIFIED' });
    expect((await move(id, { to: 'HANDED_OFF' })).body.code).toBe('member_needed');
    expect((await move(id, { to: 'HANDED_OFF', memberId: newId() })).body.code).toBe('member_needed');
    const { members } = (await call<{ members: { id: string }[] }>('GET', '/leads/people')).body;
    const memberId = members[0]?.id;
    expect((await move(id, { to: 'HANDED_OFF', memberId })).status).toBe(200);
    expect(await owner(conversationId)).toBe('HUMAN');
    expect(await detail(id)).toMatchObject({ lead: { shown: 'HANDED_OFF', owner: { id: memberId } } });
    const { body } = await call<{ happenings: { kind: string; label: string }[] }>(
      'GET',
      `/contacts/${id}/timeline?kinds=status`,
    );
    expect(body.happenings.map(each => each.label)).toEqual(['qualified → handed off']);
  });

  it('C-LEAD-6, B-NOTE-1: whoever is handed a lead is told, once, and nobody of what they did themselves', async () => {
    const seller = await api.as('AGENT', orgId);
    const me = (await call<{ memberId: string }>('GET', '/me', undefined, seller)).body.memberId;
    const told = async () =>
      (
        await call<{ notices: { kind: string; title: string; contactId: string; conversationId: string | null }[] }>(
          'GET',
          '/notifications',
          undefined,
          seller,
        )
      ).body.notices.map(({ title, contactId, conversationId }) => [title, contactId, conversationId]);
    const handed = await person({ name: 'Handed Over', status: 'QUALIFIED' });
    const given = await person({ name: 'Given Away', talk: false });
    await move(handed.id, { to: 'HANDED_OFF', memberId: me });
    clock += 1000;
    await call('PATCH', `/contacts/${given.id}`, { displayName: 'Given by name' });
    for (const ownerId of [me, me]) await call('PATCH', `/contacts/${given.id}/lead`, { ownerId });
    expect(await told()).toEqual([
      ['OWNER gave you the lead Given by name', given.id, null],
      ['OWNER handed Handed Over off to you', handed.id, handed.conversationId],
    ]);
    const own = await person({ talk: false });
    await call('PATCH', `/contacts/${own.id}/lead`, { ownerId: me }, seller);
    clock += 1000;
    await call('POST', '/leads/bulk', { contactIds: [own.id], action: { kind: 'owner', memberId: me } }, seller);
    expect((await told()).length).toBe(2);
  });

  it('the pipeline counts and sums each column, by what is shown', async () => {
    const mark = `Board${newId().slice(-6)}`;
    await person({ name: `${mark} a`, status: 'HOT', valueMicros: 2_000_000 });
    await person({ name: `${mark} b`, status: 'HOT', valueMicros: 3_000_000 });
    const taken = await person({ name: `${mark} c`, status: 'HOT', valueMicros: 1_000_000 });
    await move(taken.id, { to: 'NEEDS_HUMAN' });
    const { body } = await call<{
      columns: { status: string; count: number; valueMicros: number; cards: unknown[] }[];
    }>('GET', `/leads/pipeline?cards=1&filter=${encodeURIComponent(JSON.stringify({ search: mark }))}`);
    const figures = Object.fromEntries(
      body.columns.map(each => [each.status, [each.count, each.valueMicros, each.cards.length]]),
    );
    expect(figures).toEqual({ HOT: [2, 5_000_000, 1], NEEDS_HUMAN: [1, 1_000_000, 1] });
  });
});

describe('C-LEAD-8: who gets new leads', () => {
  it('in turn, or whoever has the fewest; those with an owner keep it', async () => {
    for (const role of ['AGENT', 'AGENT'] as const) await api.as(role, orgId);
    const { members } = (await call<{ members: { id: string; role: string }[] }>('GET', '/leads/people')).body;
    const [one = '', two = ''] = members.filter(member => member.role === 'AGENT').map(member => member.id);
    const rule = (mode: string, memberIds: string[]) =>
      call<{ code: string }>('PUT', '/settings/lead-assignment', { mode, memberIds });
    expect((await rule('round_robin', [])).body.code).toBe('nobody');
    expect((await rule('round_robin', [newId()])).body.code).toBe('no_member');
    expect((await rule('round_robin', [one, two])).status).toBe(200);
    const give = async (count: number) => {
      const ids: string[] = [];
      for (let n = 0; n < count; n++) ids.push((await person({ talk: false })).id);
      const given = await api.db.withOrg(orgId, tx => assignLeads(tx, { orgId, contactIds: ids, now: clock }));
      return ids.map(id => given.get(id));
    };
    expect(await give(4)).toEqual([one, two, one, two]);
    const busy = await person({ talk: false });
    await call('PATCH', `/contacts/${busy.id}/lead`, { ownerId: one });
    await rule('least_busy', [one, two]);
    expect(await give(2)).toEqual([two, expect.any(String)]);
    const again = await api.db.withOrg(orgId, tx => assignLeads(tx, { orgId, contactIds: [busy.id], now: clock }));
    expect(again.size).toBe(0);
    const written = await api.db.withOrg(orgId, tx =>
      resolveContact(tx, {
        orgId,
        sender: { identities: [{ kind: 'phone', value: '+919811111111' }], name: 'Wrote First', username: null },
        zone: null,
        attribution: { leadSource: 'organic_inbound', campaign: {} },
        now: clock,
      }),
    );
    expect(await detail(written.contactId)).toMatchObject({ lead: { owner: { id: expect.any(String) } } });
    await rule('off', []);
    expect(await give(1)).toEqual([undefined]);
  });
});

describe('A-UI-14, X-IDENT: two contacts that are one person', () => {
  it('are suggested by an e-mail address or by a name with another fact, never merged by themselves', async () => {
    const mail = `${newId()}@example.com`;
    const fact = `Flat ${newId()}`;
    const [a, b] = [
      await person({ name: 'Asha Kumar', slots: { email: mail } }),
      await person({ name: 'A. K.', slots: { email: mail } }),
    ];
    const [c, d] = [
      await person({ name: 'Ravi Sharma', slots: { address: fact } }),
      await person({ name: 'Sharma Ravi', slots: { address: fact } }),
    ];
    const e = await person({ name: 'Somebody Else', slots: { address: fact } });
    await call('POST', '/contact-duplicates/find', {});
    type Pairs = { duplicates: { first: Row; second: Row; reasons: string[] }[] };
    const pairs = async () =>
      (await call<Pairs>('GET', '/contact-duplicates')).body.duplicates.map(pair => [
        [pair.first.contactId, pair.second.contactId].sort().join(),
        ...pair.reasons,
      ]);
    const found = await pairs();
    expect(found).toContainEqual([[a.id, b.id].sort().join(), 'same_email']);
    expect(found).toContainEqual([[c.id, d.id].sort().join(), 'same_name_and_fact']);
    expect(JSON.stringify(found)).not.toContain(e.id);
    expect((await call('POST', '/contact-duplicates/dismiss', { firstId: c.id, secondId: d.id })).status).toBe(200);
    await call('POST', '/contact-duplicates/find', {});
    expect(JSON.stringify(await pairs())).not.toContain(c.id);
  });

  it('merged by a person: one lead, several identities and conversations, linked; undone within a day', async () => {
    const [kept, other] = [
      await person({ name: 'Kept', status: 'QUALIFIED' }),
      await person({ name: 'Other', valueMicros: 7_000_000 }),
    ];
    const label = (await call<{ id: string }>('POST', '/labels', { name: `Merge ${serial}` })).body.id;
    await call('PUT', `/contacts/${other.id}/labels/${label}`, {});
    const merged = await call<{ mergeId: string }>('POST', `/contacts/${kept.id}/merge`, { otherId: other.id });
    expect(merged.status).toBe(200);
    for (const id of [kept.id, other.id])
      expect(await detail(id)).toMatchObject({
        id: kept.id,
        identities: [expect.anything(), expect.anything()],
        conversations: [{ linked: true }, { linked: true }],
        labels: [{ id: label }],
        lead: { status: 'QUALIFIED', valueMicros: 7_000_000 },
      });
    expect((await list({ search: 'Other' })).leads.map(row => row.contactId)).not.toContain(other.id);
    const links = await call<{ conversations: string[] }>('GET', `/conversations/${kept.conversationId}/links`);
    expect(links.body.conversations).toEqual([other.conversationId]);
    expect((await call('POST', `/contacts/${kept.id}/merge`, { otherId: other.id })).body.code).toBe('merged_already');
    expect((await call('POST', `/contact-merges/${merged.body.mergeId}/undo`, {})).status).toBe(200);
    expect(await detail(kept.id)).toMatchObject({
      labels: [],
      conversations: [{ linked: false }],
      lead: { valueMicros: null },
    });
    expect(await detail(other.id)).toMatchObject({ id: other.id, lead: { valueMicros: 7_000_000 } });
    expect((await call('POST', `/contact-merges/${merged.body.mergeId}/undo`, {})).status).toBe(404);
  });

  it('X-OPTOUT: a STOP of the one binds the other; a merge of yesterday stays', async () => {
    const [kept, other] = [await person(), await person()];
    await move(other.id, { to: 'OPTED_OUT' });
    const { body } = await call<{ mergeId: string }>('POST', `/contacts/${kept.id}/merge`, { otherId: other.id });
    expect(await detail(kept.id)).toMatchObject({ optedOutAt: expect.any(String) });
    await api.db.withOrg(orgId, tx =>
      tx.execute(sql`update contact_merges set merged_at = merged_at - interval '1 day' where id = ${body.mergeId}`),
    );
    expect((await call('POST', `/contact-merges/${body.mergeId}/undo`, {})).body.code).toBe('too_late');
  });
});

describe('C-LEAD-8: the timeline', () => {
  it('pages through everything that happened, newest first, each once', async () => {
    const { id } = await person();
    for (let n = 0; n < 5; n++) {
      clock += 1000;
      await call('PATCH', `/contacts/${id}/lead`, { valueMicros: n * 1_000_000 });
    }
    await move(id, { to: 'QUALIFIED' });
    const seen: string[] = [];
    let last = Number.POSITIVE_INFINITY;
    for (let cursor: string | null = '', pages = 0; cursor !== null && pages < 9; pages++) {
      const page: { happenings: { id: string; at: string }[]; cursor: string | null } = (
        await call<never>('GET', `/contacts/${id}/timeline?limit=2${cursor ? `&cursor=${cursor}` : ''}`)
      ).body;
      for (const each of page.happenings) {
        expect(Date.parse(each.at)).toBeLessThanOrEqual(last);
        last = Date.parse(each.at);
        seen.push(each.id);
      }
      cursor = page.cursor;
    }
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.length).toBe(7);
    expect((await call('GET', `/contacts/${newId()}/timeline`)).status).toBe(404);
  });
});
