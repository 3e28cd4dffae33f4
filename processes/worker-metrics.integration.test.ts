import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Activities } from '../activities/index.ts';
import type { Ports } from '../activities/ports.ts';
import { ModelError } from '../adapters/model/model-error.ts';
import { observedActivities, observedPorts } from './observed.ts';
import { startSideServer } from './side-server.ts';
import { createWorkerMetrics } from './worker-metrics.ts';

const usage = { model: 'small', inputTokens: 120, outputTokens: 30, costMicros: 450, latencyMs: 5 };

describe("a worker's figures", () => {
  it('count updates by what became of them, with a bound on what the wire may name', async () => {
    const metrics = createWorkerMetrics();
    metrics.count('recorded', 'message');
    metrics.count('recorded', 'message');
    metrics.count('ignored', 'reaction to an unknown message');
    const text = await metrics.scrape();
    expect(text).toContain('parley_updates_total{outcome="recorded",reason="message"} 2');
    expect(text).toContain('parley_updates_total{outcome="ignored",reason="reaction to an unknown message"} 1');
    for (let field = 0; field < 1_000; field++) metrics.count('ignored', `field:${field}`);
    expect((await metrics.scrape()).match(/^parley_updates_total\{/gm)?.length).toBeLessThan(250);
  });

  it('tell model calls by role and outcome, with tokens and cost, and leave answers and errors as they were', async () => {
    const metrics = createWorkerMetrics();
    const failure = new ModelError('timeout', 'late', { retryable: true, usage });
    const asked: string[] = [];
    const ports = observedPorts(
      {
        model: {
          complete: async ({ role }: { role: string }) => {
            asked.push(role);
            if (role === 'plan') throw failure;
            return { value: 'answer', usage };
          },
        },
        channels: { whatsapp: {} },
      } as unknown as Ports,
      metrics.meter,
    );
    const complete = ports.model.complete as (request: { role: string }) => Promise<unknown>;
    expect(await complete({ role: 'write' })).toEqual({ value: 'answer', usage });
    await expect(complete({ role: 'plan' })).rejects.toBe(failure);
    expect(asked).toEqual(['write', 'plan']);
    const text = await metrics.scrape();
    expect(text).toContain('parley_model_seconds_count{role="write",outcome="ok"} 1');
    expect(text).toContain('parley_model_seconds_count{role="plan",outcome="timeout"} 1');
    expect(text).toContain('parley_model_tokens_total{role="write",model="small",direction="in"} 120');
    expect(text).toContain('parley_model_cost_micros_total{role="plan",model="small"} 450');
  });

  it('tell sends by outcome and error code', async () => {
    const metrics = createWorkerMetrics();
    const results = [
      { type: 'accepted', providerMessageId: 'id', identities: [], held: false },
      { type: 'refused', error: { code: '131056', message: '', verdict: 'wait', retryAfterMs: null } },
      { type: 'unknown', error: { code: 'timeout', message: '', verdict: 'unknown', retryAfterMs: null } },
    ];
    const ports = observedPorts(
      {
        model: {},
        channels: { whatsapp: { send: async () => results.shift(), markRead: async () => false } },
      } as unknown as Ports,
      metrics.meter,
    );
    const { send, markRead } = ports.channels.whatsapp as unknown as Record<
      string,
      (...given: unknown[]) => Promise<unknown>
    >;
    for (let sent = 0; sent < 3; sent++) await send?.({}, { id: 'ours' });
    expect(await markRead?.()).toBe(false);
    const text = await metrics.scrape();
    for (const outcome of ['accepted', 'refused', 'unknown'])
      expect(text).toContain(`parley_whatsapp_seconds_count{call="send",outcome="${outcome}"} 1`);
    expect(text).toContain('parley_whatsapp_seconds_count{call="mark_read",outcome="failed"} 1');
    expect(text).toContain('parley_whatsapp_errors_total{code="131056"} 1');
    expect(text).toContain('parley_whatsapp_errors_total{code="timeout"} 1');
  });

  it('tell activities by how they ended', async () => {
    const metrics = createWorkerMetrics();
    const ends: Record<string, unknown> = {
      load: null,
      extract: new CancelledFailure('stop'),
      send: ApplicationFailure.create({ type: 'RetryLater', message: 'later' }),
      fire: new Error('broken'),
    };
    const activities = observedActivities(
      Object.fromEntries(
        Object.entries(ends).map(([name, end]) => [name, () => (end ? Promise.reject(end) : Promise.resolve(name))]),
      ) as unknown as Activities,
      metrics.meter,
    ) as unknown as Record<string, () => Promise<unknown>>;
    expect(await activities.load?.()).toBe('load');
    for (const name of ['extract', 'send', 'fire']) await expect(activities[name]?.()).rejects.toBe(ends[name]);
    const text = await metrics.scrape();
    for (const [activity, outcome] of [
      ['load', 'ok'],
      ['extract', 'cancelled'],
      ['send', 'later'],
      ['fire', 'failed'],
    ])
      expect(text).toContain(`parley_activity_seconds_count{activity="${activity}",outcome="${outcome}"} 1`);
  });

  it('tell turns, and how long the customer waited when there was an answer', async () => {
    const metrics = createWorkerMetrics();
    metrics.meter.turn({ trigger: 'inbound', outcome: 'SENT', seconds: 2, answerSeconds: 4 });
    metrics.meter.turn({ trigger: 'inbound', outcome: 'SILENT', seconds: 1, answerSeconds: null });
    metrics.watchLoad(() => ({
      activities: 3,
      activityLimit: 40,
      cachedWorkflows: 7,
      modelCallsRunning: 1,
      modelCallsWaiting: 0,
    }));
    const text = await metrics.scrape();
    expect(text).toContain('parley_turn_seconds_count{trigger="inbound",outcome="SENT"} 1');
    expect(text).toContain('parley_answer_seconds_count 1');
    expect(text).toContain('parley_answer_seconds_sum 4');
    expect(text).toContain('parley_worker_load{of="activities"} 3');
    expect(text).toContain('parley_worker_load{of="activity_limit"} 40');
  });
});

describe('the side port', () => {
  const open = async (ready: () => Promise<boolean>, port = 0) => {
    const server = await startSideServer({
      port,
      host: '127.0.0.1',
      setting: 'PARLEY_WORKER_METRICS_PORT',
      scrape: async () => 'parley_one 1\n',
      ready,
    });
    onTestFinished(() => server.close());
    return { port: server.port, get: (path: string) => fetch(`http://127.0.0.1:${server.port}${path}`) };
  };

  it('serves figures and probes, and nothing else', async () => {
    let working = true;
    const { get } = await open(() => (working ? Promise.resolve(true) : Promise.reject(new Error('away'))));
    expect(await (await get('/metrics')).text()).toBe('parley_one 1\n');
    expect((await get('/healthz')).status).toBe(200);
    expect((await get('/readyz')).status).toBe(200);
    working = false;
    expect((await get('/readyz')).status).toBe(503);
    expect((await get('/healthz')).status).toBe(200);
    expect((await get('/')).status).toBe(404);
  });

  it('says which setting to change when the port is taken', async () => {
    const { port } = await open(() => Promise.resolve(true));
    await expect(open(() => Promise.resolve(true), port)).rejects.toThrow('PARLEY_WORKER_METRICS_PORT');
  });
});
