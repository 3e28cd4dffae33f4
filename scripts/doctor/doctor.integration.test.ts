/** The doctor on a running system, as an operator runs it: a process of its own that is given addresses. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../db/ids.ts';
import { lookAtRun } from '../../temporal/inspect.ts';
import { conversationOf, newPhone, outboundOf, quiet } from '../../test/conversation/helpers.ts';
import { type Core, startCore, until } from '../../test/support/core.ts';
import { useDatabase } from '../../test/support/postgres.ts';
import { useTemporal } from '../../test/support/temporal.ts';
import { environment } from '../../test/support/tools.ts';
import { conversationWorkflowId } from '../../workflows/conversation/ids.ts';
import { COMMANDS, type Doctor, Usage } from './commands.ts';

const database = useDatabase();
const temporal = useTemporal();
const program = fileURLToPath(new URL('../doctor.ts', import.meta.url));
let core: Core;
let home: string;

beforeAll(async () => {
  core = await startCore({ databaseUrl: database.url, temporalAddress: temporal.address, quietMs: 50 });
  home = await mkdtemp(join(tmpdir(), 'parley-doctor-'));
});
afterAll(async () => {
  await core.stop();
  await rm(home, { recursive: true, force: true });
});

async function doctor(args: string[], env: Record<string, string> = {}): Promise<{ code: number; text: string }> {
  return new Promise(resolve => {
    execFile(
      process.execPath,
      [program, ...args],
      {
        cwd: home,
        env: {
          PATH: environment().PATH ?? '',
          HOME: environment().HOME ?? '',
          DATABASE_URL: database.url,
          TEMPORAL_ADDRESS: temporal.address,
          TEMPORAL_TASK_QUEUE: core.taskQueue,
          PARLEY_HOME: home,
          PARLEY_PUBLIC_URL: 'https://parley.example.com',
          PORT: '9',
          ...env,
        },
      },
      (error, stdout) => resolve({ code: error ? Number(error.code) : 0, text: stdout }),
    );
  });
}

/** A command without the cost of a process. */
async function command(name: string, ...rest: string[]): Promise<string> {
  const given: Doctor = {
    db: core.db,
    publicUrl: 'https://parley.example.com',
    now: () => Date.now(),
    lookAtRun: (orgId, conversationId) => lookAtRun(core.client, orgId, conversationId),
  };
  return (await COMMANDS[name]?.run(given, rest))?.join('\n') ?? '';
}

const say = (from: string): void => {
  core.phone.inbound({ from, text: 'How much is a cleaning?' });
};

/** Each look is a process of its own: on a busy machine that takes its time. */
describe('npm run doctor', { timeout: 240_000 }, () => {
  it('explains a system by its addresses, also when its api is down', async () => {
    const { text } = await doctor([]);
    expect(text).toContain('nothing answers on http://127.0.0.1:9');
    expect(text).toContain('ok    every update that came is recorded');
    expect(text).toContain('ok    Temporal answers, and workers ask it for work');
    const away = await doctor([], { TEMPORAL_ADDRESS: '127.0.0.1:9', DATABASE_URL: 'postgres://x@127.0.0.1:9/none' });
    expect(away.code).toBe(1);
    expect(away.text).toMatch(/mend {2}the record does not answer at 127\.0\.0\.1:9\/none\n +Start Postgres/);
    expect(away.text).toMatch(/mend {2}Temporal does not answer at 127\.0\.0\.1:9\n +Start it/);
  });

  it('names its commands, and refuses what is none', async () => {
    expect(await doctor(['help'])).toMatchObject({ code: 0, text: expect.stringContaining('doctor -- redrive') });
    expect((await doctor(['heal'])).code).toBe(2);
    expect(await doctor(['wake', 'x'])).toMatchObject({ code: 2, text: expect.stringContaining('is no id') });
    await expect(command('redrive')).rejects.toThrow(Usage);
    await expect(command('settle', newId(), 'maybe')).rejects.toThrow('arrived or lost');
    expect(await command('wake', newId())).toContain('There is no conversation');
  });

  it('takes parked updates up again: the customer is answered', async () => {
    await core.stopDispatcher();
    const from = newPhone();
    say(from);
    const id = await until('the update', () =>
      core.db.withSystem(async tx => {
        const { rows } = await tx.execute<{ id: string }>(
          sql`update raw_updates set parked_reason = 'TypeError', attempts = 5 where handled_at is null returning id`,
        );
        return rows[0]?.id;
      }),
    );
    core.startDispatcher();
    expect((await doctor([])).text).toMatch(/mend {2}1 update set aside\n/);
    expect((await doctor(['parked'])).text).toMatch(new RegExp(`^${id} .*TypeError`, 'm'));
    expect(await command('redrive', id)).toContain(`Taken up again: ${id}.`);
    await quiet(core, from);
    expect(core.phone.ledger.sends({ to: from })).toHaveLength(1);
    expect(await command('redrive', 'all')).toContain('No update was set aside');
    expect(await command('parked')).toContain('No update is set aside.');
  });

  it('lists sends nobody knows about, and settles them without sending anything', async () => {
    const from = newPhone();
    // Its statuses would settle it.
    core.phone.addFault({ effect: { kind: 'statuses', mode: 'none' }, to: from });
    say(from);
    const { id } = await quiet(core, from);
    const [reply] = await outboundOf(core, id);
    await core.db.withOrg(core.orgId, tx =>
      tx.execute(sql`update messages set state = 'UNKNOWN', unknown_since = now() - interval '10 minutes', error_code = 'timeout'
                     where org_id = ${core.orgId} and id = ${reply?.id}`),
    );
    const listed = await command('unknown');
    expect(listed).toMatch(
      new RegExp(`^${reply?.id} .*10 min.*timeout.*by the agent {2}https://parley.example.com/inbox/${id}$`, 'm'),
    );
    expect(await command('settle', reply?.id ?? '', 'arrived')).toContain('is settled: arrived');
    expect((await outboundOf(core, id)).map(message => [message.state, message.settledBy])).toEqual([
      ['SENT', 'person'],
    ]);
    expect(await command('settle', reply?.id ?? '', 'lost')).toContain('not undecided any more');
    expect(core.phone.ledger.sends({ to: from })).toHaveLength(1);
  });

  it('lists stuck conversations with the reason and a link, and wakes them', async () => {
    const from = newPhone();
    say(from);
    const { id } = await quiet(core, from);
    await core.client.workflow.getHandle(conversationWorkflowId(core.orgId, id)).terminate('test');
    // The dispatcher would wake it by itself.
    await core.stopDispatcher();
    await core.db.withOrg(core.orgId, tx =>
      tx.execute(sql`update conversations set next_due_at = now() - interval '20 minutes', next_due_kind = 'FOLLOW_UP'
                     where org_id = ${core.orgId} and id = ${id}`),
    );
    const listed = await command('stuck');
    expect(listed).toContain(
      `${id}  AI  FOLLOW_UP due for 20 min: its workflow has ended  https://parley.example.com/inbox/${id}`,
    );
    expect(await command('wake', id)).toContain('told to look again');
    core.startDispatcher();
    await until('the conversation to run again', async () => core.starters.view(core.orgId, id).catch(() => null));
    await until('what is due to be what it was', async () => {
      const row = await conversationOf(core, from);
      return row.nextDueAt !== null && row.nextDueAt > Date.now();
    });
    expect(await command('stuck')).toContain('No conversation is stuck.');
  });
});
