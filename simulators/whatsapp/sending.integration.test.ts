import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { WhatsAppSimulator } from './index.ts';
import {
  ASHA,
  errorOf,
  graph,
  PNID,
  sendText,
  sendTo,
  startTestBusiness,
  startTestSimulator,
  type TestBusiness,
  wamidOf,
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

describe('accepting', () => {
  it('answers with a wamid that holds the number, keeps it in the ledger and shows it on the phone', async () => {
    const answer = await sendText(simulator, 'hi', { to: '+1 (555) 010-0101', biz_opaque_callback_data: 'job-1' });
    expect(answer.status).toBe(200);
    expect(answer.json.contacts).toEqual([{ input: '+1 (555) 010-0101', wa_id: '15550100101' }]);
    const bytes = Buffer.from(wamidOf(answer).slice('wamid.'.length), 'base64');
    expect(bytes.subarray(0, 3).toString('hex')).toBe('1c180b');
    expect(bytes.subarray(3, 14).toString()).toBe('15550100101');
    expect(bytes.subarray(14, 19).toString('hex')).toBe('1502001118');
    await simulator.idle();
    expect(simulator.ledger.sends({ bizOpaqueCallbackData: 'job-1' })).toMatchObject([
      { wamid: wamidOf(answer), text: 'hi' },
    ]);
    expect(simulator.ledger.phoneDeliveries()).toMatchObject([{ wamid: wamidOf(answer), text: 'hi' }]);
  });

  it('works without a version prefix, and refuses a missing and a wrong token', async () => {
    const body = JSON.stringify({ messaging_product: 'whatsapp', to: ASHA, text: { body: 'x' } });
    const call = (headers: Record<string, string>) =>
      fetch(`${simulator.url}/${PNID}/messages`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body,
      });
    expect((await call({ authorization: 'Bearer access-token' })).status).toBe(200);
    const none = await call({});
    expect([none.status, ((await none.json()) as { error: { code: number } }).error.code]).toEqual([401, 0]);
    const wrong = await call({ authorization: 'Bearer nope' });
    expect([wrong.status, ((await wrong.json()) as { error: { code: number } }).error.code]).toEqual([401, 190]);
  });

  it.each<[string, Record<string, unknown>, number]>([
    ['no messaging_product', { messaging_product: undefined }, 100],
    ['no recipient', { to: '' }, 131008],
    ['a recipient that is no number', { to: 'asha' }, 131009],
    ['itself', { to: '+15550002222' }, 131021],
    ['an unknown type', { type: 'poll' }, 100],
    ['no text', { text: {} }, 131008],
    ['a text of 4097', { text: { body: 'x'.repeat(4097) } }, 131009],
    ['callback data of 513', { biz_opaque_callback_data: 'x'.repeat(513) }, 131009],
    ['id and link', { type: 'image', image: { id: '1', link: 'https://a.example/x.png' } }, 100],
    ['media never uploaded', { type: 'image', image: { id: '1' } }, 131009],
    ['a caption on audio', { type: 'audio', audio: { link: 'https://a.example/x.ogg', caption: 'c' } }, 100],
    ['latitude 91', { type: 'location', location: { latitude: 91, longitude: 0 } }, 131009],
    ['a nameless contact', { type: 'contacts', contacts: [{ name: {} }] }, 131008],
    ['words as a reaction', { type: 'reaction', reaction: { message_id: 'wamid.x', emoji: 'ok' } }, 131009],
    [
      'a reaction as a reply',
      { type: 'reaction', reaction: { message_id: 'w', emoji: '👍' }, context: { message_id: 'w' } },
      131009,
    ],
  ])('refuses %s', async (_name, change, code) => {
    const answer = await sendText(simulator, 'x', change);
    expect(answer.status).toBe(400);
    expect(errorOf(answer).code).toBe(code);
    expect(simulator.ledger.sends()).toHaveLength(0);
    expect(simulator.ledger.refused()).toMatchObject([{ code }]);
  });

  const buttons = (titles: string[]) => ({
    type: 'button',
    body: { text: 'b' },
    action: { buttons: titles.map((title, id) => ({ type: 'reply', reply: { id: `${id}`, title } })) },
  });
  const list = (rows: number[]) => ({
    type: 'list',
    body: { text: 'b' },
    action: {
      button: 'Open',
      sections: rows.map((count, s) => ({
        title: `S${s}`,
        rows: Array.from({ length: count }, (_v, r) => ({ id: `${s}-${r}`, title: 'Row' })),
      })),
    },
  });

  it.each<[string, unknown, number | null]>([
    ['three buttons', buttons(['a', 'b', 'c']), null],
    ['four buttons', buttons(['a', 'b', 'c', 'd']), 131009],
    ['equal titles', buttons(['a', 'a']), 131009],
    ['a title of 21', buttons(['x'.repeat(21)]), 131009],
    ['ten rows', list([5, 5]), null],
    ['eleven rows', list([5, 6]), 131009],
    [
      'a list with an image header',
      { ...list([1]), header: { type: 'image', image: { link: 'https://a.example/i.png' } } },
      131009,
    ],
    ['a body of 1025', { ...buttons(['a']), body: { text: 'x'.repeat(1025) } }, 131009],
    [
      'a location request',
      { type: 'location_request_message', body: { text: 'b' }, action: { name: 'send_location' } },
      null,
    ],
    [
      'a link button',
      {
        type: 'cta_url',
        body: { text: 'b' },
        action: { name: 'cta_url', parameters: { display_text: 'Go', url: 'https://a.example' } },
      },
      null,
    ],
    [
      'an address outside India',
      {
        type: 'address_message',
        body: { text: 'b' },
        action: { name: 'address_message', parameters: { country: 'US' } },
      },
      131009,
    ],
    ['an unknown interactive', { type: 'poll', body: { text: 'b' }, action: {} }, 100],
  ])('interactive with %s', async (_name, interactive, code) => {
    const answer = await sendTo(simulator, ASHA, { type: 'interactive', interactive });
    if (code === null) expect(answer.status).toBe(200);
    else expect(errorOf(answer).code).toBe(code);
  });

  it('reaches a BSUID through recipient, and names user_id instead of wa_id', async () => {
    simulator.inbound({ from: 'US.9988', name: 'Quiet', text: 'hey' });
    const answer = await graph(simulator, 'POST', `${PNID}/messages`, {
      messaging_product: 'whatsapp',
      recipient: 'US.9988',
      text: { body: 'psst' },
    });
    expect(answer.json.contacts).toEqual([{ input: 'US.9988', user_id: 'US.9988' }]);
    await simulator.idle();
    const status = business.statuses().find(each => each.id === wamidOf(answer) && each.status === 'delivered');
    expect(status?.recipient_user_id).toBe('US.9988');
    expect(status).not.toHaveProperty('recipient_id');
  });
});
