/** Who owns a conversation decides what leaves it (promise 4): the oracle is the simulator's own ledger. */
import { randomUUID } from 'node:crypto';
import { Context } from '@temporalio/activity';
import { and, eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAuth } from '../../api/auth/auth.ts';
import { modeEndpoint, releaseEndpoint, takeoverEndpoint } from '../../api/conversations/ownership.ts';
import { approveEndpoint } from '../../api/drafts/endpoints.ts';
import { ApiError, type ApiServices, type Caller } from '../../api/endpoint.ts';
import { takeOver } from '../../db/conversation/ownership.ts';
import { messages } from '../../db/message/table.ts';
import { playbooks, playbookVersions } from '../../db/playbook/table.ts';
import { conversationWorkflowId } from '../../workflows/conversation/ids.ts';
import { type Core, startCore, until } from '../support/core.ts';
import { useDatabase } from '../support/postgres.ts';
import { sized } from '../support/size.ts';
import { useTemporal } from '../support/temporal.ts';
import {
  allQuiet,
  workflowAtRest as atRest,
  conversationOf,
  createGate,
  draftsOf,
  findConversation,
  messagesOf,
  newPhone,
  outboundOf,
  pause,
  quiet,
  randomOf,
  received,
} from './helpers.ts';

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
    demo: false,
    ctaSecret: () => 'of no use here',
  };
  caller = { userId: randomUUID(), memberId: randomUUID(), orgId: core.orgId, role: 'AGENT', sessionId: randomUUID() };
});
afterAll(() => core.stop());

const takeover = (id: string) =>
  takeoverEndpoint.handle({ params: { id }, query: {}, body: undefined, caller, services });
const handBack = (id: string) =>
  releaseEndpoint.handle({ params: { id }, query: {}, body: undefined, caller, services });
const mode = (id: string, owner: 'AI' | 'APPROVAL' | 'PAUSED') =>
  modeEndpoint.handle({ params: { id }, query: {}, body: { owner }, caller, services });
const approve = (id: string, version: number) =>
  approveEndpoint.handle({ params: { id }, query: {}, body: { version }, caller, services });

/** New conversations get a version of the playbook that makes one model call a turn: the race needs only its end. */
const useSimplePlaybook = () =>
  core.db.withOrg(core.orgId, async tx => {
    const [version] = await tx.select().from(playbookVersions).where(eq(playbookVersions.orgId, core.orgId));
    if (!version) throw new Error('the demo organization has no playbook');
    await tx
      .insert(playbookVersions)
      .values({ ...version, version: 2, config: { ...version.config, mode: 'SIMPLE_PROMPT' } });
    await tx.update(playbooks).set({ currentVersion: 2 }).where(eq(playbooks.orgId, core.orgId));
  });

const workflowAtRest = (conversationId: string) => atRest(core, conversationId);

describe('a takeover', () => {
  it('E-MODE-3: after the text was written: it becomes a suggestion and never leaves', async () => {
    const phone = newPhone();
    const before = gate.hold('send.before_claim');
    core.phone.inbound({ from: phone, text: 'How much is a crown?' });
    await before.reached;
    const { id } = await conversationOf(core, phone);
    const taken = await takeover(id);
    before.release();
    expect(taken.suggestion).toMatchObject({
      kind: 'SUGGESTION',
      state: 'PENDING',
      text: expect.stringContaining('$950'),
    });
    await workflowAtRest(id);
    expect(await outboundOf(core, id)).toEqual([]);
    expect(received(core, phone)).toEqual([]);
  });

  it('lists the send that was already claimed, which then arrives once', async () => {
    const phone = newPhone();
    const claimed = gate.hold('send.claimed');
    core.phone.inbound({ from: phone, text: 'How much is a filling?' });
    await claimed.reached;
    const { id } = await conversationOf(core, phone);
    const taken = await takeover(id);
    const [row] = await outboundOf(core, id);
    expect(taken.inFlight.map(message => message.id)).toEqual([row?.id]);
    claimed.release();
    await workflowAtRest(id);
    expect(core.phone.ledger.sends({ to: phone }).map(send => send.bizOpaqueCallbackData)).toEqual([row?.id]);
  });

  it('by a reply typed on the business phone silences the agent too', async () => {
    const phone = newPhone();
    const before = gate.hold('send.before_claim');
    core.phone.inbound({ from: phone, text: 'How much is a crown?' });
    await before.reached;
    core.phone.inbound({ from: phone, echo: { type: 'text', text: 'Hi, Mia here: a crown is $950.' } });
    const { id } = await until('the echo to take over', async () => {
      const row = await findConversation(core, phone);
      return row?.owner === 'HUMAN' && row;
    });
    before.release();
    await workflowAtRest(id);
    expect(received(core, phone)).toEqual([]);
    expect((await outboundOf(core, id)).map(row => [row.sender, row.fromPhone])).toEqual([['HUMAN', true]]);
  });
});

describe('a release', () => {
  it('E-MODE-1: lets the agent answer what the customer asked meanwhile, and only that', async () => {
    const phone = newPhone();
    core.phone.inbound({ from: phone, text: 'How much is a cleaning?' });
    const { id } = await quiet(core, phone);
    await takeover(id);
    core.phone.inbound({ from: phone, text: 'How much is a crown?' });
    core.phone.inbound({ from: phone, text: 'I would like to know today' });
    await until('the messages to wait for a person', async () => {
      const row = await findConversation(core, phone);
      return row?.handledThrough === 3 && row.customerWaitingAt !== null;
    });
    await pause(300);
    expect(received(core, phone)).toHaveLength(1);
    await handBack(id);
    await until('an answer', () => received(core, phone).length === 2);
    await quiet(core, phone);
    await workflowAtRest(id);
    expect(received(core, phone)).toHaveLength(2);
    expect(received(core, phone)[1]).toContain('$950');
  });

  it('does not answer again what a person answered', async () => {
    const phone = newPhone();
    core.phone.inbound({ from: phone, text: 'How much is a cleaning?' });
    const { id } = await quiet(core, phone);
    await takeover(id);
    core.phone.inbound({ from: phone, text: 'How much is a crown?' });
    await until('the message', async () => (await findConversation(core, phone))?.handledThrough === 2);
    core.phone.inbound({ from: phone, echo: { type: 'text', text: 'It is $950.' } });
    await until('the echo', async () => (await outboundOf(core, id)).length === 2);
    await handBack(id);
    await workflowAtRest(id);
    await pause(500);
    expect(received(core, phone)).toHaveLength(1);
  });

  it('right after a takeover reaches the workflow at once, also while the takeover is being told', async () => {
    const phone = newPhone();
    core.phone.inbound({ from: phone, text: 'Hello' });
    const { id } = await quiet(core, phone);
    await workflowAtRest(id);
    const telling = gate.hold('relay.before_signal');
    await takeover(id);
    await telling.reached;
    const released = await handBack(id);
    telling.release();
    await until(
      'the workflow to hear of the release',
      async () => (await core.starters.view(core.orgId, id))?.working.state.epoch === released.epoch,
      5_000,
    );
  });
});

describe('approval', () => {
  it('drafts, refuses a draft that newer messages made stale, and sends an approved one once', async () => {
    const phone = newPhone();
    core.phone.inbound({ from: phone, text: 'Hello' });
    const { id } = await quiet(core, phone);
    const greeted = received(core, phone).length;
    await mode(id, 'APPROVAL');
    core.phone.inbound({ from: phone, text: 'How much is a cleaning?' });
    const draftFor = (cursor: number) =>
      until(`a draft for message ${cursor}`, async () =>
        (await draftsOf(core, id)).find(draft => draft.state === 'PENDING' && draft.cursor === cursor),
      );
    const first = await draftFor(2);
    expect(received(core, phone)).toHaveLength(greeted);

    const thinking = gate.hold('turn.opened');
    core.phone.inbound({ from: phone, text: 'And how much is a crown?' });
    await thinking.reached;
    await expect(approve(first.id, first.version)).rejects.toMatchObject({ status: 409, code: 'stale_draft' });
    thinking.release();
    const second = await draftFor(3);
    expect((await draftsOf(core, id)).find(draft => draft.id === first.id)?.state).toBe('SUPERSEDED');

    const tries = await Promise.allSettled([approve(second.id, second.version), approve(second.id, second.version)]);
    expect(tries.filter(one => one.status === 'fulfilled')).toHaveLength(1);
    expect(tries.find(one => one.status === 'rejected')?.reason).toBeInstanceOf(ApiError);
    await until('the approved text', () => received(core, phone).length === greeted + 1);
    await workflowAtRest(id);
    expect(received(core, phone)).toHaveLength(greeted + 1);
    expect(received(core, phone).at(-1)).toContain('$950');
  });
});

describe('approval of a message that changes (A-WA-7)', () => {
  it('a draft for what was edited or deleted since is stale, and the agent drafts again from the new words', async () => {
    const phone = newPhone();
    core.phone.inbound({ from: phone, text: 'Hello' });
    const { id } = await quiet(core, phone);
    await mode(id, 'APPROVAL');
    const asked = core.phone.inbound({ from: phone, text: 'How much is a cleaning?' }).messages[0]?.id;
    const pending = async () => (await draftsOf(core, id)).find(draft => draft.state === 'PENDING');
    const first = await until('a draft', pending);
    await workflowAtRest(id);
    const body = { type: 'text', text: { body: 'How much is a crown?' } };
    core.phone.inbound({ from: phone, type: 'edit', edit: { original_message_id: asked, message: body } });
    await until('the draft to be stale', async () =>
      (await draftsOf(core, id)).some(draft => draft.state === 'SUPERSEDED'),
    );
    await expect(approve(first.id, first.version)).rejects.toMatchObject({ status: 409, code: 'stale_draft' });
    const second = await until('another draft', pending);
    expect(second.id).not.toBe(first.id);
    await workflowAtRest(id);
    await approve(second.id, second.version);
    await until('the approved text', () => received(core, phone).at(-1)?.includes('$950'));
    // What has been sent is sent: an edit afterwards changes no draft and brings no second answer.
    await quiet(core, phone);
    const answers = received(core, phone).length;
    core.phone.inbound({
      from: phone,
      type: 'edit',
      edit: { original_message_id: asked, message: { type: 'text', text: { body: 'And whitening?' } } },
    });
    await until('the edit', async () =>
      (await messagesOf(core, id)).some(message => message.text === 'And whitening?'),
    );
    await workflowAtRest(id);
    expect(received(core, phone)).toHaveLength(answers);
    expect(await pending()).toBeUndefined();
  });
});

describe('the view of a run that still loads', () => {
  it('is nothing yet, and no error', async () => {
    const phone = newPhone();
    core.phone.inbound({ from: phone, text: 'Hello' });
    const { id, orgId } = await quiet(core, phone);
    await workflowAtRest(id);
    await core.client.workflow.getHandle(conversationWorkflowId(orgId, id)).terminate('the test needs a new run');
    let release: () => void = () => undefined;
    const held = new Promise<void>(resolve => {
      release = resolve;
    });
    let locked: () => void = () => undefined;
    const isLocked = new Promise<void>(resolve => {
      locked = resolve;
    });
    const holding = core.db.withOrg(orgId, async tx => {
      await tx.execute(sql`select 1 from conversations where id = ${id} for update`);
      locked();
      await held;
    });
    await isLocked;
    await core.starters.tell({ orgId, conversationId: id, kind: 'changed', payload: {} }, 'whatsapp');
    expect(await core.starters.view(orgId, id)).toBeNull();
    release();
    await holding;
    await until('the view', async () => (await core.starters.view(orgId, id))?.doing === 'waiting');
  });
});

describe('a takeover racing the claim', () => {
  const AT_ONCE = 24;
  const TRIALS = sized(5, 42) * AT_ONCE;

  it(
    `${TRIALS} times with random delays: no agent message is claimed after its commit`,
    async () => {
      await useSimplePlaybook();
      const random = randomOf(20_261);
      const delay = (upToMs: number) => pause(Math.floor(random() * upToMs));
      const trials = new Map<string, Promise<{ atCommit: string[]; inFlight: string[]; sentBefore: string[] }>>();
      const take = async (conversationId: string, phone: string) => {
        await delay(40);
        const result = await core.db.withOrg(core.orgId, async tx => {
          const taken = await takeOver(tx, {
            orgId: core.orgId,
            conversationId,
            memberId: caller.memberId,
            actor: { type: 'member', id: caller.memberId },
            now: Date.now(),
          });
          const rows = await tx
            .select({ id: messages.id })
            .from(messages)
            .where(and(eq(messages.conversationId, conversationId), eq(messages.direction, 'out')));
          return { inFlight: taken?.inFlight ?? [], atCommit: rows.map(row => row.id) };
        });
        const sentBefore = core.phone.ledger.sends({ to: phone }).map(send => send.bizOpaqueCallbackData ?? '');
        return { ...result, sentBefore };
      };
      const phones = new Map<string, string>();
      let known = Promise.resolve();
      gate.every(async step => {
        if (step === 'turn.opened') await known;
        if (
          !['decide.stored', 'send.before_claim', 'send.claimed', 'send.before_http', 'send.after_http'].includes(step)
        )
          return;
        const conversationId = Context.current().info.workflowExecution?.workflowId.split('/').at(-1) ?? '';
        const phone = phones.get(conversationId);
        if (phone && !trials.has(conversationId) && (step === 'send.claimed' || random() < 0.4))
          trials.set(conversationId, take(conversationId, phone));
        await delay(25);
      });

      for (let started = 0; started < TRIALS; started += AT_ONCE) {
        const group = Array.from({ length: AT_ONCE }, newPhone);
        // The conversation must be known by its id before its first turn decides, so the turns wait until all are.
        await core.stopDispatcher();
        core.phone.inbound(
          group.map(from => ({ from, text: 'How much is a cleaning?' })),
          'value',
        );
        await core.phone.idle();
        const held = gate.hold('intake.recorded');
        let allKnown: () => void = () => undefined;
        // What was recorded first may be told of, and answered, before the last of the round is recorded.
        known = new Promise(resolve => {
          allKnown = resolve;
        });
        core.startDispatcher();
        await held.reached;
        for (const phone of group) phones.set((await conversationOf(core, phone)).id, phone);
        held.release();
        allKnown();
        await allQuiet(core, group);
      }
      gate.every(() => Promise.resolve());

      expect(trials.size).toBe(TRIALS);
      let refused = 0;
      let caughtInFlight = 0;
      await Promise.all([...trials.keys()].map(workflowAtRest));
      for (const [conversationId, trial] of trials) {
        const { atCommit, inFlight, sentBefore } = await trial;
        const phone = phones.get(conversationId) ?? '';
        const rows = (await outboundOf(core, conversationId)).map(row => row.id);
        const sends = core.phone.ledger.sends({ to: phone }).map(send => send.bizOpaqueCallbackData ?? '');
        expect(rows, 'claimed after the takeover').toEqual(atCommit);
        expect(new Set(sends).size, 'sent twice').toBe(sends.length);
        for (const id of sends)
          expect([...sentBefore, ...inFlight], 'sent after a takeover that did not list it').toContain(id);
        if (rows.length === 0) refused++;
        if (inFlight.length > 0) caughtInFlight++;
      }
      // Both sides of the race must have happened, or the delays prove nothing.
      expect(refused).toBeGreaterThan(20);
      expect(caughtInFlight).toBeGreaterThan(20);
    },
    sized(120_000, 1_800_000),
  );
});
