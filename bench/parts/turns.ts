/** Part 2: turns a second with open conversations, against a bare workflow on the same server; and part 4: what a turn leaves in the history. */
import { cpuText, emptyReport, type Report, table } from '../report/results.ts';
import { round } from '../report/stats.ts';
import { callingSeries } from './calling-series.ts';
import { statementCount } from './statements.ts';
import { bareAgain, bareSeries, type Measured, parleySeries, type TurnsContext } from './turn-series.ts';

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

export async function turnsPart(context: TurnsContext): Promise<Report> {
  const { stack } = context;
  const report = emptyReport();
  const bare = await bareSeries(context, report);
  const counted = statementCount(stack.postgres.statementLog, context.databaseUrl);
  const parley = await parleySeries(context, report);
  const turns = parley.reduce((sum, each) => sum + each.turns, 0);
  counted?.(report, turns, 'turn');
  const again = stack.plan.turns.again ? [await bareAgain(context)] : [];
  const calling = await callingSeries(context);
  const all = [...bare, ...parley, ...(calling ? [calling] : []), ...again];
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
    'The bare workflow: same signal with start, quiet window and worker settings, relay in memory (no outbox), no codec, no search\nattributes; a turn is three activities that do nothing. "calling" is the same with four calls\nto the model, one message and seven rows, and nothing else: no record, no checks, no seals. "first" opens a conversation, "next" goes on in an open one.\n',
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
  const base = each.lane !== 'bare' ? baseOf(each, bare) : undefined;
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
