/**
 * One clock for many personas: time passes only when each of them waits (or has ended), and then only to the next instant
 * one of them waits for, stopping at every due action on the way so that it is carried out at its own instant.
 */
import type { EvalStack } from '../stack/stack.ts';

export interface PassingTime {
  /** One more persona takes part; call `leave` when it has ended. */
  join(): void;
  leave(): void;
  wait(ms: number): Promise<void>;
}

const SETTLE_TIMEOUT_MS = 60_000;

export function passingTime(stack: EvalStack): PassingTime {
  let players = 0;
  let waiting: { until: number; go: () => void; fail: (error: unknown) => void }[] = [];
  let moving = false;

  function look(): void {
    if (moving || waiting.length === 0 || waiting.length < players) return;
    moving = true;
    const next = Math.min(...waiting.map(one => one.until));
    void advanceTo(stack, next)
      .then(
        () => {
          const due = waiting.filter(one => one.until <= stack.clock.now());
          waiting = waiting.filter(one => !due.includes(one));
          for (const one of due) one.go();
        },
        error => {
          for (const one of waiting.splice(0)) one.fail(error);
        },
      )
      .finally(() => {
        moving = false;
        look();
      });
  }

  return {
    join() {
      players++;
    },
    leave() {
      players--;
      look();
    },
    wait: ms =>
      new Promise((go, fail) => {
        waiting.push({ until: stack.clock.now() + ms, go, fail });
        look();
      }),
  };
}

/** Lets time pass to this instant. @param grainMs what falls due within this is done together. @throws when the stack's time cannot be moved, or it never comes to rest. */
export async function advanceTo(stack: EvalStack, at: number, grainMs = 1): Promise<void> {
  const { time, clock } = stack;
  if (!time) throw new Error('this stack has no time-skipping server: time passes only by itself');
  for (;;) {
    await rest(stack);
    clock.saw(await time.now());
    const [next] = await stack.query<{ at: Date | null }>(
      'select min(next_due_at) as at from conversations where next_due_at > $1',
      [new Date(clock.now())],
    );
    const stop = Math.min(at, next?.at ? next.at.getTime() + grainMs : at);
    const leftMs = Math.ceil(stop - clock.now());
    if (leftMs > 0) {
      await time.pass(leftMs);
      clock.saw(await time.now());
      stack.phone.tick();
    }
    if (clock.now() >= at) break;
  }
  await rest(stack);
}

async function rest(stack: EvalStack): Promise<void> {
  const deadline = Date.now() + SETTLE_TIMEOUT_MS;
  let quiet = 0;
  for (;;) {
    await stack.phone.idle();
    const busy = await underWay(stack);
    quiet = busy.length === 0 ? quiet + 1 : 0;
    if (quiet >= 2) return;
    if (Date.now() > deadline) throw new Error(`nothing came to rest within a minute: ${busy.join(', ')}`);
    await new Promise(resolve => setTimeout(resolve, 30));
  }
}

async function underWay(stack: EvalStack): Promise<string[]> {
  const rows = await stack.query<{ what: string; busy: number }>(
    `select 'updates' as what, count(*)::int as busy from raw_updates where handled_at is null and parked_reason is null
     union all select 'notes: ' || coalesce(string_agg(kind || ' ' || attempts, ', '), ''), count(*)::int from outbox
     union all select 'unhandled messages', count(*)::int from conversations where handled_through < last_inbound_number
     union all select 'turns', count(*)::int from turns where outcome = 'RUNNING'
     union all select 'messages', count(*)::int from messages where state in ('SENDING', 'QUEUED')
     union all select 'overdue: ' || coalesce(string_agg(next_due_kind, ' '), ''), count(*)::int from conversations
       where next_due_at <= $1 and next_due_kind <> 'IDLE_COMPLETE'`,
    [new Date(stack.clock.now())],
  );
  return rows.filter(row => row.busy > 0).map(row => `${row.busy} ${row.what}`);
}
