import { expect, it } from 'vitest';
import { createWorkerMetrics } from './worker-metrics.ts';

it('counts updates by what became of them, and shows it on loopback', async () => {
  const metrics = createWorkerMetrics();
  const served = await metrics.serve(0);
  try {
    metrics.count('recorded', 'message');
    metrics.count('recorded', 'message');
    metrics.count('ignored', 'reaction to an unknown message');
    const scrape = async () => (await fetch(`http://127.0.0.1:${served.port}/metrics`)).text();
    expect(await scrape()).toContain('parley_updates_total{outcome="recorded",reason="message"} 2');
    expect(await scrape()).toContain(
      'parley_updates_total{outcome="ignored",reason="reaction to an unknown message"} 1',
    );
    expect((await fetch(`http://127.0.0.1:${served.port}/`)).status).toBe(404);
    for (let field = 0; field < 1_000; field++) metrics.count('ignored', `field:${field}`);
    expect((await scrape()).match(/^parley_updates_total\{/gm)?.length).toBeLessThan(250);
    await expect(createWorkerMetrics().serve(served.port)).rejects.toThrow('PARLEY_WORKER_METRICS_PORT');
  } finally {
    await served.close();
  }
});
