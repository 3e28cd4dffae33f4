/** Part 4: how the list, the search, a conversation and its thread are read, and how that grows with the record. */
import { openSession, type Session } from '../load/session.ts';
import { recordOf, type SeededRecord } from '../record/record.ts';
import { cpuText, emptyReport, type Report, table } from '../report/results.ts';
import { type Spread, spreadOf } from '../report/stats.ts';
import { type CpuTimes, cpuPer, cpuTimes } from '../stack/cpu.ts';
import { query } from '../stack/servers.ts';
import type { Stack } from '../stack/stack.ts';
import { ratio } from './trials.ts';

export interface ReadContext {
  stack: Stack;
  say: (text: string) => void;
}

const AIM_MS = 50;
const PAGE_AT = 20;
const VIEWS = ['open', 'needs_human', 'mine', 'ai', 'approval', 'unread', 'resolved', 'all'];
/** What people search for: a common word, a rare one, a beginning, a phrase, a name, digits, other scripts, nothing there is. */
const SEARCHES: [string, string, string][] = [
  ['price', 'open', 'a common word'],
  ['PR4242', 'all', 'a rare word'],
  ['broch', 'open', 'a beginning'],
  ['next month', 'open', 'a phrase'],
  ['possession', 'needs_human', 'a word, small view'],
  ['Kulkarni', 'all', 'a name'],
  ['98765', 'all', 'digits'],
  ['कीमत', 'all', 'Hindi'],
  ['mango', 'all', 'nothing'],
];

interface Read {
  name: string;
  /** The nth one, so that not one conversation alone is read again and again. */
  parley(index: number): string;
  baseline(index: number): string;
}

interface Measured {
  parley: Spread;
  baseline: Spread;
  cpuMs: { parley: CpuTimes; baseline: CpuTimes };
  failed: string[];
}

export async function inboxPart({ stack, say }: ReadContext): Promise<Report> {
  const report = emptyReport();
  const { sizes, samples } = stack.plan.inbox;
  const growth = new Map<string, string[]>();
  for (const conversations of sizes) {
    const { record, size } = await recordOf(stack, conversations, say);
    const session = await openSession(record.api.url);
    try {
      const reads = await readsOf(record, session);
      const rows: (string | number)[][] = [];
      let worst = { name: '', p95: 0 };
      say(`inbox: ${reads.length} kinds of reads at ${conversations} conversations`);
      for (const read of reads) {
        const measured = await measure(stack, record, session, read, samples);
        const { parley, baseline, cpuMs, failed } = measured;
        if (failed.length > 0) report.losses.push(`inbox, ${read.name}: ${failed.length} failed, first ${failed[0]}`);
        if (parley.p95 > worst.p95) worst = { name: read.name, p95: parley.p95 };
        const p95Ratio = ratio(parley.p95, baseline.p95);
        rows.push([
          read.name,
          baseline.p50,
          baseline.p95,
          parley.p50,
          parley.p95,
          `${p95Ratio}x`,
          cpuText(cpuMs.parley),
        ]);
        growth.set(read.name, [...(growth.get(read.name) ?? []), `${parley.p50} / ${parley.p95}`]);
        report.lines.push({ kind: 'inbox', conversations, read: read.name, parley, baseline, p95Ratio, cpuMs });
      }
      if (conversations === sizes.at(-1)) {
        report.text.push(
          table(
            `Reading the record: ${conversations} conversations of the organization; ${size?.conversations} and ${size?.messages} messages with the other's. ${samples} of each, one after the other.`,
            ['read', 'base p50', 'base p95', 'p50 ms', 'p95 ms', 'ratio', 'CPU ms a read'],
            rows,
          ),
        );
        report.aims.push({
          name: `api p95 of every read at ${conversations} conversations`,
          aim: `< ${AIM_MS} ms`,
          measured: `${worst.p95} ms (the slowest: ${worst.name})`,
          met: worst.p95 < AIM_MS,
          because: 'see the CPU time of each read, and the baseline beside it',
        });
      }
    } finally {
      session.close();
    }
  }
  report.text.push(
    table(
      'How it grows: p50 / p95 in ms by the number of conversations.',
      ['read', ...sizes.map(String)],
      [...growth].map(([name, cells]) => [name, ...cells]),
    ),
  );
  return report;
}

/** Baseline, Parley, baseline, Parley …; the first of each is not counted. */
async function measure(
  stack: Stack,
  record: SeededRecord,
  session: Session,
  read: Read,
  samples: number,
): Promise<Measured> {
  const ms = { parley: [] as number[], baseline: [] as number[] };
  const cpu = { parley: {} as CpuTimes, baseline: {} as CpuTimes };
  const failed: string[] = [];
  const roots = stack.roots(record.api.child, record.baseline);
  // By halves: what drifts on the machine meets both, and the ticks of /proc are too coarse for single requests.
  for (const half of [0, 1])
    for (const side of ['baseline', 'parley'] as const) {
      const before = cpuTimes(roots);
      for (let index = 0; index < samples / 2 + 1; index++) {
        const path = read[side](half * samples + index);
        const answer = await session.get(path);
        if (answer.status !== 200) failed.push(`${answer.status} ${answer.text.slice(0, 120)}`);
        else if (index > 0) ms[side].push(answer.ms);
      }
      const used = cpuPer(before, cpuTimes(roots), samples + 2);
      for (const [name, value] of Object.entries(used))
        if (name !== 'temporal' && name !== 'bench')
          cpu[side][name] = Math.round(((cpu[side][name] ?? 0) + value) * 100) / 100;
    }
  return { parley: spreadOf(ms.parley), baseline: spreadOf(ms.baseline), cpuMs: cpu, failed };
}

async function readsOf(record: SeededRecord, session: Session): Promise<Read[]> {
  const api = `${record.api.url}/api/v1/conversations`;
  const [org] = await query<{ id: string }>(
    record.databaseUrl,
    'select id from organizations order by slug desc limit 1',
  );
  const base = `${record.baseline.url}/reads/${org?.id}`;
  const ids = (
    await query<{ id: string }>(
      record.databaseUrl,
      'select id from bench_conversations where org_id = $1 order by hashint8extended(n, 99) limit 200',
      [org?.id],
    )
  ).map(row => row.id);
  const idOf = (index: number): string => ids[index % ids.length] ?? '';
  const deep = await pageAt(api, session);
  return [
    ...VIEWS.map(view => ({
      name: `list: ${view}`,
      parley: () => `${api}?view=${view}`,
      baseline: () => `${base}/list?view=${view}`,
    })),
    {
      name: `list: open, page ${PAGE_AT}`,
      parley: () => `${api}?cursor=${deep.cursor}`,
      baseline: () => `${base}/list?view=open&after=${encodeURIComponent(deep.after)}`,
    },
    ...SEARCHES.map(([text, view, name]) => ({
      name: `search: ${name}`,
      parley: () => `${api}?view=${view}&search=${encodeURIComponent(text)}`,
      baseline: () => `${base}/search?word=${encodeURIComponent(text)}`,
    })),
    {
      name: 'conversation',
      parley: index => `${api}/${idOf(index)}`,
      baseline: index => `${base}/open/${idOf(index)}`,
    },
    {
      name: 'thread page',
      parley: index => `${api}/${idOf(index)}/messages`,
      baseline: index => `${base}/thread/${idOf(index)}`,
    },
  ];
}

/** Where the twentieth page begins, for both. */
async function pageAt(api: string, session: Session): Promise<{ cursor: string; after: string }> {
  let cursor = '';
  for (let page = 1; page < PAGE_AT; page++) {
    const answer = await session.get(`${api}?limit=10${cursor ? `&cursor=${cursor}` : ''}`);
    cursor = (JSON.parse(answer.text) as { cursor: string | null }).cursor ?? cursor;
  }
  const [at = '0', id = ''] = Buffer.from(cursor, 'base64url')
    .toString()
    .split(/\.(.*)/);
  return { cursor, after: `${new Date(Number(at)).toISOString()}/${id}` };
}
