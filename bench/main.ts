/** npm run bench: one command, one table. What is measured against what stands in README.md beside this file. */
import { HELP, type Plan, readPlan } from './options.ts';
import { inboxPart } from './parts/inbox.ts';
import { overheadPart } from './parts/overhead.ts';
import { pagePart } from './parts/page.ts';
import { screenPart } from './parts/screen.ts';
import { takeoverPart } from './parts/takeover.ts';
import { turnsPart } from './parts/turns.ts';
import { webhookPart } from './parts/webhook.ts';
import { commitOf, describeMachine } from './report/machine.ts';
import { type Aim, emptyReport, keep, type Report } from './report/results.ts';
import { builtUi } from './stack/browser.ts';
import { type Stack, startStack } from './stack/stack.ts';

/** Whatever hangs: after this the run says what it has, cleans up and fails. */
const LIMIT_MS = 12 * 60_000;

const startedAt = new Date();
const say = (text: string): void => void process.stderr.write(`bench ${clock()}  ${text}\n`);
const clock = (): string => `${((Date.now() - startedAt.getTime()) / 1000).toFixed(0).padStart(3)} s`;

let stack: Stack | null = null;
let stopping = false;

async function end(code: number): Promise<never> {
  if (!stopping) {
    stopping = true;
    await stack?.stop();
  }
  process.exit(code);
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    say('stopping');
    void end(130);
  });
}

try {
  const plan = readPlan(process.argv.slice(2));
  if (!plan) {
    process.stdout.write(HELP);
    process.exit(0);
  }
  await end(await bench(plan));
} catch (error) {
  process.stderr.write(`bench: ${error instanceof Error ? error.message : String(error)}\n`);
  await end(1);
}

async function bench(plan: Plan): Promise<number> {
  const report = emptyReport();
  const limit = setTimeout(() => {
    say(`not finished within ${LIMIT_MS / 60_000} minutes: stopping`);
    process.stdout.write(`${report.text.join('\n')}\n`);
    void end(1);
  }, LIMIT_MS);
  limit.unref();
  say('starting Postgres and Temporal');
  stack = await startStack(plan, say);
  const machine = describeMachine({ postgres: stack.postgres.version, temporal: stack.temporal.version });
  const commit = commitOf();
  const head = {
    commit,
    seed: plan.seed,
    quick: plan.quick,
    only: plan.only,
    quietMs: plan.quietMs,
    statements: plan.statements,
    profiled: plan.profile !== null,
    ...machine,
  };
  if (plan.only.includes('screen') || plan.only.includes('page')) await builtUi(say);
  say('preparing the record, api, baseline and simulators');
  await stack.phone();
  const databaseUrl = await stack.database('main');
  const api = await stack.api(databaseUrl);
  const baseline = await stack.baseline(databaseUrl);
  const generator = await stack.generator();
  const context = { stack, databaseUrl, api, baseline, generator, say };
  const parts = {
    webhook: webhookPart,
    turns: turnsPart,
    takeover: takeoverPart,
    overhead: overheadPart,
    inbox: inboxPart,
    screen: screenPart,
    page: pagePart,
  };
  for (const part of plan.only) {
    await into(report, part, () => parts[part](context));
  }
  clearTimeout(limit);
  const file = keep(
    [
      ...report.lines,
      ...report.aims.map(aim => ({ kind: 'aim', ...aim })),
      ...report.losses.map(loss => ({ kind: 'loss', loss })),
    ],
    head,
    startedAt,
  );
  print(report, head, file);
  return report.losses.length > 0 ? 1 : 0;
}

/** A part that breaks is told of; the others still run. */
async function into(report: Report, name: string, part: () => Promise<Report>): Promise<void> {
  try {
    const { lines, text, aims, losses } = await part();
    report.lines.push(...lines);
    report.text.push(...text);
    report.aims.push(...aims);
    report.losses.push(...losses);
  } catch (error) {
    const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
    say(`${name} broke off: ${reason}`);
    report.losses.push(`${name} broke off: ${reason.split('\n')[0]}`);
  }
}

function print(report: Report, head: Record<string, unknown>, file: string): void {
  const out = (text: string): void => void process.stdout.write(`${text}\n`);
  const { cpu, cores, memoryGb, kernel, node, postgres, temporal, loadBefore, commit, seed } = head;
  out(`\nParley bench · commit ${commit} · seed ${seed}`);
  out(
    `${cpu}, ${cores} cores, ${memoryGb} GB, Linux ${kernel}, Node ${node}, Postgres ${postgres}, Temporal server ${temporal} (dev server, WAL file)`,
  );
  out(
    `load average before: ${loadBefore}${Number(loadBefore) > 0.5 ? ' (something else was running: read the ratios with care)' : ''}\n`,
  );
  for (const text of report.text) out(text);
  if (report.aims.length > 0) out('Aims');
  for (const aim of report.aims) out(aimText(aim));
  out(`\n${file}`);
  for (const loss of report.losses) out(`LOST OR BROKEN  ${loss}`);
}

function aimText({ name, aim, measured, met, because }: Aim): string {
  const verdict = met ? 'met   ' : 'MISSED';
  return `  ${verdict}  ${name}: ${measured}, aim ${aim}${met ? '' : `\n          ${because}`}`;
}
