/**
 * What only the claim can refuse (promise 4): the turn was decided, or its reply waits for the provider, when the owner, the
 * epoch or the conversation changes. Nothing stops it on its way but the check at the claim. The oracle is the simulator's own ledger.
 */
import { and, eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { conversations } from '../../db/conversation/table.ts';
import { type Core, startCore, until } from '../support/core.ts';
import { useDatabase } from '../support/postgres.ts';
import { useTemporal } from '../support/temporal.ts';
import {
  conversationOf,
  createGate,
  findConversation,
  type MessageRow,
  newPhone,
  outboundOf,
  pause,
  quiet,
  turnsOf,
  workflowAtRest,
} from './helpers.ts';
import { OPERATOR_KEY, type Operator, startOperator } from './operator.ts';

const database = useDatabase();
const temporal = useTemporal();
const gate = createGate();
let core: Core;
let operator: Operator;

beforeAll(async () => {
  core = await startCore({
    databaseUrl: database.url,
    temporalAddress: temporal.address,
    quietMs: 50,
    checkpoint: gate.checkpoint,
    masterKey: OPERATOR_KEY,
  });
  operator = await startOperator(core, database.url);
});
afterAll(async () => {
  await operator?.stop();
  await core?.stop();
});

const accepted = (phone: string) => core.phone.ledger.sends({ to: phone }).map(send => send.bizOpaqueCallbackData);
const refused = (phone: string) =>
  core.phone.ledger.refused().filter(each => each.to.replace('+', '') === phone.slice(1));
const endsOf = async (id: string) => (await turnsOf(core, id)).map(turn => [turn.outcome, turn.refusal]);
const did = async (path: string, body: object = {}) =>
  expect(await operator.act(path, body)).toMatchObject({ status: 200 });

describe('a reply that waits for the provider', () => {
  /** The provider refuses it for a moment (131056): it is QUEUED, and its turn has ended as SENT. */
  async function waiting(): Promise<{ phone: string; id: string; reply: MessageRow }> {
    const phone = newPhone();
    core.phone.addFault({ effect: { kind: 'error', code: 131_056 }, to: phone, type: 'text', times: 1 });
    core.phone.inbound({ from: phone, text: 'How much is a cleaning?' });
    const { id } = await conversationOf(core, phone);
    const reply = await until('the reply to wait', async () => {
      const [row] = await outboundOf(core, id);
      return row?.state === 'QUEUED' && row;
    });
    expect(refused(phone).map(each => each.code)).toEqual([131_056]);
    return { phone, id, reply };
  }
  const backoffOf = async (reply: MessageRow) => pause(Math.max(0, (reply.notBeforeAt ?? 0) - Date.now()) + 1_000);

  it('and is taken over: it ends as FAILED, for its epoch, and never leaves', async () => {
    const { phone, id, reply } = await waiting();
    await did(`/conversations/${id}/takeover`);
    await until('the reply to be refused', async () => (await outboundOf(core, id))[0]?.state !== 'QUEUED');
    await workflowAtRest(core, id);
    await backoffOf(reply);
    expect(accepted(phone)).toEqual([]);
    expect(await outboundOf(core, id)).toMatchObject([{ id: reply.id, state: 'FAILED', errorCode: 'epoch' }]);
    expect(await endsOf(id)).toEqual([['REFUSED', 'EPOCH']]);
    const row = await findConversation(core, phone);
    expect(row).toMatchObject({ owner: 'HUMAN' });
    expect(row?.customerWaitingAt, 'the customer waits for the person').not.toBeNull();
  });

  it('and is taken over and handed back: another one answers, under the new epoch', async () => {
    const { phone, id, reply } = await waiting();
    await did(`/conversations/${id}/takeover`);
    await did(`/conversations/${id}/release`);
    await until('an answer', () => accepted(phone).length > 0);
    await quiet(core, phone);
    await backoffOf(reply);
    expect(accepted(phone)).toHaveLength(1);
    expect(accepted(phone), 'the reply from before the takeover').not.toContain(reply.id);
    expect((await outboundOf(core, id))[0]).toMatchObject({ id: reply.id, state: 'FAILED', errorCode: 'epoch' });
  });
});

describe('a turn that is about to send', () => {
  async function aboutToSend(): Promise<{ phone: string; id: string; go: () => void }> {
    const phone = newPhone();
    const before = gate.hold('send.before_claim');
    core.phone.inbound({ from: phone, text: 'How much is a crown?' });
    await before.reached;
    return { phone, id: (await conversationOf(core, phone)).id, go: before.release };
  }

  it('while the agent is paused: nothing leaves', async () => {
    const { phone, id, go } = await aboutToSend();
    await did(`/conversations/${id}/mode`, { owner: 'PAUSED' });
    go();
    await quiet(core, phone);
    await workflowAtRest(core, id);
    expect(accepted(phone)).toEqual([]);
    expect(await outboundOf(core, id)).toEqual([]);
    expect(await endsOf(id)).toEqual([['REFUSED', 'EPOCH']]);
  });

  it('while the conversation is closed: nothing leaves', async () => {
    const { phone, id, go } = await aboutToSend();
    await did(`/conversations/${id}/close`);
    go();
    await quiet(core, phone);
    await workflowAtRest(core, id);
    expect(accepted(phone)).toEqual([]);
    expect(await outboundOf(core, id)).toEqual([]);
    expect((await endsOf(id))[0]).toEqual(['REFUSED', 'EPOCH']);
  });

  it('while the conversation is closed and opened again: what was decided before does not leave', async () => {
    const { phone, id, go } = await aboutToSend();
    const [before] = await turnsOf(core, id);
    await did(`/conversations/${id}/close`);
    await did(`/conversations/${id}/reopen`);
    go();
    await until('an answer', () => accepted(phone).length > 0);
    await quiet(core, phone);
    await workflowAtRest(core, id);
    expect(accepted(phone)).toHaveLength(1);
    const [reply] = await outboundOf(core, id);
    expect(reply?.turnId, 'the turn from before the close').not.toBe(before?.id);
    expect(await endsOf(id)).toEqual([
      ['REFUSED', 'EPOCH'],
      ['SENT', null],
    ]);
  });

  it('while the owner changes with no new epoch (a record mended by hand): nothing leaves', async () => {
    const { phone, id, go } = await aboutToSend();
    await core.db.withOrg(core.orgId, tx =>
      tx
        .update(conversations)
        .set({ owner: 'PAUSED' })
        .where(and(eq(conversations.orgId, core.orgId), eq(conversations.id, id))),
    );
    go();
    await until('the turn to end', async () => (await turnsOf(core, id)).every(turn => turn.outcome !== 'RUNNING'));
    await workflowAtRest(core, id);
    expect(accepted(phone)).toEqual([]);
    expect(await endsOf(id)).toEqual([['REFUSED', 'OWNER']]);
  });
});
