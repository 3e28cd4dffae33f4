import { afterEach, expect, it } from 'vitest';
import { currentTrace, requestSpan, traced, tracing, useTracer } from './trace.ts';

afterEach(() => useTracer(null));

it('off, nothing is made: work runs as it is, and no trace is known', async () => {
  expect(tracing()).toBe(false);
  const inside = await traced('work', { parent: `00-${'1'.repeat(32)}-${'2'.repeat(16)}-01` }, async add => {
    add({ id: 1 });
    return currentTrace();
  });
  expect(inside).toBeNull();
  let ran = false;
  const span = requestSpan({ method: 'GET' });
  span.run(() => {
    ran = currentTrace() === null;
  });
  span.end('GET /', {}, false);
  expect(ran).toBe(true);
  await expect(traced('work', {}, () => Promise.reject(new Error('as it was')))).rejects.toThrow('as it was');
});

it('costs next to nothing while it is off', async () => {
  const rounds = 20_000;
  const work = () => Promise.resolve(1);
  const measure = async (run: () => Promise<number>): Promise<number> => {
    const since = performance.now();
    for (let round = 0; round < rounds; round++) await run();
    return ((performance.now() - since) / rounds) * 1_000;
  };
  await measure(work);
  await measure(() => traced('work', {}, work));
  const plain = await measure(work);
  const off = await measure(() => traced('work', {}, work));
  const looked = await measure(async () => (currentTrace() === null ? 1 : 0));
  // Microseconds a call; a turn makes about ten. Far above what was measured, so that a busy machine does not fail it.
  expect(off - plain).toBeLessThan(20);
  expect(looked - plain).toBeLessThan(20);
});
