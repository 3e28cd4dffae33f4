/** Flows through the real pipeline (B-ROUTE-1 step 4, B-FLOW-1 … B-FLOW-12), on each database a newcomer may run. */
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mustBeSound } from '../../api/flows/check.ts';
import { SYSTEM } from '../../db/audit/queries.ts';
import { release, takeOver } from '../../db/conversation/ownership.ts';
import { escalations } from '../../db/escalation/table.ts';
import { beginRun, stopRun } from '../../db/flow/begin.ts';
import { findFlow } from '../../db/flow/queries.ts';
import { activeFlows } from '../../db/flow/runs.ts';
import { addLabel, labelNamed, labelsOf } from '../../db/label/queries.ts';
import {
  conversationOf,
  createGate,
  draftsOf,
  findConversation,
  newPhone,
  outboundOf,
  quiet,
  received,
  turnsOf,
  workflowAtRest,
} from '../conversation/helpers.ts';
import { type Core, startCore, until } from '../support/core.ts';
import { DATABASE_KINDS, useDatabase } from '../support/postgres.ts';
import { long } from '../support/size.ts';
import { useTemporal } from '../support/temporal.ts';
import { startSite, type TestSite } from '../support/website.ts';
import { addFlow, changeGraph, graphOf, runsIn, switchOff } from './helpers.ts';

const temporal = useTemporal();
const RULE = 'Parking is behind the building.';
const keyword = (...patterns: string[]) => ({ type: 'KEYWORD', patterns });

/** The record's own suites run on both kinds of database in `npm test`; this one does in the long form. */
describe.each(long ? DATABASE_KINDS : DATABASE_KINDS.slice(0, 1))('flows on %s', kind => {
  const database = useDatabase({ kind });
  const gate = createGate();
  let core: Core;
  let site: TestSite;

  beforeAll(async () => {
    site = await startSite();
    core = await startCore({
      databaseUrl: database.url,
      temporalAddress: temporal.address,
      quietMs: 50,
      checkpoint: gate.checkpoint,
      websites: [site.url],
      playbook: { keywordRules: [{ name: 'parking', patterns: ['parking'], reply: RULE }] },
    });
  });
  afterAll(async () => {
    await core?.stop();
    await site?.stop();
  });

  async function say(phone: string, text: string) {
    const before = (await findConversation(core, phone))?.lastInboundNumber ?? 0;
    core.phone.inbound({ from: phone, text });
    await until('the message', async () => ((await findConversation(core, phone))?.lastInboundNumber ?? 0) > before);
    return rest(phone);
  }
  async function rest(phone: string) {
    await quiet(core, phone, 30_000);
    await workflowAtRest(core, (await conversationOf(core, phone)).id);
    return quiet(core, phone, 30_000);
  }
  const runIn = async (conversationId: string) => (await runsIn(core, conversationId)).at(-1);
  const modelled = async (turnId: string | undefined) => {
    const { rows } = await core.db.withOrg(core.orgId, tx =>
      tx.execute(sql`select step from turn_steps where turn_id = ${turnId} and model is not null`),
    );
    return rows.length;
  };

  it('B-ROUTE-1, B-FLOW-5, B-FLOW-9: a keyword begins the flow; its question’s answer reaches it before a keyword rule does, a webhook is asked once, and no model is', async () => {
    const calls: { body: string; key: string | undefined }[] = [];
    site.set('/book', (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const key = request.headers['idempotency-key'];
        calls.push({ body: Buffer.concat(chunks).toString(), key: Array.isArray(key) ? key[0] : key });
        response.end('9:30');
      });
    });
    const id = await addFlow(
      core,
      `booking ${kind}`,
      keyword('book a visit'),
      graphOf([
        { id: 'hi', type: 'message', text: 'Happy to.' },
        { id: 'day', type: 'question', text: 'Which day?', buttons: ['Monday', 'Friday'], variable: 'day' },
        { id: 'ask', type: 'webhook', url: `${site.url}/book`, body: '{"day":"{{day}}"}', saveResponseTo: 'slot' },
        { id: 'done', type: 'message', text: '{{day}}: we have {{slot}}.' },
        { id: 'end', type: 'end' },
      ]),
    );
    const phone = newPhone();
    const row = await say(phone, 'Can I book a visit?');
    expect((await outboundOf(core, row.id)).map(message => message.outbound)).toEqual([
      {
        kind: 'buttons',
        text: 'Happy to.\n\nWhich day?',
        buttons: [
          { id: 'flow:day:1', title: 'Monday' },
          { id: 'flow:day:2', title: 'Friday' },
        ],
      },
    ]);
    expect(await runIn(row.id)).toMatchObject({
      state: 'RUNNING',
      nodeId: 'day',
      wait: { for: 'answer', until: null },
    });

    // The keyword rule of the playbook would take this, were no flow waiting.
    await say(phone, 'Parking day');
    expect((await outboundOf(core, row.id)).at(-1)?.text).toBe('Parking day: we have 9:30.');
    expect(await runIn(row.id)).toMatchObject({
      state: 'COMPLETED',
      endReason: 'completed',
      variables: { day: 'Parking day', slot: '9:30' },
      wait: null,
    });
    expect(calls).toEqual([{ body: '{"day":"Parking day"}', key: expect.stringMatching(/^[0-9a-f-]{36}$/) }]);
    for (const turn of await turnsOf(core, row.id)) expect(await modelled(turn.id)).toBe(0);
    const flow = await core.db.withOrg(core.orgId, tx => findFlow(tx, { orgId: core.orgId, id }));
    expect(flow).toMatchObject({ entered: 1, completed: 1, running: 0, lastRunAt: expect.any(Number) });

    await say(phone, 'Parking?');
    expect((await outboundOf(core, row.id)).at(-1)?.text).toBe(RULE);
    // Sends went through the ledger, one HTTP attempt each.
    expect(received(core, phone)).toHaveLength(3);
  }, 60_000);

  it('B-FLOW-9, B-SEC-4: a webhook to an inner address is refused, and the run goes on without its answer', async () => {
    await addFlow(
      core,
      `inner ${kind}`,
      keyword('metadata'),
      graphOf([
        { id: 'ask', type: 'webhook', url: 'http://169.254.169.254/latest/', method: 'GET', saveResponseTo: 'said' },
        { id: 'done', type: 'message', text: 'It said “{{said}}”.' },
        { id: 'end', type: 'end' },
      ]),
    );
    const phone = newPhone();
    const row = await say(phone, 'metadata');
    expect((await outboundOf(core, row.id)).map(message => message.text)).toEqual(['It said “”.']);
    const { rows } = await core.db.withOrg(core.orgId, tx =>
      tx.execute<{ result: { outcome: string } }>(
        sql`select result from turn_steps s join turns t on t.org_id = s.org_id and t.id = s.turn_id where t.conversation_id = ${row.id} and step like 'flow_call%'`,
      ),
    );
    expect(rows[0]?.result.outcome).toContain('may not be reached');
  }, 60_000);

  it('B-FLOW-6, B-FLOW-4: the agent answers for an ai node; what comes after it is a message of its own, by itself', async () => {
    await addFlow(
      core,
      `agent ${kind}`,
      keyword('prices'),
      graphOf([
        { id: 'ai', type: 'ai', instructions: 'Name the price.' },
        { id: 'more', type: 'message', text: 'Shall we book you in?' },
        { id: 'end', type: 'end' },
      ]),
    );
    const phone = newPhone();
    const { id } = await say(phone, 'Prices: how much is a cleaning?');
    await until('the second message', async () => (await outboundOf(core, id)).length === 2);
    await rest(phone);
    const [first, second] = (await outboundOf(core, id)).map(message => message.text);
    expect(first).toContain('$120');
    expect(second).toBe('Shall we book you in?');
    expect((await turnsOf(core, id)).map(turn => [turn.trigger, turn.outcome])).toEqual([
      ['inbound', 'SENT'],
      ['flow turn', 'SENT'],
    ]);
    expect(await runIn(id)).toMatchObject({ state: 'COMPLETED' });
  }, 60_000);

  it('B-FLOW-12: a takeover stops the run where it stands; the flow is not heard of again, also after the release', async () => {
    await addFlow(
      core,
      `stopped ${kind}`,
      keyword('survey'),
      graphOf([
        { id: 'ask', type: 'question', text: 'How was it?', variable: 'how' },
        { id: 'thanks', type: 'message', text: 'Thank you for {{how}}.' },
        { id: 'end', type: 'end' },
      ]),
    );
    const phone = newPhone();
    const { id } = await say(phone, 'survey');
    const { orgId } = core;
    await core.db.withOrg(orgId, tx =>
      takeOver(tx, { orgId, conversationId: id, memberId: null, actor: SYSTEM, now: Date.now() }),
    );
    expect(await runIn(id)).toMatchObject({ state: 'STOPPED', endReason: 'takeover', nodeId: 'ask', wait: null });
    expect(await conversationOf(core, phone)).toMatchObject({ flowRunId: null, flowDueAt: null });
    await say(phone, 'Great');
    expect(await outboundOf(core, id)).toHaveLength(1);
    await core.db.withOrg(orgId, tx =>
      release(tx, { orgId, conversationId: id, actor: SYSTEM, memberId: null, note: null, now: Date.now() }),
    );
    await until('the agent’s answer', async () => (await outboundOf(core, id)).length > 1);
    expect(received(core, phone).join()).not.toContain('Thank you for');
    expect(await runsIn(core, id)).toHaveLength(1);
  }, 60_000);

  it('B-FLOW-12: a takeover in the middle of the flow’s turn: nothing is claimed after it, and no run begins', async () => {
    const phone = newPhone();
    const hold = gate.hold('send.before_claim');
    core.phone.inbound({ from: phone, text: 'survey' });
    await hold.reached;
    const { id } = await conversationOf(core, phone);
    const { orgId } = core;
    await core.db.withOrg(orgId, tx =>
      takeOver(tx, { orgId, conversationId: id, memberId: null, actor: SYSTEM, now: Date.now() }),
    );
    hold.release();
    await rest(phone);
    expect(received(core, phone)).toEqual([]);
    expect(await runsIn(core, id)).toEqual([]);
  }, 60_000);

  it('B-FLOW-12: STOP stops a run', async () => {
    const phone = newPhone();
    const { id } = await say(phone, 'survey');
    await say(phone, 'STOP');
    await until('the opt-out', async () => (await conversationOf(core, phone)).owner === 'PAUSED');
    expect(await runIn(id)).toMatchObject({ state: 'STOPPED', endReason: 'opt_out' });
  }, 60_000);

  it('B-FLOW-12: a blocked contact’s run stops with what they write next', async () => {
    const phone = newPhone();
    const { id, contactId } = await say(phone, 'survey');
    await core.db.withOrg(core.orgId, tx =>
      tx.execute(sql`update contacts set blocked = true where id = ${contactId}`),
    );
    await say(phone, 'Great');
    expect(await runIn(id)).toMatchObject({ state: 'STOPPED', endReason: 'blocked' });
    expect(await outboundOf(core, id)).toHaveLength(1);
  }, 60_000);

  it('B-FLOW-11: a question that was refused for a moment and is out of date by then was never asked: it is asked again, and no answer is made of it', async () => {
    const phone = newPhone();
    core.phone.addFault({ effect: { kind: 'error', code: 131_056 }, to: phone, type: 'text', times: 1 });
    core.phone.inbound({ from: phone, text: 'survey' });
    const { id } = await conversationOf(core, phone);
    await until('the question to wait', async () => (await outboundOf(core, id))[0]?.state === 'QUEUED');
    core.phone.inbound({ from: phone, text: 'Are you there?' });
    await until('the question', () => received(core, phone).length > 0, 30_000);
    await rest(phone);
    expect(received(core, phone)).toEqual(['How was it?']);
    expect(await runIn(id)).toMatchObject({ state: 'RUNNING', nodeId: 'ask', variables: {} });
  }, 60_000);

  it('B-ROUTE-1, B-DEC-15: in approval mode a flow’s text is a draft too', async () => {
    const phone = newPhone();
    const { id } = await say(phone, 'Hello');
    await core.db.withOrg(core.orgId, tx =>
      tx.execute(sql`update conversations set owner = 'APPROVAL' where id = ${id}`),
    );
    const sent = (await outboundOf(core, id)).length;
    await say(phone, 'survey');
    expect(await outboundOf(core, id)).toHaveLength(sent);
    expect((await draftsOf(core, id)).at(-1)?.content).toMatchObject({ kind: 'text', text: 'How was it?' });
    expect(await runIn(id)).toMatchObject({ state: 'RUNNING', nodeId: 'ask' });
  }, 60_000);

  it('B-FLOW-12: a run keeps the version it began with; the next one begins on the new', async () => {
    const graph = (thanks: string) =>
      graphOf([
        { id: 'ask', type: 'question', text: 'Colour?', variable: 'colour' },
        { id: 'thanks', type: 'message', text: `${thanks} {{colour}}.` },
        { id: 'end', type: 'end' },
      ]);
    const id = await addFlow(core, `versions ${kind}`, keyword('paint'), graph('Old'));
    const [early, late] = [newPhone(), newPhone()];
    const { id: earlyId } = await say(early, 'paint');
    await changeGraph(core, id, `versions ${kind}`, keyword('paint'), graph('New'));
    const { id: lateId } = await say(late, 'paint');
    await say(early, 'red');
    await say(late, 'blue');
    expect((await outboundOf(core, earlyId)).at(-1)?.text).toBe('Old red.');
    expect((await outboundOf(core, lateId)).at(-1)?.text).toBe('New blue.');
    await switchOff(core, id);
    await say(early, 'paint');
    expect((await runsIn(core, earlyId)).map(run => [run.version, run.state])).toEqual([[1, 'COMPLETED']]);
  }, 60_000);

  it('B-FLOW-10: assign says what comes before it and hands the conversation to a person', async () => {
    await addFlow(
      core,
      `assign ${kind}`,
      keyword('callback'),
      graphOf([
        { id: 'say', type: 'message', text: 'A colleague will call you.' },
        { id: 'person', type: 'assign' },
      ]),
    );
    const phone = newPhone();
    const { id, owner } = await say(phone, 'callback');
    expect((await outboundOf(core, id)).map(message => message.text)).toEqual(['A colleague will call you.']);
    expect(owner).toBe('HUMAN');
    expect(await runIn(id)).toMatchObject({ state: 'COMPLETED', endReason: 'assigned' });
    const open = await core.db.withOrg(core.orgId, tx =>
      tx.select().from(escalations).where(sql`conversation_id = ${id} and state = 'pending'`),
    );
    expect(open).toMatchObject([{ handsOver: 'hand_over' }]);
  }, 60_000);

  it('A-GUARD-2, B-FLOW-4: what a flow would say and may not is never said: the run fails, and people are told', async () => {
    const graph = graphOf([
      { id: 'say', type: 'message', text: 'I am a real human.' },
      { id: 'end', type: 'end' },
    ]);
    // Saving refuses it already, at its node.
    const { orgId } = core;
    await expect(core.db.withOrg(orgId, tx => mustBeSound(tx, { orgId, graph }))).rejects.toMatchObject({
      code: 'flow_invalid',
      errors: [{ path: 'graph.nodes.1' }],
    });
    await addFlow(core, `forbidden ${kind}`, keyword('human check'), graph);
    const phone = newPhone();
    const { id } = await say(phone, 'human check');
    expect(received(core, phone).join()).not.toContain('real human');
    expect(await runIn(id)).toMatchObject({ state: 'FAILED', endReason: 'guardrail' });
  }, 60_000);

  it('B-FLOW-2 API: a run begun from outside writes first; a second one is refused while it runs; a person stops it', async () => {
    await addFlow(
      core,
      `api ${kind}`,
      { type: 'API' },
      graphOf([
        { id: 'ask', type: 'question', text: 'Your order is ready. When do you come?', variable: 'when' },
        { id: 'end', type: 'end' },
      ]),
    );
    const phone = newPhone();
    const { id: conversationId } = await say(phone, 'Hello');
    const { orgId } = core;
    const begin = () =>
      core.db.withOrg(orgId, async tx => {
        const flow = (await activeFlows(tx, { orgId })).find(({ trigger }) => trigger.type === 'API');
        if (!flow) throw new Error('no flow');
        return beginRun(tx, { orgId, conversationId, flow, now: Date.now() });
      });
    const begun = await begin();
    expect(begun).toEqual({ runId: expect.any(String) });
    await until('the flow’s message', async () =>
      (await outboundOf(core, conversationId)).some(message => message.text?.startsWith('Your order')),
    );
    await rest(phone);
    expect(await begin()).toBe('busy');
    const { runId } = begun as { runId: string };
    await core.db.withOrg(orgId, tx => stopRun(tx, { orgId, conversationId, runId, now: Date.now() }));
    expect(await runIn(conversationId)).toMatchObject({ state: 'STOPPED', endReason: 'by_person' });
    await say(phone, 'parking?');
    expect((await outboundOf(core, conversationId)).at(-1)?.text).toBe(RULE);
    await core.db.withOrg(orgId, tx =>
      takeOver(tx, { orgId, conversationId, memberId: null, actor: SYSTEM, now: Date.now() }),
    );
    expect(await begin()).toBe('not_agents');
  }, 60_000);

  it('B-FLOW-2 LABEL_ADDED, B-FLOW-8 tag, B-FLOW-7: a label that is added begins the flow; the flow adds, asks for and removes labels', async () => {
    await addFlow(
      core,
      `label ${kind}`,
      { type: 'LABEL_ADDED', label: 'VIP' },
      graphOf(
        [
          { id: 'seen', type: 'tag', label: 'greeted' },
          { id: 'less', type: 'tag', action: 'remove', label: 'vip' },
          {
            id: 'which',
            type: 'condition',
            conditions: [{ field: 'contact.label', operator: 'equals', value: 'vip', branch: 'yes' }],
            defaultBranch: 'no',
          },
          { id: 'yes', type: 'message', text: 'Welcome to our regulars.' },
          { id: 'no', type: 'message', text: 'Hello.' },
          { id: 'end', type: 'end' },
        ],
        [['yes', 'end']],
      ),
    );
    const phone = newPhone();
    const { id, contactId } = await say(phone, 'Hello');
    const { orgId } = core;
    const label = (name: string) =>
      core.db.withOrg(orgId, async tx => {
        const now = Date.now();
        const labelId = (await labelNamed(tx, { orgId, name, make: true, actor: SYSTEM, now })) ?? '';
        return addLabel(tx, { orgId, contactId, labelId, actor: SYSTEM, now });
      });
    await label('other');
    expect(await runsIn(core, id)).toEqual([]);
    expect(await label('vip')).toBe('added');
    await until('the flow’s message', async () =>
      (await outboundOf(core, id)).some(message => message.text === 'Welcome to our regulars.'),
    );
    await rest(phone);
    const held = await core.db.withOrg(orgId, tx => labelsOf(tx, { orgId, contactIds: [contactId] }));
    expect(held.get(contactId)?.map(({ name }) => name)).toEqual(['greeted', 'other']);
    expect(await runIn(id)).toMatchObject({ state: 'COMPLETED', begunBy: 'LABEL_ADDED' });
  }, 60_000);

  it('B-FLOW-11: a worker that dies between its turns leaves the run where it was, and nothing is said twice', async () => {
    await addFlow(
      core,
      `restart ${kind}`,
      keyword('restart'),
      graphOf([
        { id: 'one', type: 'message', text: 'One?', buttons: ['Yes', 'No'] },
        { id: 'two', type: 'message', text: 'Two?', buttons: ['Yes', 'No'] },
        { id: 'three', type: 'question', text: 'Three?', variable: 'three' },
        { id: 'end', type: 'end' },
      ]),
    );
    const phone = newPhone();
    const hold = gate.hold('decide.stored');
    core.phone.inbound({ from: phone, text: 'restart' });
    await hold.reached;
    const { id } = await conversationOf(core, phone);
    hold.release();
    await core.stopWorker();
    await core.startWorker();
    await until('all three', async () => (await outboundOf(core, id)).length >= 3, 30_000);
    await rest(phone);
    expect(received(core, phone)).toEqual(['One?', 'Two?', 'Three?']);
    expect(await runIn(id)).toMatchObject({ state: 'RUNNING', nodeId: 'three', wait: { for: 'answer' } });
  }, 90_000);
});
