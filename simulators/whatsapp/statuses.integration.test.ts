import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
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

describe('window, limits and reading', () => {
  it('refuses free text 24 hours after the last inbound, and takes templates', async () => {
    simulator.moveClock({ advanceMs: 86_400_000 + 1_000 });
    expect(errorOf(await sendText(simulator, 'late')).code).toBe(131047);
    const template = { type: 'template', template: { name: 'hello_world', language: { code: 'en_US' } } };
    expect((await sendTo(simulator, ASHA, template)).status).toBe(200);
    simulator.inbound({ from: ASHA, text: 'back' });
    expect((await sendText(simulator, 'now')).status).toBe(200);
  });

  it('can refuse the closed window by a failed status instead', async () => {
    simulator.setBehaviour({ windowRefusal: 'status' });
    const answer = await sendTo(simulator, '+15550107777', { text: { body: 'cold' } });
    expect(answer.status).toBe(200);
    await simulator.idle();
    expect(business.statuses()).toMatchObject([{ status: 'failed', errors: [{ code: 131047 }] }]);
  });

  it('limits a pair to its burst, then one message in six seconds', async () => {
    simulator.setBehaviour({ limits: { pairBurst: 3 } });
    for (const n of [1, 2, 3]) expect((await sendText(simulator, `${n}`)).status).toBe(200);
    expect(errorOf(await sendText(simulator, '4')).code).toBe(131056);
    simulator.moveClock({ advanceMs: 6_001 });
    expect((await sendText(simulator, '5')).status).toBe(200);
  });

  it('limits the throughput of a number', async () => {
    simulator.setBehaviour({ limits: { throughputPerSecond: 2, pairBurst: 100 } });
    const codes = [];
    for (const n of [1, 2, 3, 4]) codes.push((await sendText(simulator, `${n}`)).json.error);
    expect(codes.filter(Boolean)).toMatchObject(
      [{ code: 130429 }, { code: 130429 }].slice(0, codes.filter(Boolean).length),
    );
    expect(codes.filter(Boolean).length).toBeGreaterThan(0);
  });

  it('marks read with all before it, and shows typing for 25 seconds', async () => {
    await simulator.idle();
    const last = simulator.inbound({ from: ASHA, text: 'second' }).messages[0]?.id;
    await simulator.idle();
    const answer = await graph(simulator, 'POST', `${PNID}/messages`, {
      messaging_product: 'whatsapp',
      status: 'read',
      message_id: last,
      typing_indicator: { type: 'text' },
    });
    expect(answer.json).toEqual({ success: true });
    const [chat] = simulator.chatsOf(ASHA);
    expect(chat?.messages.map(each => each.status)).toEqual(['read', 'read']);
    expect(chat?.typingUntil).toBeGreaterThan(simulator.now() + 20_000);
    await sendText(simulator, 'answer');
    await simulator.idle();
    expect(simulator.chatsOf(ASHA)[0]?.typingUntil).toBeUndefined();
  });
});

describe('statuses', () => {
  const kinds = () => business.statuses().map(each => each.status);

  it('come as sent and delivered with our id and the price, and read when the chat is opened', async () => {
    await sendText(simulator, 'hi', { biz_opaque_callback_data: 'job-9' });
    await simulator.idle();
    expect([...kinds()].sort()).toEqual(['delivered', 'sent']);
    for (const status of business.statuses()) {
      expect(status).toMatchObject({
        recipient_id: '15550100101',
        biz_opaque_callback_data: 'job-9',
        pricing: { billable: true, pricing_model: 'PMP', type: 'regular', category: 'service' },
      });
      expect(status).not.toHaveProperty('conversation');
    }
    expect(simulator.readChat(ASHA)).toBe(1);
    await simulator.idle();
    const read = business.statuses().find(each => each.status === 'read');
    expect(read).toBeDefined();
    expect(read).not.toHaveProperty('pricing');
  });

  it('were free inside the window before October 2026, with a conversation below v24', async () => {
    const old = await startTestSimulator(business, { apiVersion: 'v23.0', clock: () => Date.UTC(2026, 8, 1) });
    old.inbound({ from: ASHA, text: 'hi' });
    await sendText(old, 'free');
    await old.idle();
    await old.close();
    expect(business.statuses()).toMatchObject([
      {
        pricing: { billable: false, type: 'free_customer_service' },
        conversation: { expiration_timestamp: expect.any(String) },
      },
      { pricing: { billable: false, type: 'free_customer_service' } },
    ]);
  });

  it.each([
    ['read_without_delivered', ['read', 'sent']],
    ['duplicate', ['delivered', 'delivered', 'sent', 'sent']],
    ['none', []],
    ['out_of_order', ['delivered', 'read', 'sent']],
  ] as const)('mode %s', async (mode, expected) => {
    simulator.setBehaviour({ statusMode: mode });
    await sendText(simulator, 'x');
    await simulator.idle();
    expect([...kinds()].sort()).toEqual(expected);
    if (mode === 'out_of_order') expect(kinds()[0]).toBe('read');
    expect(simulator.ledger.phoneDeliveries()).toHaveLength(1);
  });

  it('withheld come when they are flushed', async () => {
    simulator.addFault({ effect: { kind: 'statuses', mode: 'withhold' }, times: 1 });
    await sendText(simulator, 'x');
    await simulator.idle();
    expect(kinds()).toEqual([]);
    simulator.flushWebhooks({ why: 'withhold' });
    await simulator.idle();
    expect(kinds()).toEqual(['sent', 'delivered']);
  });

  it('a reaction gets only sent; one on an unknown message fails with 131009', async () => {
    const target = simulator.inbound({ from: ASHA, text: 'like me' }).messages[0]?.id;
    await sendTo(simulator, ASHA, { type: 'reaction', reaction: { message_id: target, emoji: '❤️' } });
    await simulator.idle();
    expect(kinds()).toEqual(['sent']);
    expect(simulator.chatsOf(ASHA)[0]?.messages.at(-1)?.reactions).toEqual({ business: '❤️' });
    await sendTo(simulator, ASHA, { type: 'reaction', reaction: { message_id: 'wamid.unknown', emoji: '❤️' } });
    await vi.waitFor(() =>
      expect(business.statuses().at(-1)).toMatchObject({ status: 'failed', errors: [{ code: 131009 }] }),
    );
  });
});
