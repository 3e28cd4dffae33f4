/** Part 2: turns a second with open conversations, against a bare workflow on the same server; and part 4: what a turn leaves in the history. */
import { setTimeout as sleep } from 'node:timers/promises';
import { closedLoop, type Lane, type LoopResult } from '../load/closed-loop.ts';
import { bareLane, conversationsOf, parleyLane } from '../load/lanes.ts';
import { cpuText, emptyReport, type Report, table } from '../report/results.ts';
import { round, type Spread, spreadOf } from '../report/stats.ts';
import { type CpuTimes, cpuPer, cpuTimes } from '../stack/cpu.ts';
import { query } from '../stack/servers.ts';
import type { Api, Stack } from '../stack/stack.ts';
import { type HistorySize, historyReader, perTurn } from './history.ts';

export interface TurnsContext {
  stack: Stack;
  databaseUrl: string;
  api: Api;
  say: (text: string) => void;
}

interface Measured {
  lane: Lane['name'];
  phase: string;
  /** As planned: says what is compared with what. */
  open: number;
  /** Fewer when opening them was cut short. */
  reallyOpen: number;
  turns: number;
  perSecond: number;
  latency: Spread;
  cpuMs: CpuTimes;
  loop: LoopResult;
  history?: HistorySize;
}

const AIM = 0.8;
const AIM_EVENTS = 24;
const HEAD = [
  'open',
  'messages',
  'target',
  'turns/s',
  'ratio',
  'p50 ms',
  'p95 ms',
  'p99 ms',
  'no answer',
  'CPU ms a turn',
];
const SAMPLE = 40;

export async function turnsPart(context: TurnsContext): Promise<Report> {
  const { stack } = context;
  const report = emptyReport();
  const bare = await bareSeries(context, report);
  const parley = await parleySeries(context, report);
  const again = stack.plan.turns.again ? [await bareAgain(context)] : [];
  const all = [...bare, ...parley, ...again];
  for (const each of all) {
    const { loop, ...figures } = each;
    const { latenciesMs: _all, ...outcome } = loop;
    report.lines.push({ kind: 'turns', ...figures, ...outcome, ratio: ratioOf(each, bare) });
    if (loop.unfinished > 0)
      report.losses.push(
        `turns, ${each.lane}, ${each.phase} (${each.open} open): ${loop.unfinished} messages had no answer in time`,
      );
  }
  report.text.push(
    table(
      `Turns, ${stack.plan.turns.outstanding} outstanding at most, closed loop, quiet window ${stack.plan.quietMs} ms (part of every latency).`,
      HEAD,
      all.map(each => rowOf(each, bare)),
    ),
    'The bare workflow: same signal with start, quiet window and worker settings, relay in memory (no outbox), no codec, no search\nattributes; a turn is three activities that do nothing. "first" opens a conversation, "next" goes on in an open one.\n',
  );
  for (const each of parley.filter(({ phase }) => phase === 'next')) {
    const ratio = ratioOf(each, bare) ?? Number.NaN;
    report.aims.push({
      name: `turns/s, ${each.reallyOpen} open conversations`,
      aim: `>= ${AIM} of the bare workflow`,
      measured: `${ratio} (${each.perSecond}/s)`,
      met: ratio >= AIM,
      because: `CPU ms a turn: ${cpuText(each.cpuMs)}; bare: ${cpuText(baseOf(each, bare)?.cpuMs ?? {})}. A core has 1000 ms a second`,
    });
  }
  const events = parley.find(({ history }) => history)?.history?.events;
  if (events !== undefined)
    report.aims.push({
      name: 'history events a turn',
      aim: `<= ${AIM_EVENTS}`,
      measured: String(events),
      met: events <= AIM_EVENTS,
      because: 'the kinds of events stand above',
    });
  return report;
}

const baseOf = (each: Measured, bare: Measured[]): Measured | undefined =>
  bare.find(base => base.phase === each.phase && base.open === each.open) ??
  bare.find(base => base.phase === each.phase);
const ratioOf = (each: Measured, bare: Measured[]): number | null => {
  const base = each.lane === 'parley' ? baseOf(each, bare) : undefined;
  return base ? round(each.perSecond / base.perSecond) : null;
};

function rowOf(each: Measured, bare: Measured[]): (string | number)[] {
  const { latency, loop } = each;
  const stopped = loop.cut ? ' (cut)' : '';
  return [
    each.reallyOpen < each.open ? `${each.reallyOpen} of ${each.open}` : each.open,
    `${each.turns} ${each.phase}${stopped}`,
    each.lane,
    each.perSecond,
    ratioOf(each, bare) ?? '',
    Math.round(latency.p50),
    Math.round(latency.p95),
    Math.round(latency.p99),
    loop.withoutAnswer + loop.unfinished,
    cpuText(each.cpuMs),
  ];
}

async function measure(
  context: TurnsContext,
  input: {
    lane: Lane;
    written: Map<number, number>;
    conversations: number[];
    turns: 'each once' | number;
    phase: string;
    open: number;
    roots: Record<string, number>;
  },
): Promise<Measured> {
  const { plan } = context.stack;
  context.say(
    `turns: ${input.lane.name}, ${input.turns === 'each once' ? input.conversations.length : input.turns} ${input.phase} messages, ${input.open} open conversations`,
  );
  const before = cpuTimes(input.roots);
  const loop = await closedLoop({
    ...input,
    outstanding: plan.turns.outstanding,
    limitSeconds: plan.turns.limitSeconds,
    seed: plan.seed,
  });
  const cpuMs = cpuPer(before, cpuTimes(input.roots), loop.turns);
  return {
    lane: input.lane.name,
    phase: input.phase,
    open: input.open,
    reallyOpen: input.written.size,
    turns: loop.turns,
    perSecond: round(loop.turns / loop.seconds),
    latency: spreadOf(loop.latenciesMs),
    cpuMs,
    loop,
  };
}

const upTo = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, index) => from + index);

/** Opens more and more conversations, and measures those that are open. */
async function bareSeries(context: TurnsContext, report: Report): Promise<Measured[]> {
  const { stack } = context;
  const worker = await stack.bareWorker();
  const histories = await historyReader(stack.temporal.address, stack.namespace);
  try {
    const lane = bareLane(worker);
    const written = new Map<number, number>();
    const roots = stack.roots(worker);
    const measured: Measured[] = [];
    let known = 0;
    for (const { conversations, turns } of stack.plan.turns.open) {
      measured.push(
        await measure(context, {
          lane,
          written,
          conversations: upTo(known, conversations),
          turns: 'each once',
          phase: 'first',
          open: conversations,
          roots,
        }),
      );
      known = conversations;
      const ids = upTo(0, Math.min(SAMPLE, conversations)).map(index => `bare/bench-bare/${index}`);
      const sizes = await histories.sizes(ids);
      const soFar = ids.map((_, index) => written.get(index) ?? 0);
      const next = await measure(context, {
        lane,
        written,
        conversations: upTo(0, conversations),
        turns,
        phase: 'next',
        open: conversations,
        roots,
      });
      const turnsOfSample = ids.reduce((sum, _, index) => sum + (written.get(index) ?? 0) - (soFar[index] ?? 0), 0);
      const history = perTurn(sizes, await histories.sizes(ids), turnsOfSample);
      if (turnsOfSample > 0)
        report.lines.push({ kind: 'history', lane: 'bare', open: conversations, turns: turnsOfSample, ...history });
      measured.push({ ...next, ...(turnsOfSample > 0 ? { history } : {}) });
    }
    return measured;
  } finally {
    await histories.close();
    await worker.stop();
  }
}

async function bareAgain(context: TurnsContext): Promise<Measured> {
  const { stack } = context;
  const [first] = stack.plan.turns.open;
  if (!first) throw new Error('the plan opens no conversations');
  const worker = await stack.bareWorker();
  try {
    const lane = bareLane(worker);
    // A number of its own above all that were written before.
    const conversations = upTo(0, first.conversations);
    const written = new Map(conversations.map(index => [index, 10_000]));
    const common = {
      lane,
      written,
      conversations,
      open: first.conversations,
      roots: stack.roots(worker),
    };
    // The new worker has to read every history once before it is as warm as the first one was.
    await measure(context, { ...common, turns: 'each once', phase: 'warm-up' });
    return await measure(context, { ...common, turns: first.turns, phase: 'again' });
  } finally {
    await worker.stop();
  }
}

async function parleySeries(context: TurnsContext, report: Report): Promise<Measured[]> {
  const { stack, databaseUrl, api } = context;
  const phone = await stack.phone();
  const worker = await stack.worker(databaseUrl);
  const histories = await historyReader(stack.temporal.address, stack.namespace);
  try {
    const lane = parleyLane(phone, databaseUrl, stack.plan.seed);
    const written = new Map<number, number>();
    const roots = stack.roots(api.child, worker, phone.children.whatsapp, phone.children.model);
    const measured: Measured[] = [];
    let known = 0;
    const idle = await idleTransactions(databaseUrl);
    for (const { conversations, turns } of stack.plan.turns.open) {
      measured.push(
        await measure(context, {
          lane,
          written,
          conversations: upTo(known, conversations),
          turns: 'each once',
          phase: 'first',
          open: conversations,
          roots,
        }),
      );
      // What was cut short is not open: the next messages go to those that are.
      const open = upTo(0, conversations).filter(index => written.has(index));
      known = conversations;
      const sample = (await conversationsOf(databaseUrl, open.slice(0, SAMPLE))).map(
        row => `conversation/${row.orgId}/${row.id}`,
      );
      const before = await histories.sizes(sample);
      const soFar = await transactions(databaseUrl);
      const turnsBefore = await turnsOf(databaseUrl, sample);
      const next = await measure(context, {
        lane,
        written,
        conversations: open,
        turns,
        phase: 'next',
        open: conversations,
        roots,
      });
      await sleep(1_200);
      const turnsOfSample = (await turnsOf(databaseUrl, sample)) - turnsBefore;
      const history = perTurn(before, await histories.sizes(sample), Math.max(1, turnsOfSample));
      const commits = (await transactions(databaseUrl)) - soFar;
      const busySeconds = next.loop.seconds + 1.2;
      const [one] = sample;
      const kinds = one && turnsOfSample > 0 ? await histories.kinds(one, before.get(one)?.events ?? 0) : {};
      report.lines.push({
        kind: 'history',
        lane: 'parley',
        open: open.length,
        turns: turnsOfSample,
        ...history,
        kindsOfOne: kinds,
      });
      const commitsPerTurn = round(commits / Math.max(1, next.turns));
      report.lines.push({
        kind: 'transactions',
        open: open.length,
        commitsPerTurn,
        idlePerSecond: idle,
        seconds: busySeconds,
      });
      report.text.push(
        [
          `With ${open.length} open conversations a turn leaves ${history.events} history events and ${history.bytes} bytes (${turnsOfSample} turns of ${sample.length} conversations);`,
          `  Postgres commits ${commitsPerTurn} transactions a turn, polling included (idle: ${idle}/s).`,
          `  Events of one conversation: ${Object.entries(kinds)
            .map(([kind, count]) => `${kind} ${count}`)
            .join(', ')}`,
          '',
        ].join('\n'),
      );
      measured.push({ ...next, history });
    }
    report.lines.push({ kind: 'outcomes', ...(await outcomes(databaseUrl)) });
    return measured;
  } finally {
    await histories.close();
    await worker.stop();
  }
}

async function transactions(databaseUrl: string): Promise<number> {
  const [row] = await query<{ commits: number }>(
    databaseUrl,
    'select xact_commit::int as commits from pg_stat_database where datname = current_database()',
  );
  return row?.commits ?? 0;
}

/** What polling alone commits each second. */
async function idleTransactions(databaseUrl: string): Promise<number> {
  await sleep(1_500);
  const before = await transactions(databaseUrl);
  await sleep(2_000);
  return Math.round(((await transactions(databaseUrl)) - before) / 2);
}

async function turnsOf(databaseUrl: string, workflowIds: string[]): Promise<number> {
  const ids = workflowIds.map(id => id.split('/')[2] ?? '');
  const [row] = await query<{ count: number }>(
    databaseUrl,
    "select count(*)::int as count from turns where conversation_id = any($1::uuid[]) and outcome <> 'RUNNING'",
    [ids],
  );
  return row?.count ?? 0;
}

async function outcomes(databaseUrl: string): Promise<Record<string, number>> {
  const rows = await query<{ outcome: string; count: number }>(
    databaseUrl,
    'select outcome, count(*)::int as count from turns group by outcome',
  );
  return Object.fromEntries(rows.map(row => [row.outcome, row.count]));
}
