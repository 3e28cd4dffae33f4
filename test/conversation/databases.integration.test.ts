/** The spine's own promises on each database a newcomer may run it on: the real Postgres and the embedded one. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { rawUpdates } from '../../db/intake/table.ts';
import { type Core, NUMBER, startCore, until } from '../support/core.ts';
import { DATABASE_KINDS, useDatabase } from '../support/postgres.ts';
import { useTemporal } from '../support/temporal.ts';
import {
  conversationOf,
  createGate,
  envelope,
  findConversation,
  kept,
  messagesOf,
  newPhone,
  outboundOf,
  pause,
  post,
  quiet,
  received,
  textsValue,
  turnsOf,
  workflowAtRest,
} from './helpers.ts';
import { OPERATOR_KEY, type Operator, startOperator } from './operator.ts';

const temporal = useTemporal();

describe.each(DATABASE_KINDS)('on %s', kind => {
  const database = useDatabase({ kind });
  const gate = createGate();
  const counted: [outcome: string, reason: string][] = [];
  let core: Core;
  let operator: Operator;

  beforeAll(async () => {
    core = await startCore({
      databaseUrl: database.url,
      temporalAddress: temporal.address,
      quietMs: 200,
      checkpoint: gate.checkpoint,
      count: (outcome, reason) => counted.push([outcome, reason]),
      masterKey: OPERATOR_KEY,
    });
    operator = await startOperator(core, database.url);
  });
  afterAll(async () => {
    await operator?.stop();
    await core?.stop();
  });
  beforeEach(() => {
    core.phone.resetWebhookMode();
  });

  it('a delivery of several messages: records all eight messages of two entries with two changes of two, and answers each sender once', async () => {
    const [asha, ben, cleo, dan] = [newPhone(), newPhone(), newPhone(), newPhone()];
    const texts = kept(core, [
      { from: asha, text: 'Hello' },
      { from: ben, text: 'Do you take Delta insurance?' },
      { from: cleo, text: 'How much is teeth whitening?' },
      { from: asha, text: 'How much is a crown?' },
      { from: dan, text: 'How long does a cleaning take?' },
      { from: ben, text: 'And what are your opening hours?' },
      { from: cleo, text: 'Please tell me today' },
      { from: dan, text: 'I would come by car' },
    ]);
    const entry = (four: typeof texts) => ({
      id: NUMBER.wabaId,
      changes: [four.slice(0, 2), four.slice(2)].map(two => ({ field: 'messages', value: textsValue(two) })),
    });
    const status = await post(core, {
      object: 'whatsapp_business_account',
      entry: [entry(texts.slice(0, 4)), entry(texts.slice(4))],
    });
    expect(status).toBe(200);

    const expected = new Map([
      [asha, '$950'],
      [ben, 'Delta'],
      [cleo, '$350'],
      [dan, '45 minutes'],
    ]);
    for (const [phone, words] of expected) {
      const conversation = await quiet(core, phone);
      const rows = (await messagesOf(core, conversation.id)).filter(message => message.direction === 'in');
      expect(rows.map(row => row.text)).toEqual(texts.filter(text => text.from === phone).map(text => text.text));
      expect(rows.map(row => row.number)).toEqual([1, 2]);
      expect(received(core, phone)).toHaveLength(1);
      expect(received(core, phone)[0]).toContain(words);
    }
  });

  it('the same message again: is processed once when it is delivered 20 times at once', async () => {
    const phone = newPhone();
    const before = counted.length;
    const delivery = envelope({ value: textsValue(kept(core, [{ from: phone, text: 'How much is a cleaning?' }])) });
    const statuses = await Promise.all(Array.from({ length: 20 }, () => post(core, delivery)));
    expect(statuses).toEqual(Array.from({ length: 20 }, () => 200));
    const conversation = await quiet(core, phone);
    const updates = await until('all updates to be done with', async () => {
      const rows = await core.db.withSystem(tx => tx.select().from(rawUpdates));
      return rows.every(row => row.handledAt !== null || row.parkedReason !== null) && rows;
    });
    expect(updates.filter(row => row.parkedReason !== null)).toEqual([]);
    expect(Math.max(...updates.map(row => row.attempts)), 'none failed and was tried again').toBe(1);
    // The intake itself stores one update of the twenty; what reaches the dispatcher again is tried in intake.integration.
    const outcomes = counted.slice(before).filter(([, reason]) => reason === 'message');
    expect(outcomes.map(([outcome]) => outcome)).toEqual(['recorded']);
    expect((await messagesOf(core, conversation.id)).filter(row => row.direction === 'in')).toHaveLength(1);
    expect(received(core, phone)).toHaveLength(1);
  });

  it('a takeover during a model call: nothing is claimed after it', async () => {
    const phone = newPhone();
    core.model.faults.set({ mode: 'slow', role: 'written', times: 1, params: { ms: 1_500 } });
    const before = gate.hold('decide.before_write');
    core.phone.inbound({ from: phone, text: 'How much is a cleaning?' });
    await before.reached;
    before.release();
    await pause(150);
    const { id } = await conversationOf(core, phone);
    const taken = await operator.act(`/conversations/${id}/takeover`);
    expect(taken.body).toMatchObject({ owner: 'HUMAN', inFlight: [], suggestion: null });
    await workflowAtRest(core, id);
    await pause(1_700);
    expect(await outboundOf(core, id)).toEqual([]);
    expect(received(core, phone)).toEqual([]);
    expect((await turnsOf(core, id)).map(turn => turn.outcome)).toEqual(['REFUSED']);
    expect(await findConversation(core, phone)).toMatchObject({ owner: 'HUMAN', handledThrough: 1 });
  });
});
