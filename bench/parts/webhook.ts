/** Part 1: how fast a webhook is acknowledged, against express + HMAC + one INSERT in the same run; then the backlog drains. */
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '../../runtime/embedded/postgres.ts';
import { messagesFor } from '../load/messages.ts';
import { type Aim, cpuText, emptyReport, type Report, table } from '../report/results.ts';
import type { Child } from '../stack/child.ts';
import { cpuPer, cpuTimes } from '../stack/cpu.ts';
import { endQueries, query } from '../stack/servers.ts';
import type { Api, Stack } from '../stack/stack.ts';
import { until } from '../stack/until.ts';
import { lossOf, ratio, summary, type Target, type Trial, trial } from './trials.ts';

export interface WebhookContext {
  stack: Stack;
  databaseUrl: string;
  api: Api;
  baseline: Child & { url: string };
  generator: Child;
  say: (text: string) => void;
}

/** Customers of this part: none of the other parts' numbers. */
export const DRAIN_FIRST_CUSTOMER = 5_000;
const AIM_RATE = 200;
const AIM_RATIO = 2;

const HEAD = [
  'messages/s',
  'target',
  'p50 ms',
  'p95 ms',
  'p99 ms',
  'max ms',
  'p95 ratio',
  'sent',
  'rows',
  'CPU ms a message',
];

export async function webhookPart(context: WebhookContext): Promise<Report> {
  const { stack, say, databaseUrl } = context;
  const { plan } = stack;
  const report = emptyReport();
  const quiet = targetsOf(context, databaseUrl, context.api, context.baseline);

  await warmUp(context, quiet);
  const rows = [];
  for (const { perSecond, seconds } of plan.webhook.trials) {
    say(`webhook: ${perSecond} messages/s on Postgres`);
    rows.push(
      ...(await compare(context, report, {
        series: 'postgres',
        targets: quiet,
        perSecond,
        seconds,
        rounds: plan.webhook.rounds,
      })),
    );
  }
  report.text.push(
    table(
      'Webhook acknowledgement, real Postgres (fsync on), worker off. From the due time of each message.',
      HEAD,
      rows,
    ),
  );

  const drained = await drain(context, report, quiet[1]);
  const { busy } = plan.webhook;
  if (busy) {
    const rows = await besideWorker(context, report, quiet, drained.worker, busy);
    report.text.push(
      table('The same with dispatcher and worker answering beside it (baseline alone on the machine).', HEAD, rows),
    );
  }
  await drained.worker.stop();

  const embedded = await embeddedSeries(context, report);
  report.text.push(table("The same on PGlite (the newcomer's default), worker off.", HEAD, embedded));
  return report;
}

function targetsOf(
  { stack }: WebhookContext,
  databaseUrl: string,
  api: Api,
  baseline: Child & { url: string },
  extra: Record<string, number> = {},
): [Target, Target] {
  return [
    {
      name: 'baseline',
      url: `${baseline.url}/webhook`,
      databaseUrl,
      table: 'baseline_updates',
      roots: { ...stack.roots(baseline), ...extra },
    },
    {
      name: 'parley',
      url: api.webhookUrl,
      databaseUrl,
      table: 'raw_updates',
      roots: { ...stack.roots(api.child), ...extra },
    },
  ];
}

/** Connections opened, code compiled: at a rate that none of the measured ones is. */
async function warmUp({ generator, stack }: WebhookContext, targets: Target[]): Promise<void> {
  for (const target of targets)
    await trial(target, {
      generator,
      secret: stack.secret,
      perSecond: 150,
      seconds: stack.plan.quick ? 1 : 3,
      seed: 99,
    });
}

interface Comparison {
  series: string;
  targets: [Target, Target];
  perSecond: number;
  seconds: number;
  rounds: number;
}

/** Baseline, Parley, baseline, Parley …: what drifts on the machine meets both. */
async function compare(
  { generator, stack }: WebhookContext,
  report: Report,
  comparison: Comparison,
): Promise<(string | number)[][]> {
  const { series, targets, perSecond, seconds, rounds } = comparison;
  const trials: Record<Target['name'], Trial[]> = { baseline: [], parley: [] };
  for (let round = 0; round < rounds; round++) {
    const seed = stack.plan.seed * 1_000 + perSecond + round;
    for (const target of targets)
      trials[target.name].push(await trial(target, { generator, secret: stack.secret, perSecond, seconds, seed }));
  }
  const [base, ours] = targets.map(({ name }) => summary(trials[name].map(each => each.result)));
  if (!base || !ours) throw new Error('a comparison needs two targets');
  const p95Ratio = ratio(ours.latency.p95, base.latency.p95);
  const roundRatios = trials.parley.map((each, index) =>
    ratio(each.latency.p95, trials.baseline[index]?.latency.p95 ?? Number.NaN),
  );
  if (series === 'postgres' && perSecond === AIM_RATE) report.aims.push(aimOf(p95Ratio, roundRatios, trials));
  return targets.map(({ name }) => {
    const all = trials[name];
    const spreads = name === 'parley' ? ours : base;
    const shown = name === 'parley' ? p95Ratio : null;
    for (const each of all) report.losses.push(...lossOf(`${series}, ${perSecond}/s, ${name}`, each));
    report.lines.push({
      kind: 'webhook',
      series,
      perSecond,
      target: name,
      ...spreads,
      p95Ratio: shown,
      roundRatios: name === 'parley' ? roundRatios : null,
      ...counts(all),
      cpuMsPerMessage: all.map(each => each.cpuMs),
    });
    return rowOf(perSecond, name, all, shown);
  });
}

function counts(trials: Trial[]): { sent: number; accepted: number; rows: number } {
  const sum = (pick: (each: Trial) => number): number => trials.reduce((total, each) => total + pick(each), 0);
  return {
    sent: sum(each => each.result.sent),
    accepted: sum(each => each.result.accepted),
    rows: sum(each => each.rows),
  };
}

function rowOf(perSecond: number, name: string, trials: Trial[], p95Ratio: number | null): (string | number)[] {
  const { latency } = summary(trials.map(each => each.result));
  const { sent, rows } = counts(trials);
  const cpu = trials.at(-1)?.cpuMs ?? {};
  return [
    perSecond,
    name,
    latency.p50,
    latency.p95,
    latency.p99,
    latency.max,
    p95Ratio === null ? '' : `${p95Ratio}x`,
    sent,
    rows,
    cpuText(cpu),
  ];
}

function aimOf(p95Ratio: number, roundRatios: number[], trials: Record<Target['name'], Trial[]>): Aim {
  return {
    name: `acknowledgement p95 at ${AIM_RATE}/s`,
    aim: `<= ${AIM_RATIO}x the baseline`,
    measured: `${p95Ratio}x (rounds: ${roundRatios.map(each => `${each}x`).join(', ')})`,
    met: p95Ratio <= AIM_RATIO,
    because: `CPU ms a message: Parley ${cpuText(trials.parley.at(-1)?.cpuMs ?? {})}; baseline ${cpuText(trials.baseline.at(-1)?.cpuMs ?? {})}`,
  };
}

/** A backlog that nobody works on, then the dispatcher starts: how long until every update is recorded, and answered. */
async function drain(context: WebhookContext, report: Report, target: Target): Promise<{ worker: Child }> {
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

async function besideWorker(
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

async function embeddedSeries(context: WebhookContext, report: Report): Promise<(string | number)[][]> {
  const { stack, say } = context;
  const dataDir = await mkdtemp(join(stack.scratch, 'pglite-'));
  const server = await startEmbeddedPostgres({ dataDir, env: stack.env });
  const started: Child[] = [];
  try {
    await stack.prepare(server.url);
    const api = await stack.api(server.url, true);
    started.push(api.child);
    const baseline = await stack.baseline(server.url);
    started.push(baseline);
    const targets = targetsOf(context, server.url, api, baseline, { pglite: server.pid });
    await warmUp(context, targets);
    const rows = [];
    for (const { perSecond, seconds } of stack.plan.webhook.embedded) {
      say(`webhook: ${perSecond} messages/s on PGlite`);
      rows.push(...(await compare(context, report, { series: 'pglite', targets, perSecond, seconds, rounds: 1 })));
    }
    return rows;
  } finally {
    for (const child of started.reverse()) await child.stop();
    await endQueries(server.url);
    await server.stop();
  }
}
