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
