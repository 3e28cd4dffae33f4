/** The backlog drains, and webhooks beside a working worker. */
import { messagesFor } from '../load/messages.ts';
import { cpuText, type Report } from '../report/results.ts';
import type { Child } from '../stack/child.ts';
import { cpuPer, cpuTimes } from '../stack/cpu.ts';
import { query } from '../stack/servers.ts';
import type { Api, Stack } from '../stack/stack.ts';
import { until } from '../stack/until.ts';
import { lossOf, ratio, rowOf, summary, type Target, trial } from './trials.ts';

export interface WebhookContext {
  stack: Stack;
  databaseUrl: string;
  api: Api;
  baseline: Child & { url: string };
  generator: Child;
  say: (text: string) => void;
}

/** Customers of this part: none of the other parts' numbers. */
const DRAIN_FIRST_CUSTOMER = 5_000;
/** A backlog that nobody works on, then the dispatcher starts: how long until every update is recorded, and answered. */
export async function drain(context: WebhookContext, report: Report, target: Target): Promise<{ worker: Child }> {
  const { stack, databaseUrl, generator, say } = context;
  const { updates, customers, limitSeconds } = stack.plan.webhook.drain;
  // What the trials left is not part of it.
  await query(databaseUrl, 'truncate raw_updates');
  const before = await backlog(databaseUrl);
  const perSecond = Math.min(500, updates);
  const job = { prefix: 'drain', customers, firstCustomer: DRAIN_FIRST_CUSTOMER, seed: stack.plan.seed };
  const phone = await stack.phone();
  await phone.announce(messagesFor({ ...job, count: perSecond * Math.round(updates / perSecond) }));
  const load = await trial(target, {
    generator,
    secret: stack.secret,
    perSecond,
    seconds: Math.round(updates / perSecond),
    ...job,
  });
  report.losses.push(...lossOf('backlog', load));
  say(`webhook: a backlog of ${load.rows} updates drains`);
  const worker = await stack.worker(databaseUrl);
  const roots = stack.roots(context.api.child, worker, phone.children.whatsapp, phone.children.model);
  const startedAt = Date.now();
  const cpuBefore = cpuTimes(roots);
  const recordedSeconds = await since(startedAt, limitSeconds, async () => (await backlog(databaseUrl)).open === 0);
  const cpuMs = cpuPer(cpuBefore, cpuTimes(roots), load.rows);
  const answeredSeconds = await since(
    startedAt,
    limitSeconds,
    async () => (await backlog(databaseUrl)).unanswered === 0,
  );
  const after = await backlog(databaseUrl);
  const lost = load.result.accepted - (after.messages - before.messages);
  const turns = after.turns - before.turns;
  if (recordedSeconds !== null && lost !== 0)
    report.losses.push(`backlog: ${lost} of ${load.result.accepted} acknowledged messages are not in the record`);
  const perSecondRecorded = recordedSeconds ? Math.round(load.rows / recordedSeconds) : null;
  report.lines.push({
    kind: 'drain',
    updates: load.rows,
    customers,
    recordedSeconds,
    perSecondRecorded,
    answeredSeconds,
    turns,
    lost,
    cpuMsPerUpdate: cpuMs,
  });
  report.text.push(
    [
      `Backlog of ${load.rows} updates from ${customers} customers, dispatcher and worker started together with it:`,
      `  recorded in ${told(recordedSeconds, limitSeconds)}${perSecondRecorded ? ` (${perSecondRecorded}/s)` : ''}, answered in ${told(answeredSeconds, limitSeconds)} with ${turns} turns; lost: ${lost}`,
      `  CPU ms an update while recording (turns run beside it): ${cpuText(cpuMs)}`,
      '',
    ].join('\n'),
  );
  return { worker };
}

interface Backlog {
  open: number;
  messages: number;
  unanswered: number;
  turns: number;
}

async function backlog(databaseUrl: string): Promise<Backlog> {
  const [row] = await query<Backlog>(
    databaseUrl,
    `select (select count(*)::int from raw_updates where handled_at is null and parked_reason is null) as open,
            (select count(*)::int from messages where direction = 'in') as messages,
            (select count(*)::int from conversations where handled_through < last_inbound_number) as unanswered,
            (select count(*)::int from turns where outcome not in ('RUNNING', 'SUPERSEDED')) as turns`,
  );
  return row ?? { open: 0, messages: 0, unanswered: 0, turns: 0 };
}

const since = async (startedAt: number, limitSeconds: number, done: () => Promise<boolean>): Promise<number | null> =>
  (await until(done, startedAt + limitSeconds * 1000 - Date.now())) ? (Date.now() - startedAt) / 1000 : null;
const told = (seconds: number | null, limit: number): string =>
  seconds === null ? `more than ${limit} s` : `${seconds.toFixed(1)} s`;

export async function besideWorker(
  context: WebhookContext,
  report: Report,
  targets: [Target, Target],
  worker: Child,
  { perSecond, seconds }: { perSecond: number; seconds: number },
): Promise<(string | number)[][]> {
  const { stack, generator, say, databaseUrl } = context;
  const { customers, limitSeconds } = stack.plan.webhook.drain;
  say(`webhook: ${perSecond} messages/s beside a working worker`);
  const phone = await stack.phone();
  const job = { customers, firstCustomer: DRAIN_FIRST_CUSTOMER, seed: stack.plan.seed + 7, prefix: 'busy' };
  await phone.announce(messagesFor({ ...job, count: perSecond * seconds }));
  const common = { generator, secret: stack.secret, perSecond, seconds };
  const alone = await trial(targets[0], { ...common, seed: job.seed });
  const roots = stack.roots(context.api.child, worker, phone.children.whatsapp, phone.children.model);
  const before = await backlog(databaseUrl);
  const ours = await trial({ ...targets[1], roots }, { ...common, ...job });
  await until(async () => (await backlog(databaseUrl)).unanswered === 0, limitSeconds * 1000);
  const after = await backlog(databaseUrl);
  const p95Ratio = ratio(ours.latency.p95, alone.latency.p95);
  // The simulator's statuses are rows too: only too few are a loss.
  const lost = ours.result.accepted - (after.messages - before.messages);
  if (ours.result.accepted < ours.result.sent || (after.open === 0 && lost > 0))
    report.losses.push(`beside the worker: ${ours.result.sent} sent, ${ours.result.accepted} accepted, ${lost} lost`);
  report.lines.push({
    kind: 'webhook',
    series: 'beside the worker',
    perSecond,
    target: 'parley',
    ...summary([ours.result]),
    p95Ratio,
    cpuMsPerMessage: [ours.cpuMs],
    lost,
  });
  report.lines.push({
    kind: 'webhook',
    series: 'beside the worker',
    perSecond,
    target: 'baseline',
    ...summary([alone.result]),
    cpuMsPerMessage: [alone.cpuMs],
  });
  return [rowOf(perSecond, 'baseline', [alone], null), rowOf(perSecond, 'parley', [ours], p95Ratio)];
}
