/** Dashboards and alerts against what the processes really export, PromQL by Prometheus' own grammar, and a runbook for each alert. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parser } from '@prometheus-io/lezer-promql';
import { pino } from 'pino';
import { type Metric, Registry } from 'prom-client';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { createMetrics } from '../../api/health/metrics.ts';
import { observe } from '../../api/middleware/observe.ts';
import type { Database } from '../../db/database.ts';
import { createSlowStatements } from '../../processes/slow-statements.ts';
import { createWebhookMetrics } from '../../processes/webhook-metrics.ts';
import { createWorkerMetrics } from '../../processes/worker-metrics.ts';

interface Alert {
  alert: string;
  expr: string;
  for: string;
  labels: { severity: string };
  annotations: { summary: string; runbook_url: string };
}
interface Panel {
  title: string;
  type: string;
  description?: string;
  targets?: { expr: string }[];
}

const file = (name: string) => readFileSync(join(import.meta.dirname, name), 'utf8');
const alerts = (parse(file('alerts.yaml')) as { groups: { rules: Alert[] }[] }).groups.flatMap(group => group.rules);
const panels = (JSON.parse(file('dashboard.json')) as { panels: Panel[] }).panels;
const expressions = [
  ...alerts.map(alert => ({ of: alert.alert, expr: alert.expr })),
  ...panels.flatMap(panel => (panel.targets ?? []).map(({ expr }) => ({ of: panel.title, expr }))),
];

/** Prometheus' own. */
const GIVEN_LABELS = ['job', 'instance', 'le'];
/** Name of each series to its labels. */
const exported = new Map<string, string[]>([['up', []]]);

beforeAll(async () => {
  const api = new Registry();
  observe({ metrics: api, log: pino({ level: 'silent' }) });
  createWebhookMetrics(api);
  createSlowStatements(pino({ level: 'silent' }), 250).watch(api);
  const away = {
    withSystem: () => Promise.reject(new Error('away')),
    pressure: () => ({ total: 0, idle: 0, waiting: 0 }),
  };
  const scrape = createMetrics({ metrics: api, db: away as unknown as Database, clock: { now: () => 0 } });
  expect(await scrape()).toContain('parley_database_up 0');
  const worker = createWorkerMetrics();
  worker.watchLoad(() => ({
    activities: 0,
    activityLimit: 1,
    cachedWorkflows: 0,
    modelCallsRunning: 0,
    modelCallsWaiting: 0,
  }));
  for (const registry of [api, worker.registry])
    for (const metric of registry.getMetricsAsArray() as unknown as (Metric & {
      name: string;
      labelNames?: string[];
    })[]) {
      const text = await registry.getSingleMetricAsString(metric.name);
      const suffixes = text.includes(' histogram') ? ['_bucket', '_sum', '_count'] : [''];
      for (const suffix of suffixes) exported.set(metric.name + suffix, [...(metric.labelNames ?? [])]);
    }
});

/** Series with the labels they are chosen or grouped by. @throws when it is no PromQL. */
function read(expr: string): { series: string[]; labels: string[] } {
  const text = expr.replaceAll('$__rate_interval', '5m');
  const found = { series: [] as string[], labels: [] as string[] };
  parser.parse(text).iterate({
    enter({ type, from, to }) {
      if (type.isError) throw new Error(`no PromQL at "${text.slice(from, from + 30)}" of ${text}`);
      if (type.name === 'VectorSelector') found.series.push(/^[\w:]+/.exec(text.slice(from, to))?.[0] ?? '');
      if (type.name === 'LabelName') found.labels.push(text.slice(from, to));
    },
  });
  return found;
}

describe('expressions', () => {
  it('are PromQL', () => {
    expect(expressions.length).toBeGreaterThan(50);
    for (const { expr } of expressions) expect(read(expr).series.length, expr).toBeGreaterThan(0);
    expect(() => read('sum(rate(x[5m]')).toThrow('no PromQL');
  });

  it('ask only for series that the processes export, by labels these have', () => {
    expect(read('sum by (c) (a{b="x"})')).toEqual({ series: ['a'], labels: ['c', 'b'] });
    expect(exported.size).toBeGreaterThan(60);
    for (const { of, expr } of expressions) {
      const { series, labels } = read(expr);
      for (const name of series) expect([...exported.keys()], `${of}: ${expr}`).toContain(name);
      const known = new Set([...GIVEN_LABELS, ...series.flatMap(name => exported.get(name) ?? [])]);
      for (const label of labels) expect([...known], `${of}: ${expr}`).toContain(label);
    }
  });

  it('leave none of our own figures unseen', () => {
    const seen = expressions.flatMap(({ expr }) => read(expr).series);
    const unseen = [...exported.keys()].filter(
      name => name.startsWith('parley_') && !/_(sum|bucket|count)$/.test(name) && !seen.includes(name),
    );
    expect(unseen).toEqual([]);
  });
});

describe('alerts', () => {
  const runbook = readFileSync('docs/runbook.md', 'utf8');
  const sections = [...runbook.matchAll(/^## (\w+)$/gm)].map(match => match[1]);

  it('each has one name, a severity, a sentence, and its section in the runbook', () => {
    expect(new Set(alerts.map(alert => alert.alert)).size).toBe(alerts.length);
    for (const { alert, labels, annotations, for: lasting } of alerts) {
      expect(['critical', 'warning']).toContain(labels.severity);
      expect(annotations.summary).toMatch(/\.$/);
      expect(lasting).toMatch(/^\d+m$/);
      expect(annotations.runbook_url).toBe(`docs/runbook.md#${alert.toLowerCase()}`);
      expect(sections).toContain(alert);
    }
    expect([...sections].sort()).toEqual(alerts.map(alert => alert.alert).sort());
  });

  it('the runbook names only commands that the doctor has', async () => {
    const { COMMANDS } = await import('../../scripts/doctor/commands.ts');
    for (const [, command] of runbook.matchAll(/doctor -- (\w+)/g)) expect(Object.keys(COMMANDS)).toContain(command);
  });
});

it('the dashboard says of every panel what it shows', () => {
  for (const panel of panels.filter(each => each.type !== 'row')) {
    expect(panel.description, panel.title).toMatch(/\.$/);
    expect(panel.targets?.length, panel.title).toBeGreaterThan(0);
  }
  expect(new Set(panels.map(panel => panel.title)).size).toBe(panels.length);
});
