/**
 * A whole core on Temporal's time-skipping server. Time stands (it runs at its natural pace) except inside `advance`, which
 * jumps from one due instant to the next and lets everything settle before it goes on, so that the dispatcher's loops, which
 * know only real time, never miss a moment.
 */
import { asyncLocalStorage } from '@temporalio/activity';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import pg from 'pg';
import { pino } from 'pino';
import { afterAll, beforeAll, inject } from 'vitest';
import {
  type ConversationPatch,
  type ConversationRow,
  loadConversation,
  saveConversation,
} from '../../db/conversation/load.ts';
import type { Tx } from '../../db/database.ts';
import { tellWorkflow } from '../../db/outbox/queries.ts';
import { instantOf } from '../../domain/zone/contact-hours.ts';
import { installLogger } from '../../temporal/worker.ts';
import { conversationWorkflowId } from '../../workflows/conversation/ids.ts';
import { type Core, type CoreOptions, startCore, until } from './core.ts';
import { useDatabase } from './postgres.ts';
import type {} from './time-setup.ts';

export const ZONE = 'America/New_York';
export const SECOND_MS = 1_000;
export const MINUTE_MS = 60 * SECOND_MS;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/**
 * The server's time, readable at once. It only runs ahead of this process's own clock, and only while `advance` waits; an
 * activity that starts then carries the instant it was scheduled at, and time is locked as long as it runs.
 */
class SkippedClock {
  private offsetMs = 0;

  now(): number {
    const context = asyncLocalStorage.getStore();
    if (context) this.sawTime(context.info.currentAttemptScheduledTimestampMs);
    return Date.now() + this.offsetMs;
  }

  /** The server showed this time just now, or a little earlier. */
  sawTime(serverMs: number): void {
    this.offsetMs = Math.max(this.offsetMs, serverMs - Date.now());
  }
}

export interface TimelineEntry {
  kind: string;
  outcome: string | null;
  data: Record<string, unknown>;
  at: number;
}

export interface Sent {
  at: number;
  type: string;
  text: string;
}

export interface TimedCore {
  readonly core: Core;
  now(): number;
  /** Lets the given time pass; every due action on the way is carried out at its instant. */
  advance(ms: number): Promise<void>;
  advanceTo(at: number): Promise<void>;
  /** Waits until nothing is under way. Time stands meanwhile. */
  settle(): Promise<void>;
  /**
   * The next instant at which the clock in the zone shows this hour: one with no change of summer time in the 8 days after
   * it, or, with `changing`, one with a change in the 24 hours after it.
   */
  nextLocal(hour: number, changing?: boolean): number;
  /** A customer writes; resolves when that is handled. */
  say(from: string, text: string): Promise<void>;
  /** The conversation of a customer, as its row is. */
  row(from: string): Promise<Record<string, unknown> & { id: string }>;
  timeline(from: string, kinds?: string[]): Promise<TimelineEntry[]>;
  /** What the provider accepted for this customer, by the simulator's own ledger. */
  sent(from: string): Sent[];
  query<T extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<T[]>;
  /** One transaction on a customer's conversation, as a person's act in the api is; resolves when the workflow knows. */
  act(
    from: string,
    act: (tx: Tx, ref: { orgId: string; conversationId: string; now: number }) => Promise<unknown>,
  ): Promise<void>;
  /** Changes the row of a customer's conversation and tells its workflow. */
  edit(from: string, change: (row: ConversationRow) => ConversationPatch): Promise<void>;
  /** Conversations opened from now on run on the demo playbook with these parts changed. */
  playbook(change: Record<string, unknown>): Promise<void>;
  /** Ends every open conversation, so that they do not act in later tests. */
  retireAll(): Promise<void>;
}

/** One environment for the whole file: `const time = useTime()`, then its methods inside tests. */
export function useTime(options: Partial<CoreOptions> = {}): TimedCore {
  const database = useDatabase();
  const clock = new SkippedClock();
  let env: TestWorkflowEnvironment | undefined;
  let core: Core | undefined;
  let pool: pg.Pool | undefined;
  const ready = <T>(part: T | undefined): T => {
    if (!part) throw new Error('useTime() works only inside hooks and tests');
    return part;
  };

  beforeAll(async () => {
    installLogger(pino({ level: 'error' }, process.stderr));
    env = await startTimeServer();
    clock.sawTime(await env.currentTimeMs());
    core = await startCore({
      databaseUrl: database.url,
      temporalAddress: env.address,
      searchAttributes: false,
      clock,
      quietMs: 50,
      ...options,
    });
    pool = new pg.Pool({ connectionString: database.url, max: 2 });
    pool.on('error', () => undefined);
    const { orgId } = core;
    // Templates are synced by the dispatcher's first round.
    await until('the templates', async () => {
      const rows = await time.query('select 1 from templates where org_id = $1', [orgId]);
      return rows.length > 0;
    });
  });
  afterAll(async () => {
    await core?.stop();
    await pool?.end();
    await env?.teardown();
  });

  const time: TimedCore = {
    get core() {
      return ready(core);
    },
    now: () => clock.now(),
    advance: ms => time.advanceTo(clock.now() + ms),

    async advanceTo(at) {
      const environment = ready(env);
      for (;;) {
        await time.settle();
        clock.sawTime(await environment.currentTimeMs());
        const [next] = await time.query<{ at: Date | null }>(
          'select min(next_due_at) as at from conversations where next_due_at > $1',
          [new Date(clock.now())],
        );
        const stop = Math.min(at, next?.at ? next.at.getTime() + 1 : at);
        const leftMs = Math.ceil(stop - clock.now());
        if (leftMs > 0) {
          await environment.sleep(leftMs);
          clock.sawTime(await environment.currentTimeMs());
          ready(core).phone.tick();
        }
        if (clock.now() >= at) break;
      }
      await time.settle();
    },

    async settle() {
      let quiet = 0;
      await until(
        'everything to settle',
        async () => {
          await ready(core).phone.idle();
          const busy = await whatIsBusy(time);
          quiet = busy.length === 0 ? quiet + 1 : 0;
          return quiet >= 2;
        },
        30_000,
      ).catch(async error => {
        throw new Error(`${String(error)}: ${(await whatIsBusy(time)).join(', ')}`);
      });
    },

    nextLocal(hour, changing = false) {
      for (let day = 0; ; day++) {
        const [year, month, date] = dateIn(clock.now() + day * DAY_MS);
        const at: number = instantOf(ZONE, year, month, date, hour);
        const changes: boolean = offsetIn(at) !== offsetIn(at + (changing ? 1 : 8) * DAY_MS);
        if (at > clock.now() && changes === changing) return at;
      }
    },

    async say(from, text) {
      ready(core).phone.inbound({ from, name: 'Asha Patel', text });
      await time.settle();
    },

    async row(from) {
      const [row] = await time.query<Record<string, unknown> & { id: string }>(
        `select c.* from conversations c join contact_identities i on i.org_id = c.org_id and i.contact_id = c.contact_id
         where i.kind = 'phone' and i.value = $1`,
        [from],
      );
      if (!row) throw new Error(`no conversation with ${from}`);
      return row;
    },

    async timeline(from, kinds) {
      const { id } = await time.row(from);
      const rows = await time.query<Omit<TimelineEntry, 'at'> & { at: Date }>(
        'select kind, outcome, data, at from timeline where conversation_id = $1 and ($2::text[] is null or kind = any($2)) order by at, id',
        [id, kinds ?? null],
      );
      return rows.map(entry => ({ ...entry, at: entry.at.getTime() }));
    },

    sent: from =>
      ready(core)
        .phone.ledger.sends({ to: from })
        .map(({ at, type, text }) => ({ at, type, text })),

    async query<T extends pg.QueryResultRow>(text: string, values: unknown[] = []) {
      return (await ready(pool).query<T>(text, values)).rows;
    },

    async act(from, act) {
      const { id: conversationId } = await time.row(from);
      const { db, orgId } = ready(core);
      await db.withOrg(orgId, tx => act(tx, { orgId, conversationId, now: clock.now() }));
      await time.settle();
    },

    edit: (from, change) =>
      time.act(from, async (tx, ref) => {
        const loaded = await loadConversation(tx, ref, true);
        if (!loaded) throw new Error('conversation not found');
        await saveConversation(tx, loaded, change(loaded.row), ref.now);
        await tellWorkflow(tx, { ...ref, kind: 'changed', payload: {} });
      }),

    async playbook(change) {
      await time.query(
        `with added as (
           insert into playbook_versions (org_id, playbook_id, version, config, created_by, created_at)
           select org_id, playbook_id, (select max(version) + 1 from playbook_versions), config || $1::jsonb, created_by, created_at
           from playbook_versions where version = 1 returning version)
         update playbooks set current_version = (select version from added)`,
        [JSON.stringify(change)],
      );
    },

    async retireAll() {
      const { client, orgId } = ready(core);
      const open = await time.query<{ id: string }>('select id from conversations where next_due_at is not null');
      for (const { id } of open) {
        await client.workflow
          .getHandle(conversationWorkflowId(orgId, id))
          .terminate()
          .catch(() => undefined);
      }
      await time.query('update conversations set next_due_at = null, next_due_kind = null');
    },
  };
  return time;
}

/** What is under way, by name; empty when all is still. */
async function whatIsBusy(time: TimedCore): Promise<string[]> {
  const rows = await time.query<{ what: string; busy: number }>(
    `select 'updates' as what, count(*)::int as busy from raw_updates where handled_at is null and parked_reason is null
     union all select 'notes: ' || coalesce(string_agg(kind, ' '), ''), count(*)::int from outbox
     union all select 'unhandled messages', count(*)::int from conversations where handled_through < last_inbound_number
     union all select 'turns', count(*)::int from turns where outcome = 'RUNNING'
     union all select 'messages', count(*)::int from messages where state in ('SENDING', 'QUEUED')
     union all select 'overdue: ' || coalesce(string_agg(next_due_kind, ' '), ''), count(*)::int from conversations where next_due_at <= $1 and next_due_kind <> 'IDLE_COMPLETE'`,
    [new Date(time.now())],
  );
  return rows.filter(row => row.busy > 0).map(row => `${row.busy} ${row.what}`);
}

type Day = [year: number, month: number, date: number];

/** The date in the zone; month from 1. */
function dateIn(at: number): Day {
  const [month, date, year] = new Intl.DateTimeFormat('en-US', { timeZone: ZONE }).format(at).split('/').map(Number);
  return [year ?? 0, month ?? 1, date ?? 1];
}

/** How far the zone is from UTC at an instant, in whatever words Intl has for it. */
const offsetIn = (at: number): string =>
  new Intl.DateTimeFormat('en-US', { timeZone: ZONE, timeZoneName: 'longOffset' })
    .formatToParts(at)
    .find(part => part.type === 'timeZoneName')?.value ?? '';

/** "Fri 09:30:05" in the zone: what the customer's own clock shows. */
export const local = (at: number): string =>
  new Intl.DateTimeFormat('en-GB', {
    timeZone: ZONE,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  })
    .format(at)
    .replace(',', '');

const STARTS = 4;

/** The SDK gives its server 5 s to start, which a full machine may not give it. */
async function startTimeServer(): Promise<TestWorkflowEnvironment> {
  const executable = { type: 'existing-path', path: inject('timeServer') } as const;
  for (let start = 1; ; start++) {
    try {
      return await TestWorkflowEnvironment.createTimeSkipping({ server: { executable } });
    } catch (error) {
      if (start === STARTS || !/did not start within/.test(String(error))) throw error;
    }
  }
}
