/** Opens conversations, measures those that are open: with the bare workflow, and with Parley. */
import { setTimeout as sleep } from 'node:timers/promises';
import { closedLoop, type Lane, type LoopResult } from '../load/closed-loop.ts';
import { bareLane, conversationsOf, parleyLane } from '../load/lanes.ts';
import type { Report } from '../report/results.ts';
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

export interface Measured {
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

/** Histories that are looked at. */
const SAMPLE = 40;

export async function measure(
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

export const upTo = (from: number, to: number): number[] =>
  Array.from({ length: to - from }, (_, index) => from + index);

/** Opens more and more conversations, and measures those that are open. */
export async function bareSeries(context: TurnsContext, report: Report): Promise<Measured[]> {
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

export async function bareAgain(context: TurnsContext): Promise<Measured> {
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

export async function parleySeries(context: TurnsContext, report: Report): Promise<Measured[]> {
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
