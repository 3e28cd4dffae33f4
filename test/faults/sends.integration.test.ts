/** Every way a send can go wrong (promise 5): never twice, never lost in silence. The oracle is the simulator's ledger. */
import { and, eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { escalations } from '../../db/escalation/table.ts';
import type { FaultEffect } from '../../simulators/whatsapp/index.ts';
import {
  createGate,
  findConversation,
  type MessageRow,
  newPhone,
  outboundOf,
  pause,
  quiet,
} from '../conversation/helpers.ts';
import { type Core, startCore, until } from '../support/core.ts';
import { useDatabase } from '../support/postgres.ts';
import { useTemporal } from '../support/temporal.ts';

const database = useDatabase();
const temporal = useTemporal();
const gate = createGate();
let core: Core;
const phones: string[] = [];

beforeAll(async () => {
  core = await startCore({
    databaseUrl: database.url,
    temporalAddress: temporal.address,
    quietMs: 50,
    sendTimeoutMs: 1_000,
    checkpoint: gate.checkpoint,
  });
});
afterAll(() => core.stop());

interface Outcome {
  phone: string;
  conversationId: string;
  reply: MessageRow;
}

/** A customer whose next answer meets these faults. `times` counts for the effects on the send itself. */
async function asked(effects: FaultEffect[], times = 1): Promise<string> {
  const phone = newPhone();
  phones.push(phone);
  for (const effect of effects)
    core.phone.addFault({ effect, to: phone, type: 'text', ...(effect.kind === 'statuses' ? {} : { times }) });
  core.phone.inbound({ from: phone, text: 'How much is a cleaning?' });
  return phone;
}

/** Waits until the reply is in one of these states. */
async function replyOf(phone: string, states: string[], timeoutMs = 30_000): Promise<Outcome> {
  return until(
    `the reply to ${phone} to be ${states.join(' or ')}`,
    async () => {
      const conversation = await findConversation(core, phone);
      if (!conversation) return null;
      const [reply] = await outboundOf(core, conversation.id);
      return reply && states.includes(reply.state ?? '') ? { phone, conversationId: conversation.id, reply } : null;
    },
    timeoutMs,
  );
}

const sendsTo = (phone: string) => core.phone.ledger.sends({ to: phone });
const refusedOf = (phone: string) =>
  core.phone.ledger.refused().filter(each => each.to.replace('+', '') === phone.slice(1));
const escalationsOf = (conversationId: string) =>
  core.db.withOrg(core.orgId, tx =>
    tx
      .select()
      .from(escalations)
      .where(and(eq(escalations.orgId, core.orgId), eq(escalations.conversationId, conversationId))),
  );

const losses: [string, FaultEffect][] = [
  ['times out', { kind: 'accept_then_hang', hangMs: 3_000 }],
  ['is reset', { kind: 'accept_then_reset' }],
  ['is a 500', { kind: 'accept_then_http', status: 500 }],
  ['is a 503', { kind: 'accept_then_http', status: 503 }],
];

describe('an answer that is lost after the message was accepted', () => {
  it('leaves it UNKNOWN, until its status settles it', async () => {
    const customers = await Promise.all(
      losses.map(([, effect]) => asked([effect, { kind: 'statuses', mode: 'withhold' }])),
    );
    for (const phone of customers) {
      const { reply } = await replyOf(phone, ['UNKNOWN']);
      expect(reply.unknownSince).not.toBeNull();
      expect(sendsTo(phone)).toHaveLength(1);
    }
    core.phone.flushWebhooks({ why: 'withhold' });
    for (const phone of customers) {
      const { reply } = await replyOf(phone, ['SENT', 'DELIVERED', 'READ']);
      expect(reply).toMatchObject({ settledBy: 'status', errorCode: null });
      expect(reply.providerMessageId).toBe(sendsTo(phone)[0]?.wamid);
    }
    await pause(1_500);
    for (const phone of customers) expect(sendsTo(phone)).toHaveLength(1);
  });
});

describe.concurrent('an answer that is lost, and no status ever', () => {
  it.each(losses)('%s: it stays UNKNOWN and is never sent again', async (_name, effect) => {
    const phone = await asked([effect, { kind: 'statuses', mode: 'none' }]);
    const { conversationId, reply } = await replyOf(phone, ['UNKNOWN']);
    core.phone.inbound({ from: phone, text: 'And how much is a crown?' });
    const second = await until('the answer to the next question', async () => {
      const rows = await outboundOf(core, conversationId);
      return rows.length === 2 && rows[1];
    });
    await quiet(core, phone);
    expect(second.text).toContain('$950');
    expect(sendsTo(phone).map(send => send.bizOpaqueCallbackData)).toEqual([reply.id, second.id]);
    await pause(2_500);
    expect((await replyOf(phone, ['UNKNOWN'])).reply.id).toBe(reply.id);
    expect(sendsTo(phone)).toHaveLength(2);
  });
});

describe.concurrent('an answer that never comes for a message that was not accepted', () => {
  it.each<[string, FaultEffect]>([
    ['a hang', { kind: 'hang' }],
    ['a reset', { kind: 'reset' }],
    ['HTTP 500', { kind: 'http', status: 500 }],
    ['HTTP 502 with a page', { kind: 'http', status: 502, body: '<html>bad gateway</html>' }],
  ])('%s: UNKNOWN and shown, because it cannot be told apart', async (_name, effect) => {
    const phone = await asked([effect]);
    const { reply } = await replyOf(phone, ['UNKNOWN']);
    expect(reply.unknownSince).not.toBeNull();
    await pause(2_500);
    expect(sendsTo(phone)).toEqual([]);
    await replyOf(phone, ['UNKNOWN']);
  });
});

describe.concurrent('a definite refusal', () => {
  it.each([131_056, 130_429])('%i for a moment: it waits and is sent exactly once', async code => {
    const phone = await asked([{ kind: 'error', code }]);
    const { conversationId, reply } = await replyOf(phone, ['SENT', 'DELIVERED', 'READ']);
    expect(refusedOf(phone).map(each => each.code)).toEqual([code]);
    expect(sendsTo(phone).map(send => send.bizOpaqueCallbackData)).toEqual([reply.id]);
    expect(reply.attempts).toBe(2);
    expect(await outboundOf(core, conversationId)).toHaveLength(1);
  });

  it.each([131_047, 131_026, 190])('%i: FAILED, not tried again, and a person is told', async code => {
    const phone = await asked([{ kind: 'error', code }], 5);
    const { conversationId, reply } = await replyOf(phone, ['FAILED']);
    expect(reply).toMatchObject({ errorCode: String(code), attempts: 1 });
    expect(reply.errorMessage).toBeTruthy();
    await until('a person to be told', async () => (await escalationsOf(conversationId)).length === 1);
    await pause(1_500);
    expect(refusedOf(phone)).toHaveLength(1);
    expect(sendsTo(phone)).toEqual([]);
  });

  it('by a failed status after it was accepted: FAILED, and a person is told', async () => {
    const phone = await asked([{ kind: 'fail', code: 131_026 }]);
    const { conversationId, reply } = await replyOf(phone, ['FAILED']);
    expect(reply.errorCode).toBe('131026');
    await until('a person to be told', async () => (await escalationsOf(conversationId)).length === 1);
    expect(sendsTo(phone)).toHaveLength(1);
  });
});

describe('a reply that waits to be sent again', () => {
  it('holds up nobody: what the customer writes meanwhile is answered at once, with it', async () => {
    const phone = await asked([{ kind: 'error', code: 130_429 }]);
    const { conversationId, reply } = await replyOf(phone, ['QUEUED']);
    const backoffEndsAt = reply.notBeforeAt ?? 0;
    core.phone.inbound({ from: phone, text: 'And how much is a crown?' });
    const [sent] = await until('the answer to both', () => {
      const sends = sendsTo(phone);
      return sends.length > 0 && sends;
    });
    expect(sent?.at).toBeLessThan(backoffEndsAt);
    expect(sent?.text).toContain('$950');
    await quiet(core, phone);
    const rows = await outboundOf(core, conversationId);
    expect(rows.map(row => [row.state === 'FAILED', row.errorCode])).toEqual([
      [true, 'superseded'],
      [false, null],
    ]);
    await pause(Math.max(0, backoffEndsAt - Date.now()) + 1_000);
    expect(sendsTo(phone)).toHaveLength(1);
  });
});

describe('a worker that fails after a refusal', () => {
  it('tells a person when it runs again', async () => {
    const phone = newPhone();
    gate.every(async step => {
      if (step !== 'send.recorded' || refusedOf(phone).length === 0) return;
      gate.every(() => Promise.resolve());
      throw new Error('the worker fails here');
    });
    phones.push(phone);
    core.phone.addFault({ effect: { kind: 'error', code: 131_026 }, to: phone, type: 'text', times: 5 });
    core.phone.inbound({ from: phone, text: 'How much is a cleaning?' });
    const { conversationId } = await replyOf(phone, ['FAILED']);
    await until('a person to be told', async () => (await escalationsOf(conversationId)).length === 1);
    expect(refusedOf(phone)).toHaveLength(1);
  });
});

describe('a refused connection', () => {
  it('is tried again and sent exactly once', async () => {
    const phone = newPhone();
    phones.push(phone);
    core.phone.addFault({ effect: { kind: 'delay', delayMs: 0 }, to: phone });
    core.phone.inbound({ from: phone, text: 'How much is a crown?' });
    await core.phone.idle();
    await core.phone.refuseConnections(2_500);
    const { reply } = await replyOf(phone, ['SENT', 'DELIVERED', 'READ']);
    expect(sendsTo(phone).map(send => send.bizOpaqueCallbackData)).toEqual([reply.id]);
    expect(reply.attempts).toBe(2);
  });
});

describe('after all of it', () => {
  it('no customer got anything twice', () => {
    const everything = core.phone.ledger.sends();
    const ids = everything.map(send => send.bizOpaqueCallbackData);
    expect(ids.every(Boolean)).toBe(true);
    expect(new Set(ids).size).toBe(ids.length);
    expect(phones.length).toBeGreaterThan(15);
    for (const phone of phones) {
      const texts = sendsTo(phone).map(send => send.text);
      expect(new Set(texts).size, `texts to ${phone}`).toBe(texts.length);
    }
  });
});
