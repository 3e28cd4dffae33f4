import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createBatch } from './batch.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it('runs at once, then with all that came meanwhile, never two at a time', async () => {
  const runs: string[][] = [];
  let finish = (): void => undefined;
  const batch = createBatch(
    () => 100,
    ids => {
      runs.push(ids);
      return new Promise<void>(resolve => {
        finish = resolve;
      });
    },
  );
  batch.add('a');
  batch.add('b');
  batch.add('b');
  await vi.advanceTimersByTimeAsync(1_000);
  expect(runs).toEqual([['a']]);
  finish();
  await vi.advanceTimersByTimeAsync(500);
  batch.add('c');
  expect(runs).toHaveLength(1);
  // The first one took a second, so the next one comes a second after it.
  await vi.advanceTimersByTimeAsync(500);
  expect(runs).toEqual([['a'], ['b', 'c']]);
  finish();
  await vi.advanceTimersByTimeAsync(100);
  batch.add('d');
  expect(runs).toEqual([['a'], ['b', 'c'], ['d']]);
});

it('tries again what failed, after a while and with what came since, and not after its end', async () => {
  const runs: string[][] = [];
  const batch = createBatch(
    () => 100,
    ids => {
      runs.push(ids);
      return Promise.reject(new Error('offline'));
    },
  );
  batch.add('a');
  await vi.advanceTimersByTimeAsync(1_900);
  batch.add('b');
  expect(runs).toEqual([['a']]);
  await vi.advanceTimersByTimeAsync(100);
  expect(runs).toEqual([['a'], ['a', 'b']]);
  batch.stop();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(runs).toHaveLength(2);
});
