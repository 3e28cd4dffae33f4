import { describe, expect, it } from 'vitest';
import { backoffMs } from './attempts.ts';
import { retryAfterOf } from './classify.ts';
import { embeddingBatches } from './embedding.ts';
import { costMicros, DEFAULT_PRICES, priceOf } from './prices.ts';
import { createCallQueue } from './queue.ts';

describe('prices', () => {
  it.each(['gpt-4o-mini', 'gpt-4o-mini-2024-07-18', 'openai/gpt-4o-mini'])('knows %s', model => {
    expect(costMicros(priceOf(model, DEFAULT_PRICES), { inputTokens: 1_000_000, outputTokens: 1_000_000 })).toBe(
      750_000,
    );
  });

  it('rounds up, and knows no strangers', () => {
    expect(costMicros(priceOf('gpt-4o-mini', DEFAULT_PRICES), { inputTokens: 1, outputTokens: 0 })).toBe(1);
    for (const name of ['llama', 'constructor', '']) expect(priceOf(name, DEFAULT_PRICES)).toBeNull();
  });
});

describe('waits', () => {
  it('double, and are at least half their length', () => {
    expect([1, 2, 3, 9].map(attempt => backoffMs(attempt, 500, () => 0))).toEqual([250, 500, 1000, 4000]);
    expect([1, 2, 3, 9].map(attempt => backoffMs(attempt, 500, () => 1))).toEqual([500, 1000, 2000, 8000]);
  });

  it.each([
    [{ 'retry-after': '3' }, 3000],
    [{ 'retry-after-ms': '250', 'retry-after': '3' }, 250],
    [{ 'retry-after': 'Thu, 01 Jan 1970 00:00:10 GMT' }, 10_000],
    [{ 'retry-after': '-1' }, null],
    [{ 'retry-after': 'soon' }, null],
    [{}, null],
    [{ 'retry-after': '99999' }, 120_000],
  ])('reads %o', (headers, expected) => {
    expect(retryAfterOf(new Headers(headers as Record<string, string>), 0)).toBe(expected);
  });
});

describe('createCallQueue', () => {
  it('lets background work through after ten customers', async () => {
    const queue = createCallQueue({ concurrency: 1, maxWaiting: 100 });
    const { signal } = new AbortController();
    const order: string[] = [];
    const call = (priority: 'live' | 'background') =>
      queue.run({ priority }, signal, async () => void order.push(priority));
    await Promise.all([call('live'), call('background'), ...Array.from({ length: 15 }, () => call('live'))]);
    expect(order.indexOf('background')).toBe(10);
  });

  it('frees the place of a caller that leaves, and the slot of one that fails', async () => {
    const queue = createCallQueue({ concurrency: 1, maxWaiting: 10 });
    const { promise, reject } = Promise.withResolvers<never>();
    const first = queue.run({ priority: 'live' }, new AbortController().signal, () => promise);
    const leaving = new AbortController();
    const second = queue.run({ priority: 'live' }, leaving.signal, async () => 'never');
    leaving.abort(new Error('left'));
    await expect(second).rejects.toThrow('left');
    expect(queue.waiting).toBe(0);
    reject(new Error('broke'));
    await expect(first).rejects.toThrow('broke');
    expect(await queue.run({ priority: 'live' }, new AbortController().signal, async () => 'free')).toBe('free');
    expect(queue.running).toBe(0);
  });
});

describe('embeddingBatches', () => {
  it('bounds count and size, and cuts what is too long', () => {
    expect(embeddingBatches(Array(200).fill('x')).map(batch => batch.length)).toEqual([96, 96, 8]);
    expect(embeddingBatches(Array(20).fill('x'.repeat(30_000))).map(batch => batch.length)).toEqual([16, 4]);
    expect(embeddingBatches([`${'x'.repeat(23_999)}😀`])[0]?.[0]?.isWellFormed()).toBe(true);
  });
});
