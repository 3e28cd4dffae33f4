/** Part: what a decision costs besides the model, at a steady pace (A-PERF-1, A-PERF-2), beside the bare workflow at the same pace. */
import { createTokenCounter } from '../../adapters/model/tokens.ts';
import { assemblePrompt, PROMPT_CEILING } from '../../domain/agent/prompt.ts';
import { closedLoop, type Lane, type LoopResult } from '../load/closed-loop.ts';
import { bareLane, parleyLane } from '../load/lanes.ts';
import { textOf } from '../load/messages.ts';
import { type Aim, cpuText, emptyReport, type Report, table } from '../report/results.ts';
import { round, type Spread, spreadOf } from '../report/stats.ts';
import { type CpuTimes, cpuPer, cpuTimes } from '../stack/cpu.ts';
import { randomFrom } from '../stack/random.ts';
import { query } from '../stack/servers.ts';
import type { TurnsContext } from './turn-series.ts';

const AIM_OWN_MS = 150;
const AIM_PROMPT_MS = 5;
/** Customers of this part alone. */
const FIRST_CUSTOMER = 6_000;
const HEAD = ['target', 'turns/s', 'p50 ms', 'p95 ms', 'p99 ms', 'max ms', 'count', 'CPU ms a turn'];

interface Paced {
  loop: LoopResult;
  /** From writing to the answer, without the quiet window. */
  answer: Spread;
  cpuMs: CpuTimes;
  /** Of the measured turns. */
  fromMs: number;
}

export async function overheadPart(context: TurnsContext): Promise<Report> {
  const { stack, databaseUrl, api } = context;
  const report = emptyReport();
  const bareWorker = await stack.bareWorker();
  const bare = await paced(context, bareLane(bareWorker), stack.roots(bareWorker)).finally(() => bareWorker.stop());
  const phone = await stack.phone();
  const worker = await stack.worker(databaseUrl);
  const lane = parleyLane(phone, databaseUrl, stack.plan.seed);
  const roots = stack.roots(api.child, worker, phone.children.whatsapp, phone.children.model);
  const parley = await paced(context, lane, roots).finally(() => worker.stop());
  const { own, model } = await ownTimes(databaseUrl, parley.fromMs);
  const prompts = promptTimes(stack.plan.seed);

  const row = (target: string, spread: Spread, of: Paced | null): (string | number)[] => [
    target,
    of ? round(of.loop.turns / of.loop.seconds) : '',
    spread.p50,
    spread.p95,
    spread.p99,
    spread.max,
    spread.count,
    of ? cpuText(of.cpuMs) : '',
  ];
  report.text.push(
    table(
      `A decision at ${stack.plan.overhead.perSecond} turns/s, ${stack.plan.overhead.conversations} open conversations.`,
      HEAD,
      [
        row('bare: message to answer, without the quiet window', bare.answer, bare),
        row('parley: the same', parley.answer, parley),
        row('parley: a turn from its opening to its claim, without its model calls', own, null),
        row('parley: its model calls (simulated, no latency; the HTTP is in it)', model, null),
        row('parley: putting one prompt together', prompts, null),
      ],
    ),
  );
  report.lines.push(
    { kind: 'overhead', lane: 'bare', answer: bare.answer, cpuMs: bare.cpuMs, unfinished: bare.loop.unfinished },
    {
      kind: 'overhead',
      lane: 'parley',
      answer: parley.answer,
      own,
      model,
      prompts,
      cpuMs: parley.cpuMs,
      unfinished: parley.loop.unfinished,
    },
  );
  report.aims.push(
    aim(`decision without the model, p95 at ${stack.plan.overhead.perSecond} turns/s`, own.p95, AIM_OWN_MS, parley),
    aim('prompt assembly, p95', prompts.p95, AIM_PROMPT_MS, parley),
  );
  for (const { loop, name } of [
    { loop: bare.loop, name: 'bare' },
    { loop: parley.loop, name: 'parley' },
  ])
    if (loop.unfinished > 0) report.losses.push(`overhead, ${name}: ${loop.unfinished} messages had no answer in time`);
  return report;
}

const aim = (name: string, measured: number, most: number, { cpuMs }: Paced): Aim => ({
  name,
  aim: `< ${most} ms`,
  measured: `${measured} ms`,
  met: measured < most,
  because: `CPU ms a turn: ${cpuText(cpuMs)}. A core has 1000 ms a second`,
});

async function paced({ stack, say }: TurnsContext, lane: Lane, roots: Record<string, number>): Promise<Paced> {
  const { conversations: open, perSecond, seconds } = stack.plan.overhead;
  const conversations = Array.from({ length: open }, (_, index) => FIRST_CUSTOMER + index);
  const common = { lane, written: new Map<number, number>(), conversations, seed: stack.plan.seed };
  say(`overhead: ${lane.name}, ${open} conversations are opened`);
  await closedLoop({ ...common, turns: 'each once', outstanding: 10, limitSeconds: stack.plan.turns.limitSeconds });
  say(`overhead: ${lane.name}, ${perSecond} messages/s for ${seconds} s`);
  const fromMs = Date.now();
  const before = cpuTimes(roots);
  // Open conversations are enough that none is written to twice at once.
  const loop = await closedLoop({
    ...common,
    turns: perSecond * seconds,
    outstanding: open,
    perSecond,
    limitSeconds: 2 * seconds,
  });
  const cpuMs = cpuPer(before, cpuTimes(roots), loop.turns);
  return { loop, answer: spreadOf(loop.latenciesMs.map(ms => ms - stack.plan.quietMs)), cpuMs, fromMs };
}

/** As the record has it: turns and their steps name their times. */
async function ownTimes(databaseUrl: string, fromMs: number): Promise<{ own: Spread; model: Spread }> {
  const rows = await query<{ total: number; model: number }>(
    databaseUrl,
    `select (extract(epoch from t.ended_at - t.started_at) * 1000)::float8 as total,
            (select coalesce(sum(s.latency_ms), 0)::int from turn_steps s where s.org_id = t.org_id and s.turn_id = t.id) as model
     from turns t where t.started_at >= $1 and t.ended_at is not null and t.outcome in ('SENT', 'ESCALATED', 'SILENT')`,
    [new Date(fromMs)],
  );
  return {
    own: spreadOf(rows.map(({ total, model }) => Math.max(0, total - model))),
    model: spreadOf(rows.map(({ model }) => model)),
  };
}

const PROMPTS = 400;

/** A full prompt: twenty messages that nobody has counted yet, and the lines of a business that were counted before. */
function promptTimes(seed: number): Spread {
  const random = randomFrom(seed);
  const count = createTokenCounter();
  const stable = ['business', 'rules', 'tone', 'guardrails'].map(name => ({
    name,
    lines: Array.from({ length: 6 }, (_, index) => `${name} ${index}: ${textOf(random)} ${textOf(random)}`),
  }));
  const times: number[] = [];
  for (let round = 0; round < PROMPTS; round++) {
    const lines = (amount: number) =>
      Array.from({ length: amount }, (_, index) => `[${round}-${index}] customer: ${JSON.stringify(textOf(random))}`);
    const input = {
      stable,
      knowledge: lines(5),
      summary: textOf(random),
      slots: lines(4),
      memory: lines(3),
      recent: lines(20),
      batch: lines(2),
      timing: lines(1),
      tail: [{ name: 'trigger', lines: ['inbound'] }],
    };
    const since = performance.now();
    assemblePrompt(input, PROMPT_CEILING, 300, count);
    times.push(performance.now() - since);
  }
  // The first ones make the code and the counter's tables ready; a process that runs has done so.
  return spreadOf(times.slice(PROMPTS / 10));
}
