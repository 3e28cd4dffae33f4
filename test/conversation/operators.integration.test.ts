/**
 * What operators do, through the api as the admin UI asks it, each with what it comes to in the record, in the workflow and on
 * the customer's phone (the simulator's own ledger), and each clicked twice at the same moment.
 */
import { and, eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { timeline } from '../../db/audit/table.ts';
import { leads } from '../../db/contact/table.ts';
import { type Core, startCore, until } from '../support/core.ts';
import { useDatabase } from '../support/postgres.ts';
import { useTemporal } from '../support/temporal.ts';
import {
  conversationOf,
  draftsOf,
  findConversation,
  type MessageRow,
  newPhone,
  outboundOf,
  pause,
  quiet,
  received,
  turnsOf,
  workflowAtRest,
} from './helpers.ts';
import { OPERATOR_KEY, type Operator, startOperator } from './operator.ts';

const database = useDatabase();
const temporal = useTemporal();
/** At any hour of the day the next two things due are follow-ups: all of them come before engagement changes (6 h). */
const LADDER = [2, 4, 5].map(hours => ({
  base: 'after_last_message',
  offsetMs: hours * 3_600_000,
  message: 'soft_ping',
  template: null,
}));
let core: Core;
let operator: Operator;

beforeAll(async () => {
  core = await startCore({
    databaseUrl: database.url,
    temporalAddress: temporal.address,
    quietMs: 50,
    playbook: { followUp: { preset: 'custom', ladder: LADDER, contactHours: { from: 0, to: 24 } } },
    sendTimeoutMs: 1_000,
    masterKey: OPERATOR_KEY,
  });
  operator = await startOperator(core, database.url);
});
afterAll(async () => {
  await operator?.stop();
  await core?.stop();
});
beforeEach(() => core.phone.setBehaviour({ statusMode: 'normal' }));

const conflict = (code: string) => ({ status: 409, body: { code } });
const sendIds = (phone: string) => core.phone.ledger.sends({ to: phone }).map(send => send.bizOpaqueCallbackData);

/** A customer who asked something and was answered; the run waits for the follow-up. */
async function answered(): Promise<{ phone: string; id: string }> {
  const phone = newPhone();
  core.phone.inbound({ from: phone, text: 'How much is a cleaning?' });
  const { id } = await quiet(core, phone);
  await workflowAtRest(core, id);
  expect(received(core, phone)).toHaveLength(1);
  return { phone, id };
}

/** The workflow has heard of the record's epoch, and waits. */
const told = (phone: string) =>
  until('the workflow to hear of it', async () => {
    const row = await findConversation(core, phone);
    const view = row && (await core.starters.view(core.orgId, row.id));
    return view?.doing === 'waiting' && view.working.state.epoch === row?.ownerEpoch && view;
  });

describe('a draft', () => {
  async function drafted(): Promise<{ phone: string; id: string; draft: { id: string; version: number } }> {
    const { phone, id } = await answered();
    expect(await operator.twice(`/conversations/${id}/mode`, { owner: 'APPROVAL' })).toEqual([200, 200]);
    core.phone.inbound({ from: phone, text: 'How much is a crown?' });
    const draft = await until('a draft', async () => (await draftsOf(core, id)).find(each => each.state === 'PENDING'));
    await workflowAtRest(core, id);
    return { phone, id, draft };
  }

  it('that is rejected never leaves, and cannot be approved any more', async () => {
    const { phone, id, draft } = await drafted();
    const { version } = draft;
    expect(await operator.twice(`/drafts/${draft.id}/reject`, { version })).toEqual([200, 409]);
    expect(await operator.act(`/drafts/${draft.id}/approve`, { version })).toMatchObject(conflict('stale_draft'));
    const rows = await draftsOf(core, id);
    expect(rows.find(each => each.id === draft.id)).toMatchObject({ state: 'REJECTED' });
    expect(rows.filter(each => each.state === 'PENDING')).toEqual([]);
    await workflowAtRest(core, id);
    await pause(300);
    expect(received(core, phone)).toHaveLength(1);
    expect(await outboundOf(core, id)).toHaveLength(1);
  });

  it('that is approved twice leaves once', async () => {
    const { phone, id, draft } = await drafted();
    const { version } = draft;
    expect(await operator.twice(`/drafts/${draft.id}/approve`, { version })).toEqual([200, 409]);
    expect(await operator.act(`/drafts/${draft.id}/reject`, { version })).toMatchObject(conflict('stale_draft'));
    await until('the text', () => received(core, phone).length === 2);
    await quiet(core, phone);
    expect(sendIds(phone)).toEqual((await outboundOf(core, id)).map(row => row.id));
    expect(received(core, phone)).toHaveLength(2);
  });
});

describe('the next follow-up', () => {
  it('A-FOLLOW-7: is skipped: it does not go out, and the workflow waits for the one after it', async () => {
    const { phone, id } = await answered();
    expect(await findConversation(core, phone)).toMatchObject({ nextDueKind: 'FOLLOW_UP', nextDueStep: 0 });
    expect(await operator.twice(`/conversations/${id}/due/skip`, { step: 1 })).toEqual([200, 409]);
    expect(await findConversation(core, phone)).toMatchObject({ followUpStep: 1, nextDueStep: 1 });
    const view = await until('the workflow to hear of it', async () => {
      const seen = await core.starters.view(core.orgId, id);
      return seen?.doing === 'waiting' && seen.next?.step === 1 && seen;
    });
    expect(view.next?.kind).toBe('FOLLOW_UP');
    const notes = await core.db.withOrg(core.orgId, tx =>
      tx
        .select()
        .from(timeline)
        .where(and(eq(timeline.orgId, core.orgId), eq(timeline.conversationId, id), eq(timeline.kind, 'FOLLOW_UP'))),
    );
    expect(notes.map(note => note.outcome)).toEqual(['skipped:by_person']);
    expect(received(core, phone)).toHaveLength(1);
  });

  it('A-FOLLOW-7: is run now: clicked twice it goes out once', async () => {
    const { phone, id } = await answered();
    expect(await operator.twice(`/conversations/${id}/due/run`, { step: 1 })).toEqual([200, 200]);
    await until('the follow-up', () => received(core, phone).length === 2);
    await quiet(core, phone);
    await workflowAtRest(core, id);
    await pause(300);
    expect(received(core, phone)).toHaveLength(2);
    expect(await findConversation(core, phone)).toMatchObject({ followUpStep: 1, nextDueStep: 1 });
    expect((await turnsOf(core, id)).filter(turn => turn.trigger !== 'inbound')).toHaveLength(1);
    expect(await operator.act(`/conversations/${id}/due/run`, { step: 1 })).toMatchObject(conflict('nothing_due'));
  });

  it('of a conversation that a person has cannot be skipped or run', async () => {
    const { phone, id } = await answered();
    expect(await operator.twice(`/conversations/${id}/takeover`)).toEqual([200, 200]);
    await told(phone);
    for (const act of ['skip', 'run'])
      expect(await operator.act(`/conversations/${id}/due/${act}`)).toMatchObject(conflict('nothing_due'));
    expect(received(core, phone)).toHaveLength(1);
  });
});

describe('a send of which nobody knows what became', () => {
  async function unknown(accepted: boolean): Promise<{ phone: string; id: string; reply: MessageRow }> {
    const phone = newPhone();
    core.phone.setBehaviour({ statusMode: 'none' });
    const effect = { kind: accepted ? ('accept_then_reset' as const) : ('reset' as const) };
    core.phone.addFault({ effect, to: phone, type: 'text', times: 1 });
    core.phone.inbound({ from: phone, text: 'How much is a cleaning?' });
    const { id } = await conversationOf(core, phone);
    const reply = await until('the send to be UNKNOWN', async () => {
      const [row] = await outboundOf(core, id);
      return row?.state === 'UNKNOWN' && row;
    });
    await workflowAtRest(core, id);
    return { phone, id, reply };
  }

  it('"It arrived": it is SENT by a person\'s word, and nothing leaves again', async () => {
    const { phone, id, reply } = await unknown(true);
    expect(await operator.twice(`/messages/${reply.id}/settle`, { outcome: 'arrived' })).toEqual([200, 409]);
    expect(await operator.act(`/messages/${reply.id}/settle`, { outcome: 'send_again' })).toMatchObject(
      conflict('already_settled'),
    );
    await workflowAtRest(core, id);
    await pause(300);
    expect(await outboundOf(core, id)).toMatchObject([{ id: reply.id, state: 'SENT', settledBy: 'person' }]);
    expect(sendIds(phone)).toEqual([reply.id]);
  });

  it('"Send again": a new message that names the first leaves once, the first never again', async () => {
    const { phone, id, reply } = await unknown(false);
    expect(await operator.twice(`/messages/${reply.id}/settle`, { outcome: 'send_again' })).toEqual([200, 409]);
    await until('the second to be accepted', () => sendIds(phone).length > 0);
    await quiet(core, phone);
    await workflowAtRest(core, id);
    const [first, second, ...more] = await outboundOf(core, id);
    expect(more).toEqual([]);
    expect(first).toMatchObject({ id: reply.id, state: 'FAILED', settledBy: 'person' });
    expect(second).toMatchObject({ resendOfId: reply.id, text: reply.text, state: 'SENT' });
    expect(sendIds(phone)).toEqual([second?.id]);
  });
});

describe('a conversation', () => {
  it('that is closed has no plan any more, until the customer writes again', async () => {
    const { phone, id } = await answered();
    expect(await operator.twice(`/conversations/${id}/close`, { outcome: 'LOST' })).toEqual([200, 200]);
    const row = await findConversation(core, phone);
    expect(row).toMatchObject({ stage: 'CLOSED_LOST', closedAt: expect.any(Number) });
    const [lead] = await core.db.withOrg(core.orgId, tx =>
      tx
        .select()
        .from(leads)
        .where(and(eq(leads.orgId, core.orgId), eq(leads.contactId, row?.contactId ?? ''))),
    );
    expect(lead).toMatchObject({ status: 'LOST', statusSetByPerson: true });
    const view = await told(phone);
    expect(view.working.state.closed).toBe(true);
    expect(view.next?.kind).not.toBe('FOLLOW_UP');
    for (const act of ['skip', 'run'])
      expect(await operator.act(`/conversations/${id}/due/${act}`)).toMatchObject(conflict('nothing_due'));
    expect(received(core, phone)).toHaveLength(1);
    core.phone.inbound({ from: phone, text: 'How much is a crown?' });
    await until('the answer', () => received(core, phone).length === 2);
    expect(await quiet(core, phone)).toMatchObject({ id, closedAt: null });
  });

  it('that is opened again is told to the workflow, once', async () => {
    const { phone, id } = await answered();
    await operator.act(`/conversations/${id}/close`);
    const closed = await findConversation(core, phone);
    expect(await operator.twice(`/conversations/${id}/reopen`)).toEqual([200, 200]);
    expect(await findConversation(core, phone)).toMatchObject({
      closedAt: null,
      ownerEpoch: (closed?.ownerEpoch ?? 0) + 1,
    });
    expect((await told(phone)).working.state.closed).toBe(false);
    expect(received(core, phone)).toHaveLength(1);
  });

  it('whose agent is paused gets no answer, and gets one again when the agent may', async () => {
    const { phone, id } = await answered();
    expect(await operator.twice(`/conversations/${id}/mode`, { owner: 'PAUSED' })).toEqual([200, 200]);
    const view = await told(phone);
    expect(view.working.state.owner).toBe('PAUSED');
    core.phone.inbound({ from: phone, text: 'How much is a crown?' });
    await until('the message', async () => (await findConversation(core, phone))?.handledThrough === 2);
    await workflowAtRest(core, id);
    await pause(300);
    expect(received(core, phone)).toHaveLength(1);
    expect(await turnsOf(core, id)).toHaveLength(1);
    expect(await operator.twice(`/conversations/${id}/mode`, { owner: 'AI' })).toEqual([200, 200]);
    core.phone.inbound({ from: phone, text: 'How much is teeth whitening?' });
    await until('the answer', () => received(core, phone).length === 2);
    await quiet(core, phone);
    expect(received(core, phone)[1]).toContain('$350');
  });
});
