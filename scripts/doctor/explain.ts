/** What the figures of a running system mean when they are not what they should be, and what to do: sentences. Pure. */
import type { Backlog, OpenEscalations } from '../../api/health/backlog.ts';
import type { QueueLook } from '../../api/health/probe.ts';
import type { ConversationFacts } from '../../db/operations/queries.ts';
import type { RunLook } from '../../temporal/inspect.ts';

export interface Finding {
  good: boolean;
  what: string;
  /** What to do; empty when it is good. */
  mend: string;
}

export const good = (what: string): Finding => ({ good: true, what, mend: '' });
export const bad = (what: string, mend: string): Finding => ({ good: false, what, mend });

/** 95 s, 12 min, 5 h, 3 days. */
export function span(seconds: number): string {
  if (seconds < 120) return `${Math.round(seconds)} s`;
  if (seconds < 7_200) return `${Math.round(seconds / 60)} min`;
  if (seconds < 172_800) return `${Math.round(seconds / 3_600)} h`;
  return `${Math.round(seconds / 86_400)} days`;
}

const many = (count: number, one: string, more = `${one}s`): string => `${count} ${count === 1 ? one : more}`;

export function explainRecord(backlog: Backlog, escalations: OpenEscalations): Finding[] {
  const found: Finding[] = [];
  const check = (fine: boolean, what: string, mend: string) => found.push(fine ? good(what) : bad(what, mend));
  check(
    backlog.intakeOldestSeconds <= 30,
    backlog.intakeWaiting === 0
      ? 'every update that came is recorded'
      : `${many(backlog.intakeWaiting, 'update')} not recorded yet, the oldest for ${span(backlog.intakeOldestSeconds)}`,
    'The worker does not keep up or is down: see its log, or start another worker.',
  );
  check(
    backlog.intakeParked === 0,
    backlog.intakeParked === 0 ? 'no update is set aside' : `${many(backlog.intakeParked, 'update')} set aside`,
    'They could not be recorded. See which and why: npm run doctor -- parked. When the cause is mended: npm run doctor -- redrive all',
  );
  check(
    backlog.outboxOldestSeconds <= 60,
    backlog.outboxWaiting === 0
      ? 'every workflow has been told what it must know'
      : `${many(backlog.outboxWaiting, 'wake-up')} not delivered, the oldest due for ${span(backlog.outboxOldestSeconds)}`,
    'Temporal does not take signals: is it reachable at TEMPORAL_ADDRESS, and does a worker run?',
  );
  check(
    backlog.unhandledOldestSeconds <= 120,
    backlog.unhandledConversations === 0
      ? 'no customer waits to be taken up'
      : `${many(backlog.unhandledConversations, 'customer')} not taken up yet, the first for ${span(backlog.unhandledOldestSeconds)}`,
    'Turns do not end: is the model reachable, does a worker run? Which they are and why: npm run doctor -- stuck',
  );
  check(
    backlog.sendsUnknown === 0 || backlog.sendsUnknownOldestSeconds <= 120,
    backlog.sendsUnknown === 0
      ? 'what became of every send is known'
      : `${many(backlog.sendsUnknown, 'send')} of which nobody knows whether it arrived, the oldest for ${span(backlog.sendsUnknownOldestSeconds)}`,
    'Look at the customer’s phone or ask them, then say so in the inbox or here: npm run doctor -- unknown',
  );
  check(
    backlog.conversationsStuck === 0,
    backlog.conversationsStuck === 0
      ? 'no conversation is stuck'
      : `${many(backlog.conversationsStuck, 'conversation')} stuck`,
    'They are woken every 15 s by themselves. If this stays, see which and why: npm run doctor -- stuck',
  );
  check(
    backlog.eventLagSeconds <= 10,
    backlog.eventLagSeconds === 0 ? 'live events flow' : `live events are ${span(backlog.eventLagSeconds)} late`,
    'A transaction stays open and holds them back: look for it in pg_stat_activity (state "idle in transaction") and end it.',
  );
  if (backlog.sendsBackoff > 0)
    found.push(good(`${many(backlog.sendsBackoff, 'send')} waiting because the provider said "later"`));
  const urgent = escalations.CRITICAL + escalations.HIGH;
  const open = urgent + escalations.MEDIUM + escalations.LOW;
  if (open > 0)
    found.push(good(`${many(open, 'escalation')} waiting for people in the inbox, ${urgent} of them urgent`));
  return found;
}

/** @param queues null when Temporal does not answer. */
export function explainQueues(queues: QueueLook[] | null, address: string): Finding[] {
  if (!queues)
    return [
      bad(
        `Temporal does not answer at ${address}`,
        'Start it, or mend TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE and its TLS settings. Messages are taken meanwhile, and worked later.',
      ),
    ];
  const idle = queues.filter(queue => queue.pollers === 0).map(queue => queue.kind);
  const found = [
    idle.length === 0
      ? good('Temporal answers, and workers ask it for work')
      : bad(`no worker asks for ${idle.join(' and ')} tasks`, 'Start a worker, or see why it stopped in its log.'),
  ];
  for (const { kind, backlog, oldestSeconds } of queues)
    if (oldestSeconds > 30)
      found.push(
        bad(
          `${many(backlog, `${kind} task`)} waiting, the oldest for ${span(oldestSeconds)}`,
          'The workers do not keep up: start another one, or raise PARLEY_WORKER_ACTIVITIES and PARLEY_WORKER_WORKFLOWS.',
        ),
      );
  return found;
}

/** Why a conversation does not move, as far as the record and its run can tell. @param run null when Temporal does not answer. */
export function reasonOf(facts: ConversationFacts, run: RunLook | null, now: number): string {
  const since = (at: number) => span((now - at) / 1000);
  if (!run) return 'Temporal does not answer';
  if (facts.undelivered > 0 && run.status !== 'RUNNING')
    return `its workflow could not be told (tried ${facts.undelivered} times): Temporal refuses, or no relay runs`;
  if (run.status !== 'RUNNING') return run.status === 'none' ? 'no workflow runs for it' : 'its workflow has ended';
  if (run.workflowTaskAttempt > 1)
    return `its workflow does not get on (attempt ${run.workflowTaskAttempt}): no worker answers, or today's code does not replay its history; Temporal Web names the error`;
  const failing = run.activities.find(activity => activity.attempt > 1);
  if (failing?.failure === 'RetryLater' || (failing && facts.backoffUntil !== null))
    return `${failing.type} waits because the provider or a limit said "later" (attempt ${failing.attempt})`;
  if (failing)
    return `${failing.type} fails (attempt ${failing.attempt}${failing.failure ? `, ${failing.failure}` : ''}): see the worker's log`;
  const [running] = run.activities;
  if (running) return `${running.type} runs, or waits for a worker`;
  if (facts.unacknowledged > 0) return 'its workflow was told and has not loaded the messages yet';
  if (facts.nextDueAt !== null && facts.nextDueAt < now)
    return `${facts.nextDueKind ?? 'an action'} was due ${since(facts.nextDueAt)} ago and its timer did not fire`;
  return 'its workflow waits, and does not know of what is due';
}
