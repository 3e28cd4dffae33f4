/** Part 1: how fast a webhook is acknowledged, against express + HMAC + one INSERT in the same run; then the backlog drains. */
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '../../runtime/embedded/postgres.ts';
import { type Aim, cpuText, emptyReport, type Report, table } from '../report/results.ts';
import type { Child } from '../stack/child.ts';
import { endQueries } from '../stack/servers.ts';
import type { Api } from '../stack/stack.ts';
import { besideWorker, drain, type WebhookContext } from './backlog.ts';
import { counts, lossOf, ratio, rowOf, summary, type Target, TRIAL_HEAD, type Trial, trial } from './trials.ts';

const AIM_RATE = 200;
const AIM_RATIO = 2;

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
      TRIAL_HEAD,
      rows,
    ),
  );

  const drained = await drain(context, report, quiet[1]);
  const { busy } = plan.webhook;
  if (busy) {
    const rows = await besideWorker(context, report, quiet, drained.worker, busy);
    report.text.push(
      table(
        'The same with dispatcher and worker answering beside it (baseline alone on the machine).',
        TRIAL_HEAD,
        rows,
      ),
    );
  }
  await drained.worker.stop();

  const embedded = await embeddedSeries(context, report);
  report.text.push(table("The same on PGlite (the newcomer's default), worker off.", TRIAL_HEAD, embedded));
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

function aimOf(p95Ratio: number, roundRatios: number[], trials: Record<Target['name'], Trial[]>): Aim {
  return {
    name: `acknowledgement p95 at ${AIM_RATE}/s`,
    aim: `<= ${AIM_RATIO}x the baseline`,
    measured: `${p95Ratio}x (rounds: ${roundRatios.map(each => `${each}x`).join(', ')})`,
    met: p95Ratio <= AIM_RATIO,
    because: `CPU ms a message: Parley ${cpuText(trials.parley.at(-1)?.cpuMs ?? {})}; baseline ${cpuText(trials.baseline.at(-1)?.cpuMs ?? {})}`,
  };
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
