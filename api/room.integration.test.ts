/** What people do for each other in the inbox, through the api: templates, files, notes, assignment, snooze, presence, views, notices. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { and, eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDiskStore } from '../adapters/storage/disk.ts';
import { resolveContact } from '../db/contact/resolve.ts';
import { contacts } from '../db/contact/table.ts';
import { conversations } from '../db/conversation/table.ts';
import { newId } from '../db/ids.ts';
import { messages } from '../db/message/table.ts';
import { notify } from '../db/notification/queries.ts';
import { seedChannel, seedOrganization } from '../db/organization/seed.ts';
import { defaultPlaybook } from '../db/playbook/queries.ts';
import { syncTemplates } from '../db/template/queries.ts';
import { emptyMemory } from '../domain/conversation/memory.ts';
import { dentalClinic } from '../domain/playbook/templates/dental-clinic.ts';
import { useDatabase } from '../test/support/postgres.ts';
import type { ConversationDetail, ConversationPage } from './contracts/conversations.ts';
import type { MessagePage, MessageView } from './contracts/messages.ts';
import { endpoints } from './endpoints.ts';
import { meEndpoint } from './session/me.ts';
import { streams } from './streams.ts';
import { startApi, type TestApi } from './testing/server.ts';

const database = useDatabase();
const home = mkdtempSync(join(tmpdir(), 'parley-room-'));
let api: TestApi;
let orgId: string;
let channelAccountId: string;
const people = {} as Record<'asha' | 'ben', { cookie: string; memberId: string }>;

beforeAll(async () => {
  api = await startApi(database.url, {
    endpoints: [...endpoints.filter(each => each.path !== '/me'), meEndpoint],
    streams,
    services: { media: createDiskStore(home) },
  });
  const now = Date.now();
  const demo = { slug: 'room', name: 'Sunset', zone: 'America/New_York', currency: 'USD' };
  orgId = await seedOrganization(api.db, { ...demo, playbook: { name: 'dental', config: dentalClinic } }, now);
  const secrets = { businessAccountId: 'w', accessToken: 'a', appSecret: 'b', verifyToken: 'c' };
  const number = { name: 'WhatsApp', phoneNumberId: '1', displayPhoneNumber: '+1 718 555 0142', ...secrets };
  channelAccountId = await seedChannel(api.db, api.keyring, orgId, number, now);
  for (const who of ['asha', 'ben'] as const) {
    const cookie = await api.as('AGENT', orgId);
    const answer = await fetch(`${api.url}/api/v1/me`, { headers: { cookie } });
    people[who] = { cookie, memberId: ((await answer.json()) as { memberId: string }).memberId };
  }
});
afterAll(async () => {
  await api?.stop();
  rmSync(home, { recursive: true, force: true });
});

interface Answer<T> {
  status: number;
  body: T & { code?: string; detail?: string };
}

async function ask<T = Record<string, unknown>>(
  method: string,
  path: string,
  body?: unknown,
  who: keyof typeof people = 'asha',
): Promise<Answer<T>> {
  const bytes = body instanceof Uint8Array ? new Blob([new Uint8Array(body)]) : null;
  const answer = await fetch(`${api.url}/api/v1${path}`, {
    method,
    headers: {
      cookie: people[who].cookie,
      'x-parley-csrf': '1',
      origin: api.url,
      ...(body === undefined || bytes ? {} : { 'content-type': 'application/json' }),
      ...(bytes ? { 'content-type': 'image/png' } : {}),
    },
    ...(body === undefined ? {} : { body: bytes ?? JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, body: text === '' ? ({} as never) : JSON.parse(text) };
}

let numbers = 0;
async function conversation({ open = true, marketing = false } = {}): Promise<string> {
  const now = Date.now();
  return api.db.withOrg(orgId, async tx => {
    const phone = `+1555010${String(++numbers).padStart(4, '0')}`;
    const sender = { identities: [{ kind: 'phone' as const, value: phone }], name: 'Nora Blake', username: null };
    const attribution = { leadSource: 'organic_inbound' as const, campaign: {} };
    const { contactId } = await resolveContact(tx, { orgId, sender, zone: null, attribution, now });
    if (marketing) await tx.update(contacts).set({ marketingOptInAt: now }).where(eq(contacts.id, contactId));
    const playbook = await defaultPlaybook(tx, { orgId, conversationId: orgId });
    if (!playbook) throw new Error('no playbook');
    const [id, said] = [newId(), newId()];
    await tx.insert(conversations).values({
      orgId,
      id,
      contactId,
      channelAccountId,
      playbookId: playbook.playbookId,
      playbookVersion: playbook.version,
      leadSource: 'organic_inbound',
      memory: emptyMemory(),
      lastInboundNumber: 1,
      handledThrough: 1,
      windowEndsAt: open ? now + 3_600_000 : now - 3_600_000,
      lastMessageId: said,
      lastActivityAt: now,
      createdAt: now,
    });
    await tx.insert(messages).values({
      orgId,
      id: said,
      conversationId: id,
      direction: 'in',
      sender: 'CONTACT',
      kind: 'TEXT',
      text: 'hi',
      number: 1,
      providerMessageId: `wamid.${said}`,
      channelAccountId,
      at: now,
      createdAt: now,
    });
    return id;
  });
}

const ledger = (conversationId: string) =>
  api.db.withOrg(orgId, tx =>
    tx
      .select()
      .from(messages)
      .where(and(eq(messages.conversationId, conversationId), eq(messages.direction, 'out'))),
  );

describe('B-CONV-2, A-PRICE-6: a template when the window is closed', () => {
  beforeAll(async () => {
    const template = (name: string, category: string, text: string, more: unknown[] = [], status = 'APPROVED') => ({
      providerTemplateId: name,
      name,
      language: 'en_US',
      category,
      status,
      quality: null,
      components: [{ type: 'BODY', text }, ...more],
    });
    const found = [
      template('hello', 'UTILITY', 'Hi {{1}}, this is {{2}}. {{code}}'),
      template('offer', 'MARKETING', 'New: {{offer}}'),
      template('old', 'UTILITY', 'x', [], 'PAUSED'),
      template('pictured', 'UTILITY', 'x', [{ type: 'HEADER', format: 'IMAGE' }]),
      template('linked', 'UTILITY', 'x', [
        { type: 'BUTTONS', buttons: [{ type: 'URL', text: 'Go', url: 'https://a/{{1}}' }] },
      ]),
    ];
    await api.db.withOrg(orgId, tx => syncTemplates(tx, { orgId, channelAccountId, found, now: Date.now() }));
  });

  it('shows the price, what is known, and what no value could mend', async () => {
    const id = await conversation({ open: false });
    const { body } = await ask<{
      templates: { name: string; blocked: string | null; priceMicros: number; variables: { text: string | null }[] }[];
    }>('GET', `/conversations/${id}/templates`);
    const by = new Map(body.templates.map(each => [each.name, each]));
    expect(by.get('hello')).toMatchObject({ blocked: null, sendable: false, priceMicros: 8_200 });
    expect(by.get('hello')?.variables.map(({ text }) => text)).toEqual(
      ['Nora', 'Sunset', null].map((each, at) => (at === 1 ? expect.any(String) : each)),
    );
    expect(by.get('offer')).toMatchObject({ priceMicros: 11_800, blocked: expect.stringMatching(/not agreed/) });
    expect(['old', 'pictured', 'linked'].map(name => by.get(name)?.blocked)).toEqual([
      expect.stringMatching(/PAUSED/),
      expect.stringMatching(/picture/),
      expect.stringMatching(/button/),
    ]);
  });

  it('goes through the ledger with the values a person typed, once, and takes over', async () => {
    const id = await conversation({ open: false });
    const text = await ask('POST', `/conversations/${id}/messages`, { id: randomUUID(), text: 'Good morning' });
    expect([text.status, text.body.code]).toEqual([409, 'window_closed']);
    const sent = { id: randomUUID(), name: 'hello', language: 'en_US' };
    const without = await ask('POST', `/conversations/${id}/templates`, sent);
    expect([without.status, without.body.code]).toEqual([422, 'missing_value']);
    const body = { ...sent, variables: [{ part: 'BODY', variable: 'code', text: '4711' }] };
    for (let time = 0; time < 2; time++) {
      const answer = await ask<MessageView>('POST', `/conversations/${id}/templates`, body);
      expect(answer.body).toMatchObject({ id: sent.id, kind: 'TEMPLATE', templateName: 'hello', state: 'QUEUED' });
      expect(answer.body.text).toMatch(/^Hi Nora, this is .*\. 4711$/);
    }
    const rows = await ledger(id);
    expect(rows.map(row => row.outbound)).toMatchObject([{ kind: 'template', category: 'UTILITY' }]);
    const { body: after } = await ask<ConversationDetail>('GET', `/conversations/${id}`);
    expect([after.owner, after.ownerId]).toEqual(['HUMAN', people.asha.memberId]);
  });

  it('is refused when it is marketing without consent, blocked, or has no such variable', async () => {
    const id = await conversation({ open: false });
    const send = (name: string, variables: unknown[] = []) =>
      ask('POST', `/conversations/${id}/templates`, { id: randomUUID(), name, language: 'en_US', variables });
    for (const name of ['offer', 'old', 'pictured', 'linked'])
      expect((await send(name)).body.code).toBe('template_blocked');
    expect((await send('hello', [{ part: 'BODY', variable: 'nope', text: 'x' }])).body.code).toBe('unknown_variable');
    expect((await send('hello', [{ part: 'BODY', variable: 'code', text: 'a\nb' }])).status).toBe(400);
    expect((await send('missing')).status).toBe(404);
    expect(await ledger(id)).toEqual([]);
    const agreed = await conversation({ open: false, marketing: true });
    const answer = await ask('POST', `/conversations/${agreed}/templates`, {
      id: randomUUID(),
      name: 'offer',
      language: 'en_US',
      variables: [{ part: 'BODY', variable: 'offer', text: 'Whitening' }],
    });
    expect(answer.status).toBe(200);
  });
});

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
);

describe('B-CONV-4: a file', () => {
  it('is brought, shown before it is sent, and sent with a caption through the ledger', async () => {
    const id = await conversation();
    const { body: file } = await ask<{ id: string; url: string }>(
      'POST',
      `/conversations/${id}/media?name=..%2Fx%2Ftooth.png`,
      new Uint8Array(PNG),
    );
    expect(file).toMatchObject({ kind: 'image', mime: 'image/png', fileName: 'tooth.png', sizeBytes: PNG.length });
    const shown = await fetch(`${api.url}${file.url}`, { headers: { cookie: people.asha.cookie, range: 'bytes=0-7' } });
    expect([shown.status, Buffer.from(await shown.arrayBuffer())]).toEqual([206, PNG.subarray(0, 8)]);
    const messageId = randomUUID();
    const { body } = await ask<MessageView>('POST', `/media/${file.id}/send`, { id: messageId, caption: 'Your X-ray' });
    expect(body).toMatchObject({
      id: messageId,
      kind: 'IMAGE',
      text: 'Your X-ray',
      state: 'QUEUED',
      media: { id: file.id },
    });
    expect((await ledger(id))[0]).toMatchObject({
      mediaId: file.id,
      outbound: { kind: 'media', media: 'image', providerMediaId: '', caption: 'Your X-ray' },
    });
  });

  it('that is something else, too large to draw, or empty is refused in words and not kept', async () => {
    const id = await conversation();
    const bomb = Buffer.from(PNG);
    bomb.writeUInt32BE(60_000, 16);
    bomb.writeUInt32BE(60_000, 20);
    for (const [bytes, said] of [
      [bomb, /too much memory/],
      [Buffer.from('<html>'), /not such a picture/],
      [Buffer.alloc(0), /empty/],
      [Buffer.alloc(5 * 1_048_576 + 1), /at most 5 MB/],
    ] as const) {
      const answer = await ask('POST', `/conversations/${id}/media`, new Uint8Array(bytes));
      expect([answer.status, answer.body.code, answer.body.detail]).toEqual([
        422,
        'unsendable_file',
        expect.stringMatching(said),
      ]);
    }
  });
});

describe('private notes with mentions', () => {
  it('are kept once, shown, never sent, and tell whoever they mention', async () => {
    const id = await conversation();
    const note = { id: randomUUID(), text: 'Please call her, @Ben', mentions: [people.ben.memberId] };
    for (let time = 0; time < 2; time++)
      expect((await ask('POST', `/conversations/${id}/notes`, note)).status).toBe(200);
    const { body } = await ask<{ notes: { id: string }[] }>('GET', `/conversations/${id}/notes`, undefined, 'ben');
    expect(body.notes).toMatchObject([{ id: note.id, authorId: people.asha.memberId, text: note.text }]);
    expect(await ledger(id)).toEqual([]);
    const told = await ask<{ notices: { kind: string; conversationId: string }[]; unread: number }>(
      'GET',
      '/notifications',
      undefined,
      'ben',
    );
    expect(told.body.notices.filter(notice => notice.conversationId === id)).toMatchObject([
      { kind: 'mention', read: false, title: expect.stringMatching(/mentioned you/) },
    ]);
    const own = await ask<{ notices: { conversationId: string }[] }>('GET', '/notifications');
    expect(own.body.notices.filter(notice => notice.conversationId === id)).toEqual([]);
    expect(
      (await ask('POST', `/conversations/${id}/notes`, { ...note, id: randomUUID(), mentions: [randomUUID()] })).body
        .code,
    ).toBe('unknown_member');
    expect((await ask('DELETE', `/notes/${note.id}`, {}, 'ben')).body.code).toBe('not_yours');
    expect((await ask('DELETE', `/notes/${note.id}`, {})).status).toBe(200);
  });
});

describe('B-CONV-1: assignment and snooze', () => {
  const listed = async (view: string, who: keyof typeof people = 'asha') =>
    (
      await ask<ConversationPage>('GET', `/conversations?view=${view}&limit=100`, undefined, who)
    ).body.conversations.map(row => row.id);

  it('gives a conversation to a member, who is told and finds it under Mine', async () => {
    const id = await conversation();
    expect(await listed('unassigned')).toContain(id);
    expect((await ask('POST', `/conversations/${id}/assign`, { memberId: people.ben.memberId })).status).toBe(200);
    expect(await listed('mine', 'ben')).toContain(id);
    expect(await listed('mine')).not.toContain(id);
    expect(await listed('unassigned')).not.toContain(id);
    const { body } = await ask<ConversationDetail>('GET', `/conversations/${id}`);
    expect([body.owner, body.assignee?.id]).toEqual(['AI', people.ben.memberId]);
    const told = await ask<{ notices: { kind: string; conversationId: string }[] }>(
      'GET',
      '/notifications',
      undefined,
      'ben',
    );
    expect(told.body.notices.some(notice => notice.kind === 'assigned' && notice.conversationId === id)).toBe(true);
    expect((await ask('POST', `/conversations/${id}/assign`, { memberId: randomUUID() })).body.code).toBe(
      'not_a_writer',
    );
  });

  it('puts it aside until a time or until the customer writes, and brings it back', async () => {
    const id = await conversation();
    expect(
      (await ask('POST', `/conversations/${id}/snooze`, { until: new Date(Date.now() - 1_000).toISOString() })).body
        .code,
    ).toBe('not_later');
    const until = new Date(Date.now() + 60_000).toISOString();
    expect((await ask('POST', `/conversations/${id}/snooze`, { until })).status).toBe(200);
    expect([await listed('open'), await listed('snoozed')]).toEqual([expect.not.arrayContaining([id]), [id]]);
    expect((await ask<ConversationDetail>('GET', `/conversations/${id}`)).body.snoozed).toEqual({ until });
    expect((await ask('POST', `/conversations/${id}/wake`, {})).status).toBe(200);
    expect([await listed('open'), await listed('snoozed')]).toEqual([expect.arrayContaining([id]), []]);
  });
});

describe('canned replies', () => {
  it('are filled for the customer, and their shortcuts are unique', async () => {
    const manager = await api.as('MANAGER', orgId);
    const write = (body: unknown) =>
      fetch(`${api.url}/api/v1/canned-replies`, {
        method: 'POST',
        headers: { cookie: manager, 'x-parley-csrf': '1', origin: api.url, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    expect((await write({ shortcut: 'Hours', text: 'Hi {{first_name}}, {{nothing}}: {{my_name}}' })).status).toBe(200);
    expect((await write({ shortcut: 'hours', text: 'x' })).status).toBe(409);
    expect((await write({ shortcut: 'two words', text: 'x' })).status).toBe(400);
    expect((await ask('POST', '/canned-replies', { shortcut: 'x', text: 'x' })).status).toBe(403);
    const id = await conversation();
    const { body } = await ask('GET', `/conversations/${id}/canned-replies`);
    expect(body).toMatchObject({
      replies: [{ shortcut: 'hours', text: 'Hi Nora, {{nothing}}: AGENT', unknown: ['nothing'] }],
    });
  });
});

describe('B-RT-2: who else is there', () => {
  it('is told while they say so, typing for a moment, and gone when they leave', async () => {
    const id = await conversation();
    const at = `/conversations/${id}/presence`;
    expect((await ask('PUT', at, { typing: false }, 'ben')).body).toEqual({ others: [] });
    expect((await ask('PUT', at, { typing: true })).body).toMatchObject({
      others: [{ memberId: people.ben.memberId, typing: false }],
    });
    expect((await ask('GET', at, undefined, 'ben')).body).toMatchObject({
      others: [{ memberId: people.asha.memberId, typing: true }],
    });
    expect((await ask('DELETE', at, {}, 'ben')).status).toBe(200);
    expect((await ask('GET', at)).body).toEqual({ others: [] });
  });
});

describe('a reaction', () => {
  it('is sent through the ledger, shown on the message with its state, and no line of the thread', async () => {
    const id = await conversation();
    const page = async () => (await ask<MessagePage>('GET', `/conversations/${id}/messages`)).body.messages;
    const [said] = await page();
    const { body } = await ask<MessageView>('POST', `/messages/${said?.id}/reaction`, {
      id: randomUUID(),
      emoji: '🙏',
    });
    expect(body.reactions).toEqual([{ emoji: '🙏', sender: 'HUMAN', state: 'QUEUED' }]);
    expect((await page()).map(message => message.id)).toEqual([said?.id]);
    expect((await ledger(id)).map(row => row.outbound)).toEqual([
      { kind: 'reaction', targetProviderId: `wamid.${said?.id}`, emoji: '🙏' },
    ]);
    expect((await ask<ConversationDetail>('GET', `/conversations/${id}`)).body.owner).toBe('AI');
    expect((await ask('POST', `/messages/${said?.id}/reaction`, { id: randomUUID(), emoji: 'hello' })).status).toBe(
      422,
    );
  });
});

describe('saved views', () => {
  it('are one’s own until they are shared, and deleted by who made them', async () => {
    const save = (name: string, shared: boolean) =>
      ask<{ id: string }>('POST', '/saved-views', {
        room: 'inbox',
        name,
        shared,
        search: { view: 'mine', q: 'price' },
      });
    const [own, shared] = [await save('Own', false), await save('Shared', true)];
    const names = async (who: keyof typeof people) =>
      (
        await ask<{ views: { name: string; mine: boolean }[] }>('GET', '/saved-views?room=inbox', undefined, who)
      ).body.views.map(view => [view.name, view.mine]);
    expect(await names('asha')).toEqual([
      ['Own', true],
      ['Shared', true],
    ]);
    expect(await names('ben')).toEqual([['Shared', false]]);
    expect((await ask('DELETE', `/saved-views/${own.body.id}`, {}, 'ben')).status).toBe(404);
    expect((await ask('DELETE', `/saved-views/${shared.body.id}`, {}, 'ben')).body.code).toBe('not_yours');
    expect((await ask('DELETE', `/saved-views/${shared.body.id}`, {})).status).toBe(200);
  });
});

describe('B-NOTE-1: the notification centre', () => {
  it('tells one thing once, keeps what is read, and tells of nothing one does not want to hear', async () => {
    const tell = (thing: string) =>
      api.db.withOrg(orgId, tx =>
        notify(tx, { orgId, kind: 'escalation_needed', thing, urgent: true, now: Date.now() }),
      );
    const before = (await ask<{ unread: number }>('GET', '/notifications', undefined, 'ben')).body.unread;
    expect(await tell('one')).toBeGreaterThan(1);
    expect(await tell('one')).toBe(0);
    const list = await ask<{ unread: number; notices: { id: string; urgent: boolean }[] }>(
      'GET',
      '/notifications?limit=1',
      undefined,
      'ben',
    );
    expect([list.body.unread, list.body.notices[0]?.urgent]).toEqual([before + 1, true]);
    expect((await ask('POST', '/notifications/read', { ids: [list.body.notices[0]?.id] }, 'ben')).status).toBe(200);
    expect((await ask('GET', '/notifications', undefined, 'ben')).body).toMatchObject({ unread: before });
    expect((await ask('POST', '/notifications/read', {}, 'ben')).status).toBe(200);
    expect((await ask('GET', '/notifications', undefined, 'ben')).body).toMatchObject({ unread: 0 });
    const choices = [{ kind: 'escalation_needed', inApp: false, push: false }];
    expect((await ask('PUT', '/notifications/choices', { choices }, 'ben')).status).toBe(200);
    await tell('two');
    expect((await ask('GET', '/notifications', undefined, 'ben')).body).toMatchObject({ unread: 0 });
  });
});
