/** What becomes of a question when a person closes or pauses the conversation while the agent thinks about it. */
import { randomUUID } from 'node:crypto';
import { and, eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createAuth } from '../../api/auth/auth.ts';
import { closeEndpoint, reopenEndpoint } from '../../api/conversations/lifecycle.ts';
import { modeEndpoint } from '../../api/conversations/ownership.ts';
import type { ApiServices, Caller } from '../../api/endpoint.ts';
import { escalations } from '../../db/escalation/table.ts';
import { type Core, startCore, until } from '../support/core.ts';
import { useDatabase } from '../support/postgres.ts';
import { useTemporal } from '../support/temporal.ts';
import { conversationOf, createGate, findConversation, newPhone, quiet, received, turnsOf } from './helpers.ts';

const database = useDatabase();
const temporal = useTemporal();
const gate = createGate();
let core: Core;
let services: ApiServices;
let caller: Caller;

beforeAll(async () => {
  core = await startCore({
    databaseUrl: database.url,
    temporalAddress: temporal.address,
    quietMs: 100,
    checkpoint: gate.checkpoint,
  });
  const { db, clock, media, log } = core.ports;
  const { starters, codec } = core;
  const auth = createAuth({ db, secret: Buffer.alloc(32), publicUrl: 'http://127.0.0.1', log });
  services = {
    db,
    keyring: core.keyring,
    auth,
    publicUrl: 'http://127.0.0.1',
    clock,
    media,
    log,
    starters,
    codec,
    websites: { check: async () => undefined },
    temporalPath: null,
    temporalNamespace: 'default',
    phoneUrl: null,
    ctaSecret: () => 'of no use here',
    demo: false,
  };
  caller = { userId: randomUUID(), memberId: randomUUID(), orgId: core.orgId, role: 'AGENT', sessionId: randomUUID() };
});
afterAll(() => core.stop());

const close = (id: string) => closeEndpoint.handle({ params: { id }, query: {}, body: undefined, caller, services });
const reopen = (id: string) => reopenEndpoint.handle({ params: { id }, query: {}, body: undefined, caller, services });
const mode = (id: string, owner: 'AI' | 'APPROVAL' | 'PAUSED') =>
  modeEndpoint.handle({ params: { id }, query: {}, body: { owner }, caller, services });

const escalationsOf = (conversationId: string) =>
  core.db.withOrg(core.orgId, tx =>
    tx
      .select({ reasons: escalations.reasons, state: escalations.state })
      .from(escalations)
      .where(and(eq(escalations.orgId, core.orgId), eq(escalations.conversationId, conversationId))),
  );

const atRest = (id: string) =>
  until('the workflow to wait', async () => {
    const view = await core.starters.view(core.orgId, id).catch(() => null);
    return view?.doing === 'waiting' && view;
  });

/** A customer asks, and the agent is stopped where a person may step in: the answer is decided and not claimed. */
async function asked(text: string) {
  const phone = newPhone();
  const decided = gate.hold('send.before_claim');
  core.phone.inbound({ from: phone, text });
  await decided.reached;
  const { id } = await conversationOf(core, phone);
  return { phone, id, decided };
}

it('a conversation that is closed in the middle of a turn stays closed: nothing is sent, and no failure is made of it', async () => {
  const { phone, id, decided } = await asked('How much is a cleaning?');
  await close(id);
  decided.release();
  await quiet(core, phone);
  await atRest(id);
  expect(await escalationsOf(id)).toEqual([]);
  expect(received(core, phone)).toEqual([]);
  const conversation = await findConversation(core, phone);
  expect(conversation).toMatchObject({ handledThrough: 1, activity: 'IDLE' });
  expect(conversation?.closedAt).not.toBeNull();
  expect((await turnsOf(core, id)).map(turn => turn.refusal)).toEqual(['EPOCH']);
});

it('a close that is taken back leaves nobody waiting: the question is answered', async () => {
  const { phone, id, decided } = await asked('How much is a crown?');
  await close(id);
  decided.release();
  await quiet(core, phone);
  await reopen(id);
  await until('the answer', () => received(core, phone).some(text => text.includes('$950')));
  await quiet(core, phone);
  expect(await escalationsOf(id)).toEqual([]);
});

it('a question that a pause in the middle of a turn cut off is answered once when the agent answers again', async () => {
  const { phone, id, decided } = await asked('How much is a crown?');
  await mode(id, 'PAUSED');
  decided.release();
  await quiet(core, phone);
  core.phone.inbound({ from: phone, text: 'I mean a porcelain one' });
  await until('the second message', async () => (await findConversation(core, phone))?.lastInboundNumber === 2);
  await quiet(core, phone);
  await atRest(id);
  expect(received(core, phone)).toEqual([]);

  await mode(id, 'AI');
  await until('the answer', () => received(core, phone).some(text => text.includes('$950')));
  await quiet(core, phone);
  await atRest(id);
  const answers = received(core, phone).length;
  // What is answered stays answered.
  await mode(id, 'PAUSED');
  await mode(id, 'AI');
  await quiet(core, phone);
  await atRest(id);
  expect(received(core, phone)).toHaveLength(answers);
});
