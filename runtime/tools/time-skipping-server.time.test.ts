import { TestWorkflowEnvironment } from '@temporalio/testing';
import { expect, inject, it } from 'vitest';

it('skips three days at once', async () => {
  const env = await TestWorkflowEnvironment.createTimeSkipping({
    server: { executable: { type: 'existing-path', path: inject('timeServer') } },
  });
  try {
    const before = await env.currentTimeMs();
    const startedAt = Date.now();
    await env.sleep('3 days');
    expect((await env.currentTimeMs()) - before).toBeGreaterThanOrEqual(3 * 24 * 3_600_000);
    expect(Date.now() - startedAt).toBeLessThan(30_000);
  } finally {
    await env.teardown();
  }
});
