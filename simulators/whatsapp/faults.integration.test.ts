import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { WhatsAppSimulator } from './index.ts';
import {
  ASHA,
  errorOf,
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

const brief = (ms = 300): RequestInit => ({ signal: AbortSignal.timeout(ms) });
const texts = () => simulator.ledger.sends().map(send => send.text);

describe('refused before acceptance', () => {
  it('answers a documented code for the next sends only', async () => {
    simulator.addFault({ effect: { kind: 'error', code: 131056 }, times: 2 });
    const answers = [];
    for (const n of [1, 2, 3]) answers.push(await sendText(simulator, `${n}`));
    expect(answers.map(each => each.status)).toEqual([400, 400, 200]);
    expect(errorOf(answers[0] ?? { json: {} })).toMatchObject({
      code: 131056,
      message: expect.stringContaining('pair rate'),
    });
    expect(texts()).toEqual(['3']);
  });

  it('answers HTTP 500, resets and hangs without accepting', async () => {
    simulator.addFault({ effect: { kind: 'http', status: 500, body: { oops: 1 } }, times: 1 });
    expect((await sendText(simulator, 'a')).status).toBe(500);
    simulator.addFault({ effect: { kind: 'reset' }, times: 1 });
    await expect(sendText(simulator, 'b')).rejects.toThrow();
    simulator.addFault({ effect: { kind: 'hang' }, times: 1 });
    await expect(sendText(simulator, 'c', {}, brief())).rejects.toThrow(/timeout/i);
    expect(texts()).toEqual([]);
    expect(simulator.ledger.refused()).toHaveLength(3);
  });

  it('refuses connections for a time, and is back on the same port', async () => {
    await simulator.refuseConnections(150);
    const refused = await sendText(simulator, 'x').catch((error: Error) => error.cause);
    expect(refused).toMatchObject({ code: 'ECONNREFUSED' });
    await vi.waitFor(async () => expect((await sendText(simulator, 'y')).status).toBe(200));
    expect(texts()).toEqual(['y']);
  });

  it('strikes only the recipient, type and number named, after a skip', async () => {
    simulator.inbound({ from: '+15550100202', text: 'hi' });
    simulator.addFault({ effect: { kind: 'error', code: 131000 }, to: '+1 555 010 0202', type: 'text', skip: 1 });
    expect((await sendText(simulator, 'other')).status).toBe(200);
    expect((await sendTo(simulator, '+15550100202', { text: { body: 'passes' } })).status).toBe(200);
    expect((await sendTo(simulator, '+15550100202', { text: { body: 'struck' } })).status).toBe(500);
  });

  it('draws a probability from the seed: the same each time', async () => {
    const run = async () => {
      const one = await startTestSimulator(business, { seed: 7 });
      one.inbound({ from: ASHA, text: 'x' });
      await one.idle();
      one.setBehaviour({ statusMode: 'none' });
      one.addFault({ effect: { kind: 'error', code: 131000 }, probability: 0.5 });
      const outcomes = [];
      for (let n = 0; n < 12; n += 1) {
        outcomes.push((await sendText(one, `${n}`)).status);
        await one.idle();
      }
      await one.close();
      return outcomes;
    };
    const first = await run();
    expect(new Set(first)).toEqual(new Set([200, 500]));
    expect(await run()).toEqual(first);
  });
});

describe('accepted, and the answer is lost', () => {
  it.each([
    ['accept_then_hang', { kind: 'accept_then_hang' } as const],
    ['accept_then_reset', { kind: 'accept_then_reset' } as const],
  ])('%s: the caller fails, the ledger and the statuses know', async (_name, effect) => {
    simulator.addFault({ effect, times: 1 });
    await expect(sendText(simulator, 'once', { biz_opaque_callback_data: 'turn-1' }, brief())).rejects.toThrow();
    await simulator.idle();
    expect(simulator.ledger.sends({ bizOpaqueCallbackData: 'turn-1' })).toMatchObject([
      { answer: 'lost', text: 'once' },
    ]);
    expect(simulator.ledger.phoneDeliveries()).toHaveLength(1);
    expect(business.statuses().map(each => each.biz_opaque_callback_data)).toEqual(['turn-1', 'turn-1']);
  });

  it('answers 502 to a message that goes out', async () => {
    simulator.addFault({ effect: { kind: 'accept_then_http', status: 502 }, times: 1 });
    expect((await sendText(simulator, 'once')).status).toBe(502);
    await simulator.idle();
    expect(simulator.ledger.phoneDeliveries()).toHaveLength(1);
  });

  it('is what a customer who loses the reply causes', async () => {
    simulator.changeCustomer(ASHA, { losesReply: true });
    await expect(sendText(simulator, 'gone')).rejects.toThrow();
    simulator.changeCustomer(ASHA, { losesReply: false });
    expect((await sendText(simulator, 'here')).status).toBe(200);
    await simulator.idle();
    expect(simulator.ledger.sends().map(send => [send.text, send.answer])).toEqual([
      ['gone', 'lost'],
      ['here', 'given'],
    ]);
  });
});

describe('fails later', () => {
  it('with any code as a failed status', async () => {
    simulator.addFault({ effect: { kind: 'fail', code: 131049, details: 'healthy ecosystem' }, times: 1 });
    expect((await sendText(simulator, 'x')).status).toBe(200);
    await simulator.idle();
    const [status] = business.statuses();
    expect(status).toMatchObject({
      status: 'failed',
      errors: [{ code: 131049, error_data: { details: 'healthy ecosystem' } }],
    });
    expect(status).not.toHaveProperty('pricing');
    expect(simulator.ledger.phoneDeliveries()).toEqual([]);
  });

  it('when the customer blocked the business', async () => {
    simulator.changeCustomer(ASHA, { blocked: true });
    await sendText(simulator, 'x');
    await simulator.idle();
    expect(business.statuses()).toMatchObject([{ status: 'failed', errors: [{ code: 131026 }] }]);
  });

  it('waits while the customer is offline', async () => {
    simulator.changeCustomer(ASHA, { offline: true });
    await sendText(simulator, 'x');
    await simulator.idle();
    expect(business.statuses().map(each => each.status)).toEqual(['sent']);
    simulator.changeCustomer(ASHA, { offline: false });
    await simulator.idle();
    expect(business.statuses().map(each => each.status)).toEqual(['sent', 'delivered']);
  });
});
