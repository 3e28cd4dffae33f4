/** Trials of the webhook: one open-loop load against one target, with CPU times and a check that every row is there. */
import { runLoad } from '../load/client.ts';
import type { LoadResult } from '../load/generator.ts';
import { cpuText } from '../report/results.ts';
import { round, type Spread, spreadOf } from '../report/stats.ts';
import type { Child } from '../stack/child.ts';
import { type CpuTimes, cpuPer, cpuTimes } from '../stack/cpu.ts';
import { query } from '../stack/servers.ts';

export interface Target {
  name: 'baseline' | 'parley';
  url: string;
  databaseUrl: string;
  table: 'baseline_updates' | 'raw_updates';
  /** Whose CPU time is told. */
  roots: Record<string, number>;
}

export interface TrialOptions {
  generator: Child;
  secret: string;
  perSecond: number;
  seconds: number;
  seed: number;
  customers?: number;
  firstCustomer?: number;
  /** Ids for a trial of its own are made up when absent. */
  prefix?: string;
}

export interface Trial {
  result: LoadResult;
  latency: Spread;
  service: Spread;
  lateness: Spread;
  /** Per message. */
  cpuMs: CpuTimes;
  /** New rows in the target's table. */
  rows: number;
}

let trials = 0;

export async function trial(target: Target, options: TrialOptions): Promise<Trial> {
  const before = await rowsOf(target);
  const cpuBefore = cpuTimes(target.roots);
  const result = await runLoad(options.generator, {
    url: target.url,
    secret: options.secret,
    perSecond: options.perSecond,
    seconds: options.seconds,
    seed: options.seed,
    prefix: options.prefix ?? `trial-${++trials}`,
    customers: options.customers ?? 1_000,
    firstCustomer: options.firstCustomer ?? 0,
  });
  const cpuMs = cpuPer(cpuBefore, cpuTimes(target.roots), result.sent);
  return { ...summary([result]), result, cpuMs, rows: (await rowsOf(target)) - before };
}

export function summary(results: LoadResult[]): Pick<Trial, 'latency' | 'service' | 'lateness'> {
  return {
    latency: spreadOf(results.flatMap(result => result.latenciesMs)),
    service: spreadOf(results.flatMap(result => result.serviceMs)),
    lateness: spreadOf(results.flatMap(result => result.latenessMs)),
  };
}

/** Lost: accepted, and no row is there. Unanswered messages may or may not have one. */
export const lossOf = (name: string, { result, rows }: Pick<Trial, 'result' | 'rows'>): string[] => [
  ...(rows < result.accepted
    ? [`${name}: ${result.accepted - rows} of ${result.accepted} accepted messages have no row`]
    : []),
  ...(result.accepted < result.sent
    ? [
        `${name}: ${result.sent - result.accepted} of ${result.sent} messages were not accepted (${JSON.stringify(result.refused)})`,
      ]
    : []),
];

export async function rowsOf({ databaseUrl, table }: Target): Promise<number> {
  const [row] = await query<{ count: number }>(databaseUrl, `select count(*)::int as count from ${table}`);
  return row?.count ?? 0;
}

export const ratio = (parley: number, baseline: number): number => round(parley / baseline);

export const TRIAL_HEAD = [
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

export function counts(trials: Trial[]): { sent: number; accepted: number; rows: number } {
  const sum = (pick: (each: Trial) => number): number => trials.reduce((total, each) => total + pick(each), 0);
  return {
    sent: sum(each => each.result.sent),
    accepted: sum(each => each.result.accepted),
    rows: sum(each => each.rows),
  };
}

/** One row under TRIAL_HEAD; CPU times are those of the last trial. */
export function rowOf(perSecond: number, name: string, trials: Trial[], p95Ratio: number | null): (string | number)[] {
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
