/** What a worker counts: updates, turns, calls to models and WhatsApp, activities. The api's own /metrics knows the record. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Meter } from './observed.ts';

/** What of a worker is in use now, against what it may use. */
export interface WorkerLoad {
  activities: number;
  activityLimit: number;
  cachedWorkflows: number;
  modelCallsRunning: number;
  modelCallsWaiting: number;
}

export interface WorkerMetrics {
  meter: Meter;
  /** One update, by what became of it: `parley_updates_total{outcome,reason}`. */
  count(outcome: string, reason: string): void;
  /** Read at each scrape. */
  watchLoad(read: () => WorkerLoad): void;
  /** The text of a scrape. */
  scrape(): Promise<string>;
  registry: Registry;
}

/** Reasons, codes and models come from the wire or the settings: beyond this many they are counted as `other`. */
const MAX_VALUES = 200;

const FAST = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15];
const SLOW = [0.1, 0.25, 0.5, 1, 2, 3, 5, 8, 12, 20, 30, 60, 120];

/** Keeps a label from growing for ever. */
function bounded(): (value: string) => string {
  const known = new Set<string>();
  return value => {
    if (known.size < MAX_VALUES) known.add(value);
    return known.has(value) ? value : 'other';
  };
}

export function createWorkerMetrics(): WorkerMetrics {
  const registry = new Registry();
  const registers = [registry];
  const updates = new Counter({
    name: 'parley_updates_total',
    help: 'Webhook updates that were worked, by what became of them',
    labelNames: ['outcome', 'reason'],
    registers,
  });
  const reasonOf = bounded();
  return {
    meter: createMeter(registers),
    count: (outcome, reason) => updates.inc({ outcome, reason: reasonOf(reason) }),
    watchLoad(read) {
      collectDefaultMetrics({ register: registry });
      const load = new Gauge({
        name: 'parley_worker_load',
        help: 'What of this worker is in use now: activities (and their limit), cached workflows, model calls',
        labelNames: ['of'],
        registers,
        collect() {
          for (const [of, value] of Object.entries(read())) load.set({ of: LOAD_NAMES[of as keyof WorkerLoad] }, value);
        },
      });
    },
    scrape: () => registry.metrics(),
    registry,
  };
}

const LOAD_NAMES: { [K in keyof WorkerLoad]: string } = {
  activities: 'activities',
  activityLimit: 'activity_limit',
  cachedWorkflows: 'cached_workflows',
  modelCallsRunning: 'model_calls_running',
  modelCallsWaiting: 'model_calls_waiting',
};

function createMeter(registers: Registry[]): Meter {
  const histogram = <L extends string>(name: string, help: string, labelNames: L[], buckets: number[]) =>
    new Histogram<L>({ name, help, labelNames, buckets, registers });
  const counter = <L extends string>(name: string, help: string, labelNames: L[]) =>
    new Counter<L>({ name, help, labelNames, registers });

  const turns = histogram(
    'parley_turn_seconds',
    'Turns from their opening to their end, by what started them and how they ended',
    ['trigger', 'outcome'],
    SLOW,
  );
  const answers = histogram(
    'parley_answer_seconds',
    "How long customers waited for the agent's answer, from the arrival of their first unanswered message to the accepted send",
    [],
    SLOW,
  );
  const model = histogram('parley_model_seconds', 'Model calls with all their attempts', ['role', 'outcome'], SLOW);
  const tokens = counter('parley_model_tokens_total', 'Tokens of model calls', ['role', 'model', 'direction']);
  const cost = counter('parley_model_cost_micros_total', 'Cost of model calls in millionths of a dollar', [
    'role',
    'model',
  ]);
  const whatsapp = histogram('parley_whatsapp_seconds', 'Single calls to WhatsApp', ['call', 'outcome'], FAST);
  const refusals = counter('parley_whatsapp_errors_total', 'Sends that were not accepted, by error code', ['code']);
  const activities = histogram(
    'parley_activity_seconds',
    'Activities by how they ended: ok, later (a rate permit or a refusal for now), cancelled, failed',
    ['activity', 'outcome'],
    SLOW,
  );
  const modelOf = bounded();
  const codeOf = bounded();
  return {
    turn({ trigger, outcome, seconds, answerSeconds }) {
      turns.observe({ trigger, outcome }, seconds);
      if (answerSeconds !== null) answers.observe(answerSeconds);
    },
    model({ role, outcome, seconds, usage }) {
      model.observe({ role, outcome }, seconds);
      if (!usage) return;
      const name = modelOf(usage.model);
      tokens.inc({ role, model: name, direction: 'in' }, usage.inputTokens);
      tokens.inc({ role, model: name, direction: 'out' }, usage.outputTokens);
      cost.inc({ role, model: name }, usage.costMicros);
    },
    whatsapp({ call, outcome, code, seconds }) {
      whatsapp.observe({ call, outcome }, seconds);
      if (code !== null) refusals.inc({ code: codeOf(code) });
    },
    activity: ({ activity, outcome, seconds }) => activities.observe({ activity, outcome }, seconds),
  };
}
