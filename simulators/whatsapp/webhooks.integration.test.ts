import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { WhatsAppSimulator } from './index.ts';
import { ASHA, PNID, SECRET, startTestBusiness, startTestSimulator, type TestBusiness, WABA } from './test-support.ts';

let business: TestBusiness;
let simulator: WhatsAppSimulator;

beforeEach(async () => {
  business = await startTestBusiness();
  simulator = await startTestSimulator(business);
});

afterEach(async () => {
  await simulator.close();
  await business.close();
});

const expectedSignature = (raw: string) => `sha256=${createHmac('sha256', SECRET).update(raw).digest('hex')}`;

describe('webhooks', () => {
  it('signs the exact ASCII bytes of a text with emoji and accents', async () => {
    simulator.inbound({ from: ASHA, text: 'Olá 👋 a/b' });
    await simulator.idle();
    const [post] = business.posts;
    expect(post?.raw).toMatch(/^[\x20-\x7e]+$/);
    expect(post?.raw).toContain('Ol\\u00e1 \\ud83d\\udc4b a\\/b');
    expect(post?.headers['x-hub-signature-256']).toBe(expectedSignature(post?.raw ?? ''));
    expect(post?.json.entry[0]?.id).toBe(WABA);
    expect(business.values()[0]).toMatchObject({
      metadata: { display_phone_number: '15550002222', phone_number_id: PNID },
      contacts: [{ profile: { name: 'Asha Patel' }, wa_id: '15550100101' }],
      messages: [{ from: '15550100101', type: 'text', text: { body: 'Olá 👋 a/b' } }],
    });
  });

  it('makes the handshake and says why it failed', async () => {
    await vi.waitFor(async () => expect((await simulator.verifyWebhook()).ok).toBe(true));
    const wrong = await startTestSimulator(business, { verifyToken: 'other' });
    const result = await wrong.verifyWebhook();
    await wrong.close();
    expect(result).toMatchObject({ ok: false, status: 403 });
    expect(result.detail).toContain('verify token');
  });

  it('puts several messages in one POST: one value, several changes, several entries', async () => {
    const three = [1, 2, 3].map(n => ({ from: ASHA, text: `text ${n}` }));
    for (const layout of ['value', 'changes', 'entries'] as const) simulator.inbound(three, layout);
    await simulator.idle();
    const shapes = business.posts
      .map(post => [post.json.entry.length, post.json.entry.flatMap(entry => entry.changes).length])
      .sort((a, b) => Number(a[0]) + Number(a[1]) - Number(b[0]) - Number(b[1]));
    expect(shapes).toEqual([
      [1, 1],
      [1, 3],
      [3, 3],
    ]);
    expect(business.messages()).toHaveLength(9);
  });

  it('holds updates back and flushes messages and statuses together', async () => {
    simulator.setWebhookMode({ hold: true });
    simulator.inbound([
      { from: ASHA, text: 'one' },
      { from: '+15550100102', text: 'two' },
    ]);
    await simulator.idle();
    expect(business.posts).toHaveLength(0);
    expect(simulator.heldUpdates()).toBe(2);
    simulator.flushWebhooks({ layout: 'value' });
    await simulator.idle();
    expect(business.posts).toHaveLength(1);
    expect(business.messages()).toHaveLength(2);
  });

  it('repeats a delivery until it is answered 200, with the same bytes', async () => {
    business.answers.push(500, 503);
    simulator.inbound({ from: ASHA, text: 'again' });
    await vi.waitFor(() => expect(simulator.ledger.webhooks()[0]?.state).toBe('delivered'));
    expect(business.posts.map(post => post.raw)).toEqual(Array(3).fill(business.posts[0]?.raw));
    expect(simulator.ledger.webhooks()[0]?.attempts.map(each => each.responseStatus)).toEqual([500, 503, 200]);
  });

  it('gives up after seven days of its clock', async () => {
    business.answers.push(...Array(50).fill(500));
    simulator.inbound({ from: ASHA, text: 'lost' });
    await vi.waitFor(() => expect(simulator.ledger.webhooks()[0]?.attempts.length).toBeGreaterThan(0));
    simulator.moveClock({ advanceMs: 8 * 86_400_000 });
    await vi.waitFor(() => expect(simulator.ledger.webhooks()[0]?.state).toBe('dropped'));
  });

  it('sends duplicates, and wrong and missing signatures when asked', async () => {
    simulator.setWebhookMode({ copies: 2 });
    simulator.inbound({ from: ASHA, text: 'twice' });
    simulator.setWebhookMode({ copies: 1, signature: 'bad' });
    await simulator.idle();
    simulator.inbound({ from: ASHA, text: 'bad' });
    await simulator.idle();
    simulator.setWebhookMode({ signature: 'missing' });
    simulator.inbound({ from: ASHA, text: 'none' });
    await simulator.idle();
    const twice = business.posts.filter(post => post.raw.includes('twice'));
    expect(twice).toHaveLength(2);
    expect(twice[0]?.raw).toBe(twice[1]?.raw);
    const bad = business.posts.find(post => post.raw.includes('"bad"'));
    expect(bad?.headers['x-hub-signature-256']).toMatch(/^sha256=[0-9a-f]{64}$/);
    expect(bad?.headers['x-hub-signature-256']).not.toBe(expectedSignature(bad?.raw ?? ''));
    expect(business.posts.find(post => post.raw.includes('none'))?.headers).not.toHaveProperty('x-hub-signature-256');
  });
});

describe('who writes', () => {
  it('gives Brazil, Mexico and Argentina the wa_id WhatsApp knows', async () => {
    for (const from of ['+5541988887777', '+525512345678', '+541123456789']) simulator.inbound({ from, text: 'oi' });
    await simulator.idle();
    expect(
      business
        .messages()
        .map(each => each.from)
        .sort(),
    ).toEqual(['5215512345678', '5491123456789', '554188887777']);
  });

  it('leaves the number out, not null, for someone known by user id only', async () => {
    simulator.inbound({ from: 'US.13491208655302741918', name: 'Quiet', text: 'hello' });
    await simulator.idle();
    const value = business.values()[0];
    expect(value?.contacts).toEqual([{ profile: { name: 'Quiet' }, user_id: 'US.13491208655302741918' }]);
    expect(business.messages()[0]).not.toHaveProperty('from');
    expect(business.messages()[0]?.from_user_id).toBe('US.13491208655302741918');
  });

  it('changes number: a system message without contacts, and the same person afterwards', async () => {
    const system = { type: 'user_changed_number', wa_id: '15550109999', body: 'Asha changed number' };
    simulator.inbound({ from: ASHA, type: 'system', system });
    simulator.inbound({ from: '+15550109999', text: 'it is me' });
    await simulator.idle();
    const [changed, after] = ['system', 'text'].map(type => business.messages().find(each => each.type === type));
    expect(changed?.from).toBe('15550100101');
    expect(business.values().find(value => JSON.stringify(value).includes('user_changed_number'))).not.toHaveProperty(
      'contacts',
    );
    expect(after?.from).toBe('15550109999');
    expect(simulator.customers()).toHaveLength(1);
  });

  it('sends every other kind', async () => {
    const quoted = simulator.inbound({ from: ASHA, text: 'first' }).messages[0]?.id ?? '';
    const kinds = [
      { type: 'reaction', reaction: { message_id: quoted, emoji: '👍' } },
      { type: 'reaction', reaction: { message_id: quoted, removal: 'absent' as const } },
      { type: 'interactive', list_reply: { id: 'r', title: 'Row' }, context: quoted },
      { type: 'interactive', nfm_reply: { name: 'flow', body: 'Sent', response_json: '{}' } },
      { type: 'button', button: { payload: 'STOP', text: 'Stop' } },
      { type: 'location', location: { latitude: 1, longitude: 2 } },
      { type: 'contacts', contacts: [{ name: { formatted_name: 'A' } }] },
      { type: 'order', order: { catalog_id: '1', product_items: [] } },
      { type: 'unsupported', unsupported: { type: 'poll_creation' } },
      { type: 'edit', edit: { original_message_id: quoted, message: { type: 'text', text: { body: 'new' } } } },
      { type: 'revoke', revoke: { original_message_id: quoted } },
      { type: 'request_welcome' },
      { type: 'brand_new', brand_new: { a: 1 } },
      { type: 'text', text: 'ad', referral: { source_type: 'ad', ctwa_clid: 'x' }, groupId: 'R3JvdXA' },
    ];
    for (const kind of kinds) simulator.inbound({ from: ASHA, ...kind });
    simulator.inbound([{ from: ASHA, echo: { type: 'text', text: { body: 'typed by hand' } } }]);
    simulator.inbound([{ errors: [130429] }, { field: 'account_alerts', value: { entity_type: 'BUSINESS' } }]);
    simulator.inbound({ from: ASHA, marketingPreference: 'stop' });
    await simulator.idle();
    const types = business.messages().map(each => each.type);
    expect(types).toEqual(expect.arrayContaining(kinds.map(kind => kind.type)));
    const removed = business
      .messages()
      .filter(each => each.type === 'reaction')
      .map(each => each.reaction);
    expect(removed).toContainEqual({ message_id: quoted });
    expect(business.messages().find(each => each.context)?.context).toEqual({ from: '15550100101', id: quoted });
    expect(business.values('smb_message_echoes')[0]).toMatchObject({
      message_echoes: [{ from: '15550002222', to: '15550100101' }],
    });
    expect(business.values('messages').some(value => value.errors !== undefined && value.messages === undefined)).toBe(
      true,
    );
    expect(business.values('account_alerts')).toHaveLength(1);
    expect(business.values('user_preferences')[0]).toMatchObject({ user_preferences: [{ value: 'stop' }] });
  });
});
