import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { WhatsAppSimulator } from './index.ts';
import type { Json } from './records.ts';
import {
  ASHA,
  errorOf,
  graph,
  PNID,
  sendTo,
  startTestBusiness,
  startTestSimulator,
  type TestBusiness,
  TOKEN,
  WABA,
} from './test-support.ts';

let business: TestBusiness;
let simulator: WhatsAppSimulator;

beforeEach(async () => {
  business = await startTestBusiness();
  simulator = await startTestSimulator(business);
  simulator.inbound({ from: ASHA, text: 'hello' });
});

afterEach(async () => {
  await simulator.close();
  await business.close();
});

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

function fileForm(type = 'image/png', bytes: Uint8Array<ArrayBuffer> = new Uint8Array(PNG)): FormData {
  const form = new FormData();
  form.set('messaging_product', 'whatsapp');
  form.set('type', type);
  form.set('file', new Blob([bytes], { type }), 'dot.png');
  return form;
}

describe('media', () => {
  const bearer = { headers: { authorization: `Bearer ${TOKEN}` } };

  it('uploads, looks up with a hex hash, downloads with the token for five minutes, deletes', async () => {
    const id = String((await graph(simulator, 'POST', `${PNID}/media`, fileForm())).json.id);
    const info = (await graph(simulator, 'GET', `${id}?phone_number_id=${PNID}`)).json;
    expect(info).toMatchObject({
      mime_type: 'image/png',
      file_size: PNG.length,
      sha256: createHash('sha256').update(PNG).digest('hex'),
    });
    const url = String(info.url);
    const file = await fetch(url, bearer);
    expect(file.headers.get('content-type')).toBe('image/png');
    expect(Buffer.from(await file.arrayBuffer())).toEqual(PNG);
    expect((await fetch(url)).status).toBe(404);
    expect((await fetch(url, { headers: { authorization: 'Bearer wrong' } })).status).toBe(401);
    simulator.moveClock({ advanceMs: 300_001 });
    expect((await fetch(url, bearer)).status).toBe(404);
    expect((await sendTo(simulator, ASHA, { type: 'image', image: { id, caption: 'dot' } })).status).toBe(200);
    expect((await graph(simulator, 'DELETE', id)).json).toEqual({ success: true });
    expect((await graph(simulator, 'GET', id)).status).toBe(400);
  });

  it('refuses types and sizes that WhatsApp refuses', async () => {
    expect(errorOf(await graph(simulator, 'POST', `${PNID}/media`, fileForm('image/gif'))).code).toBe(100);
    const large = fileForm('image/png', new Uint8Array(5 * 1_048_576 + 1));
    expect(errorOf(await graph(simulator, 'POST', `${PNID}/media`, large)).code).toBe(131053);
    const id = String((await graph(simulator, 'POST', `${PNID}/media`, fileForm())).json.id);
    expect(errorOf(await sendTo(simulator, ASHA, { type: 'video', video: { id } })).code).toBe(131053);
  });

  it('names inbound media with a base64 hash and a URL that downloads', async () => {
    simulator.inbound({
      from: ASHA,
      type: 'document',
      media: { base64: PNG.toString('base64'), mimeType: 'application/x-odd', filename: 'odd.bin' },
    });
    simulator.inbound({ from: ASHA, type: 'audio' });
    await simulator.idle();
    const document = business.messages().find(each => each.type === 'document')?.document as Json;
    expect(document).toMatchObject({
      filename: 'odd.bin',
      mime_type: 'application/x-odd',
      sha256: createHash('sha256').update(PNG).digest('base64'),
    });
    expect(Buffer.from(await (await fetch(String(document.url), bearer)).arrayBuffer())).toEqual(PNG);
    expect(business.messages().find(each => each.type === 'audio')?.audio).toMatchObject({
      voice: true,
      mime_type: 'audio/ogg; codecs=opus',
    });
  });
});

describe('templates', () => {
  const order = {
    name: 'order_ready',
    language: 'en_US',
    category: 'UTILITY',
    components: [
      { type: 'HEADER', format: 'IMAGE', example: { header_handle: ['4::x'] } },
      { type: 'BODY', text: 'Hi {{1}}, order {{2}} is ready.', example: { body_text: [['Ana', '17']] } },
      {
        type: 'BUTTONS',
        buttons: [
          { type: 'QUICK_REPLY', text: 'Stop' },
          { type: 'URL', text: 'Track', url: 'https://x.example/{{1}}', example: ['17'] },
        ],
      },
    ],
  };
  const text = (value: string) => ({ type: 'text', text: value });
  const filled = [
    { type: 'header', parameters: [{ type: 'image', image: { link: 'https://a.example/i.png' } }] },
    { type: 'body', parameters: [text('Ana'), text('17')] },
    { type: 'button', sub_type: 'url', index: '1', parameters: [text('A%2017')] },
  ];
  const send = (components: unknown, name = 'order_ready') =>
    sendTo(simulator, ASHA, { type: 'template', template: { name, language: { code: 'en_US' }, components } });

  it('are pending, then approved by webhook, and can then be sent', async () => {
    const made = await graph(simulator, 'POST', `${WABA}/message_templates`, order);
    expect(made.json).toMatchObject({ status: 'PENDING', category: 'UTILITY' });
    await simulator.idle();
    expect(business.values('message_template_status_update')).toMatchObject([
      {
        event: 'APPROVED',
        message_template_id: Number(made.json.id),
        message_template_name: 'order_ready',
        message_template_language: 'en-US',
      },
    ]);
    expect((await send(filled)).json.messages).toMatchObject([{ message_status: 'accepted' }]);
    await simulator.idle();
    expect(simulator.ledger.phoneDeliveries()[0]?.text).toBe('Hi Ana, order 17 is ready.');
    expect(business.statuses()[0]?.pricing).toMatchObject({ category: 'utility' });
  });

  it.each<[string, unknown, number]>([
    ['a missing body value', filled.with(1, { type: 'body', parameters: [text('Ana')] }), 132000],
    ['a text header for an image', filled.with(0, { type: 'header', parameters: [text('x')] }), 132012],
    ['no button value', filled.slice(0, 2), 131008],
    ['a line break in a value', filled.with(1, { type: 'body', parameters: [text('A\nB'), text('1')] }), 132018],
    [
      'a raw space in the url',
      filled.with(2, { type: 'button', sub_type: 'url', index: '1', parameters: [text('A 17')] }),
      131009,
    ],
  ])('refuse %s', async (_name, components, code) => {
    simulator.addTemplate(order);
    expect(errorOf(await send(components)).code).toBe(code);
  });

  it('named values come in any order, and unknown names are refused', async () => {
    simulator.addTemplate({
      name: 'named',
      parameterFormat: 'named',
      components: [{ type: 'BODY', text: '{{day}} at {{hour}}.' }],
    });
    const value = (parameter_name: string, value: string) => ({ type: 'text', parameter_name, text: value });
    expect(
      (await send([{ type: 'body', parameters: [value('hour', 'ten'), value('day', 'Friday')] }], 'named')).status,
    ).toBe(200);
    expect(simulator.ledger.sends()[0]?.text).toBe('Friday at ten.');
    expect(
      errorOf(await send([{ type: 'body', parameters: [value('hour', 'ten'), value('date', 'x')] }], 'named')).code,
    ).toBe(132012);
  });

  it('that do not exist, are rejected, paused or disabled are refused', async () => {
    const unknown = await send([], 'nope');
    expect([unknown.status, errorOf(unknown).code]).toEqual([404, 132001]);
    simulator.addTemplate(order);
    for (const [event, code] of [
      ['REJECTED', 132001],
      ['PAUSED', 132015],
      ['DISABLED', 132016],
    ] as const) {
      simulator.reviewTemplate('order_ready', event);
      expect(errorOf(await send(filled)).code).toBe(code);
    }
  });

  it('list with filters and paging, edit once a day, delete every language', async () => {
    for (const name of ['a_one', 'a_two', 'a_three']) simulator.addTemplate({ ...order, name });
    const first = (await graph(simulator, 'GET', `${WABA}/message_templates?name=a_&limit=2&fields=name`)).json;
    expect(first.data).toHaveLength(2);
    const { cursors, next } = first.paging as { cursors: { after: string }; next: string };
    expect(next).toContain('name=a_');
    const second = (await graph(simulator, 'GET', `${WABA}/message_templates?name=a_&limit=2&after=${cursors.after}`))
      .json;
    expect((second.data as Json[]).map(each => each.name)).toEqual(['a_three']);
    expect(second.paging).not.toHaveProperty('next');
    const id = simulator.templates().find(each => each.name === 'a_one')?.id ?? '';
    expect((await graph(simulator, 'POST', id, { components: order.components })).json).toEqual({ success: true });
    await simulator.idle();
    expect(errorOf(await graph(simulator, 'POST', id, { components: order.components })).message).toContain(
      'once in 24 hours',
    );
    expect((await graph(simulator, 'DELETE', `${WABA}/message_templates?name=a_one`)).json).toEqual({ success: true });
    expect(
      errorOf(await graph(simulator, 'POST', `${WABA}/message_templates`, { ...order, name: 'a_one' })).message,
    ).toContain('locked');
  });
});

describe('account', () => {
  it('describes the number, keeps the profile and the block list', async () => {
    expect((await graph(simulator, 'GET', PNID)).json).toEqual({
      id: PNID,
      display_phone_number: '+1 555-000-2222',
      verified_name: 'Demo business',
      quality_rating: 'GREEN',
    });
    expect((await graph(simulator, 'GET', `${WABA}/phone_numbers`)).json.data).toHaveLength(1);
    const profile = { messaging_product: 'whatsapp', about: 'Open', vertical: 'RETAIL' };
    expect((await graph(simulator, 'POST', `${PNID}/whatsapp_business_profile`, profile)).json).toEqual({
      success: true,
    });
    expect(
      (await graph(simulator, 'GET', `${PNID}/whatsapp_business_profile?fields=about,vertical`)).json.data,
    ).toEqual([profile]);
    const block = (user: string) =>
      graph(simulator, 'POST', `${PNID}/block_users`, { messaging_product: 'whatsapp', block_users: [{ user }] });
    expect((await block(ASHA)).json).toMatchObject({
      block_users: { added_users: [{ input: ASHA, wa_id: '15550100101' }] },
    });
    expect(errorOf(await block('+15550100999')).code).toBe(139100);
    const before = business.posts.length;
    simulator.inbound({ from: ASHA, text: 'anyone?' });
    await simulator.idle();
    expect(business.messages().map(each => each.text)).not.toContainEqual({ body: 'anyone?' });
    expect(business.posts.length).toBeLessThanOrEqual(before + 1);
  });

  it('stops webhooks without a subscription, and checks an override before taking it', async () => {
    await simulator.idle();
    await graph(simulator, 'DELETE', `${WABA}/subscribed_apps`);
    simulator.inbound({ from: ASHA, text: 'unheard' });
    await graph(simulator, 'POST', `${WABA}/subscribed_apps`);
    const other = await startTestBusiness();
    const bad = await graph(simulator, 'POST', `${WABA}/subscribed_apps`, {
      override_callback_uri: other.url,
      verify_token: 'no',
    });
    expect(bad.status).toBe(400);
    await graph(simulator, 'POST', `${WABA}/subscribed_apps`, {
      override_callback_uri: other.url,
      verify_token: 'verify',
    });
    simulator.inbound({ from: ASHA, text: 'there' });
    await simulator.idle();
    expect(business.messages()).toHaveLength(1);
    expect(other.messages()).toMatchObject([{ text: { body: 'there' } }]);
    await other.close();
  });
});
