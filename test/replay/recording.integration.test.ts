/**
 * Real runs, recorded: each history replays with today's workflow, quotes nobody, and stays small. A history whose name is
 * not in test/histories yet is kept there.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SYSTEM } from '../../db/audit/queries.ts';
import { release, takeOver } from '../../db/conversation/ownership.ts';
import { plainHistory } from '../../temporal/history.ts';
import { createStarters } from '../../temporal/starters.ts';
import { bundleWorkflows } from '../../temporal/worker.ts';
import { conversationWorkflowId } from '../../workflows/conversation/ids.ts';
import { conversationOf, createGate, quiet, received } from '../conversation/helpers.ts';
import { type Core, startCore, until } from '../support/core.ts';
import { useDatabase } from '../support/postgres.ts';
import { useTemporal } from '../support/temporal.ts';
import {
  CANARY_NAME,
  CANARY_TEXTS,
  canaryPhone,
  eventsOf,
  keep,
  quotesIn,
  type RecordedName,
  replay,
} from './recordings.ts';

const database = useDatabase();
const temporal = useTemporal();
const gate = createGate();
const bundle = bundleWorkflows();
let core: Core;

beforeAll(async () => {
  core = await startCore({
    databaseUrl: database.url,
    temporalAddress: temporal.address,
    quietMs: 50,
    checkpoint: gate.checkpoint,
  });
});
afterAll(() => core.stop());

const written = new Map<string, number>();
function say(from: string, text: string): void {
  written.set(from, (written.get(from) ?? 0) + 1);
  core.phone.inbound({ from, name: CANARY_NAME, text });
}

/** Waits until the record is at rest and the workflow waits with it; resolves the workflow's id. */
async function rest(from: string): Promise<string> {
  await until(
    'every message to be recorded',
    async () => (await conversationOf(core, from)).lastInboundNumber === written.get(from),
  );
  const { id } = await quiet(core, from);
  await until('the workflow to wait', async () => {
    const row = await conversationOf(core, from);
    // A run that has just started has no view yet.
    const view = await core.starters.view(core.orgId, id).catch(() => null);
    const state = view?.working.state;
    // STOP is handled in the record alone: the run hears of its epoch, not of its number.
    const handled = state?.handledThrough === row.lastInboundNumber || row.owner === 'PAUSED';
    return view?.doing === 'waiting' && state?.epoch === row.ownerEpoch && handled;
  });
  return conversationWorkflowId(core.orgId, id);
}

async function recorded(workflowId: string, runId?: string): Promise<string> {
  const history = await core.client.workflow.getHandle(workflowId, runId).fetchHistory();
  return plainHistory(history, core.codec);
}

/** What holds for every recording. */
async function check(name: RecordedName, history: string): Promise<void> {
  expect(quotesIn(history)).toEqual([]);
  expect(history).not.toContain('binary/parley-encrypted');
  await replay(history, await bundle);
  await keep(name, history);
}

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
