/**
 * Real runs, recorded: each history replays with today's workflow, quotes nobody, and stays small. A history whose name is
 * not in test/histories yet is kept there.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SYSTEM } from '../../db/audit/queries.ts';
import { release, takeOver } from '../../db/conversation/ownership.ts';
import { createStarters } from '../../temporal/starters.ts';
import { bundleWorkflows } from '../../temporal/worker.ts';
import { conversationOf, createGate, received } from '../conversation/helpers.ts';
import { type Core, startCore, until } from '../support/core.ts';
import { useDatabase } from '../support/postgres.ts';
import { useTemporal } from '../support/temporal.ts';
import { createRecorder, type Recorder } from './recorder.ts';
import { CANARY_TEXTS, canaryPhone, eventsOf } from './recordings.ts';

const database = useDatabase();
const temporal = useTemporal();
const gate = createGate();
const bundle = bundleWorkflows();
let core: Core;
let recorder: Recorder;

beforeAll(async () => {
  core = await startCore({
    databaseUrl: database.url,
    temporalAddress: temporal.address,
    quietMs: 50,
    checkpoint: gate.checkpoint,
  });
  recorder = createRecorder(core, bundle);
});
afterAll(() => core.stop());

const say: Recorder['say'] = (from, text) => recorder.say(from, text);
const rest: Recorder['rest'] = from => recorder.rest(from);
const recorded: Recorder['recorded'] = (workflowId, runId) => recorder.recorded(workflowId, runId);
const check: Recorder['check'] = (name, history) => recorder.check(name, history);

describe('recorded histories of real runs', () => {
  it('a simple talk: replays, quotes nobody, and takes at most 24 events a turn (design sections 4 and 12)', async () => {
    const from = canaryPhone(1);
    const lengths: number[] = [];
    let workflowId = '';
    for (const text of CANARY_TEXTS) {
      say(from, text);
      workflowId = await rest(from);
      lengths.push(eventsOf(await recorded(workflowId)).length);
    }
    expect(received(core, from)).toHaveLength(CANARY_TEXTS.length);
    const perTurn = lengths.map((length, index) => length - (lengths[index - 1] ?? 0));
    // The first also starts the run and loads the record.
    for (const events of perTurn.slice(1)) expect(events, `events a turn: ${perTurn}`).toBeLessThanOrEqual(24);
    expect(perTurn[0]).toBeLessThanOrEqual(32);
    await check('talk', await recorded(workflowId));
  });

  it('a message that comes while the agent thinks: one merged answer (promise 3)', async () => {
    const from = canaryPhone(2);
    const thinking = gate.hold('decide.before_write');
    say(from, CANARY_TEXTS[0]);
    await thinking.reached;
    say(from, CANARY_TEXTS[1]);
    await until('the workflow to hear of it', async () => {
      const { id } = await conversationOf(core, from);
      return (await core.starters.view(core.orgId, id))?.working.through === 2;
    });
    thinking.release();
    const history = await recorded(await rest(from));
    expect(received(core, from)).toHaveLength(1);
    expect(eventsOf(history).map(event => event.eventType)).toContain('EVENT_TYPE_ACTIVITY_TASK_CANCEL_REQUESTED');
    await check('burst-restart', history);
  });

  it('a takeover while the agent thinks, and the release (promise 4)', async () => {
    const from = canaryPhone(3);
    const thinking = gate.hold('decide.before_write');
    say(from, CANARY_TEXTS[0]);
    await thinking.reached;
    const { id: conversationId } = await conversationOf(core, from);
    const ref = { orgId: core.orgId, conversationId };
    await core.db.withOrg(core.orgId, tx => takeOver(tx, { ...ref, memberId: null, actor: SYSTEM, now: Date.now() }));
    thinking.release();
    await rest(from);
    expect(received(core, from)).toEqual([]);
    await core.db.withOrg(core.orgId, tx =>
      release(tx, { ...ref, memberId: null, actor: SYSTEM, note: null, now: Date.now() }),
    );
    const history = await recorded(await rest(from));
    expect(received(core, from)).toHaveLength(1);
    await check('takeover-mid-turn-and-release', history);
  });

  it('STOP (X-OPTOUT)', async () => {
    const from = canaryPhone(4);
    say(from, CANARY_TEXTS[0]);
    await rest(from);
    say(from, 'STOP');
    const history = await recorded(await rest(from));
    expect(received(core, from)).toHaveLength(1);
    expect((await conversationOf(core, from)).owner).toBe('PAUSED');
    await check('stop', history);
  });

  it('a run that was terminated is rebuilt from the record, and one that grew continues as new (design section 4)', async () => {
    const from = canaryPhone(5);
    say(from, CANARY_TEXTS[0]);
    const workflowId = await rest(from);
    const { id } = await conversationOf(core, from);
    await core.client.workflow.getHandle(workflowId).terminate('a test');
    const small = createStarters(core.client, {
      taskQueue: core.taskQueue,
      publicUrl: 'http://127.0.0.1:4000',
      searchAttributes: true,
      maxHistoryEvents: 24,
    });
    await small.tell({ orgId: core.orgId, conversationId: id, kind: 'changed', payload: {} }, 'whatsapp');
    await rest(from);
    const { runId } = await core.client.workflow.getHandle(workflowId).describe();
    for (const text of CANARY_TEXTS.slice(1)) {
      say(from, text);
      await rest(from);
    }
    expect(received(core, from)).toHaveLength(CANARY_TEXTS.length);
    const first = await recorded(workflowId, runId);
    expect(eventsOf(first).at(-1)?.eventType).toBe('EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW');
    await check('rebuilt-and-continued-as-new', first);
    await check('carried-over', await recorded(workflowId));
  });
});
