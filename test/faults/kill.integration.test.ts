/**
 * kill -9 of a real worker process while conversations stand at every step of a turn: nothing accepted is lost, nothing is
 * sent twice, and what cannot be decided is UNKNOWN (promises 1 and 5).
 */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { allQuiet, conversationOf, messagesOf, newPhone, outboundOf } from '../conversation/helpers.ts';
import { type Core, startCore, until } from '../support/core.ts';
import { useDatabase } from '../support/postgres.ts';
import { useTemporal } from '../support/temporal.ts';
import { environment } from '../support/tools.ts';
import { startWorkerProcess, type WorkerProcess } from './worker-process.ts';

const database = useDatabase();
const temporal = useTemporal();
const masterKey = randomBytes(32);
let core: Core;
let home: string;
const running: WorkerProcess[] = [];

beforeAll(async () => {
  core = await startCore({ databaseUrl: database.url, temporalAddress: temporal.address, masterKey, run: false });
  home = await mkdtemp(join(tmpdir(), 'parley-kill-'));
});
afterEach(async () => {
  await Promise.all(running.splice(0).map(worker => worker.kill()));
  core.model.faults.clear();
});
afterAll(async () => {
  await core.stop();
  await rm(home, { recursive: true, force: true });
});

async function start(stopAt: string[] = []): Promise<WorkerProcess> {
  const worker = await startWorkerProcess(
    {
      PATH: environment().PATH ?? '',
      DATABASE_URL: database.url,
      TEMPORAL_ADDRESS: temporal.address,
      TEMPORAL_TASK_QUEUE: core.taskQueue,
      PARLEY_MASTER_KEY: masterKey.toString('hex'),
      PARLEY_HOME: home,
      PARLEY_QUIET_MS: '50',
      WHATSAPP_GRAPH_URL: core.phone.url,
      OPENAI_BASE_URL: core.model.url,
      OPENAI_API_KEY: 'test',
      PARLEY_MODEL: 'parley-demo',
      // Those that stand still must not take the places of those that still run.
      PARLEY_WORKER_ACTIVITIES: '100',
      LOG_LEVEL: 'silent',
    },
    stopAt,
  );
  running.push(worker);
  return worker;
}

const EACH = 4;
/** In the order of a turn. After the claim and before the record of the answer nobody can know whether it left. */
const BEFORE_CLAIM = [
  'turn.opened',
  'extract.before_model',
  'extract.after_model',
  'decide.before_write',
  'decide.stored',
  'send.before_claim',
];
const CLAIMED = ['send.claimed', 'send.before_http'];
const SENT = ['send.after_http'];
const STEPS = [...BEFORE_CLAIM, ...CLAIMED, ...SENT, 'send.recorded'];
/** Conversations whose worker dies while the model is answering. */
const IN_MODEL_CALL = 3;

describe('kill -9 of the worker', () => {
  it('at each step of a turn', async () => {
    core.model.faults.set({ mode: 'slow', role: 'written', times: IN_MODEL_CALL, params: { ms: 20_000 } });
    const phones = Array.from({ length: STEPS.length * EACH + IN_MODEL_CALL }, newPhone);
    // Every other customer's phone never reports what became of a message.
    const silent = new Set(phones.filter((_, index) => index % 2 === 0));
    for (const to of silent) core.phone.addFault({ effect: { kind: 'statuses', mode: 'none' }, to });
    const doomed = await start(STEPS.map(step => `${step}:${EACH}`));
    core.phone.inbound(phones.map(from => ({ from, text: 'How much is a cleaning?' })));
    await until('every step to hold its conversations', () => doomed.stopped.length === STEPS.length * EACH, 40_000);
    await doomed.kill();

    const stoppedAt = new Map(
      doomed.stopped.map(({ stopped, workflowId }) => [workflowId?.split('/').at(-1) ?? '', stopped]),
    );
    expect(stoppedAt.size).toBe(STEPS.length * EACH);
    await start();
    await allQuiet(core, phones, 60_000);

    const seen = new Map<string, number>();
    for (const phone of phones) {
      const { id } = await conversationOf(core, phone);
      const step = stoppedAt.get(id) ?? 'model call';
      const where = `after a kill at ${step}`;
      seen.set(step, (seen.get(step) ?? 0) + 1);
      // Statuses that the killed process had taken up are taken up again when its lease ends.
      const decidable = !CLAIMED.includes(step) && !(SENT.includes(step) && silent.has(phone));
      const replies = await until(
        `the reply to be settled ${where}`,
        async () => {
          const rows = await outboundOf(core, id);
          return (!decidable || rows.every(row => row.state !== 'UNKNOWN')) && rows;
        },
        45_000,
      );
      const sends = core.phone.ledger.sends({ to: phone });
      expect((await messagesOf(core, id)).filter(message => message.direction === 'in')).toHaveLength(1);
      expect(replies, `replies ${where}`).toHaveLength(1);
      expect(sends.length, `sends ${where}`).toBe(CLAIMED.includes(step) ? 0 : 1);
      if (sends[0]) expect(sends[0].bizOpaqueCallbackData).toBe(replies[0]?.id);
      expect(decidable ? ['SENT', 'DELIVERED', 'READ'] : ['UNKNOWN'], where).toContain(replies[0]?.state);
    }
    expect(seen.get('model call')).toBe(IN_MODEL_CALL);
  }, 150_000);

  it('between taking updates and telling the workflow', async () => {
    const [told, recorded] = [newPhone(), newPhone()];
    const doomed = await start(['relay.signalled', 'intake.recorded']);
    core.phone.inbound({ from: told, text: 'How much is a cleaning?' });
    await until('the dispatcher to stop after recording', () => doomed.stopped.length === 1, 20_000);
    await doomed.kill();

    const next = await start(['relay.signalled', 'intake.leased']);
    core.phone.inbound({ from: recorded, text: 'How much is a crown?' });
    await until('the dispatcher to stop again', () => next.stopped.length === 2, 60_000);
    await next.kill();

    const last = await start();
    await allQuiet(core, [told, recorded], 70_000);
    for (const phone of [told, recorded]) {
      const { id } = await conversationOf(core, phone);
      expect((await messagesOf(core, id)).map(message => message.direction)).toEqual(['in', 'out']);
      expect(core.phone.ledger.sends({ to: phone })).toHaveLength(1);
    }
    await last.stop();
  }, 180_000);
});
