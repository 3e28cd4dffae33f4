import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCallQueue, type Priority } from './queue.ts';

const { signal } = new AbortController();

/** Calls that end when the test says so; `order` is how they began. */
function room(options: { concurrency: number; maxWaiting: number }) {
  const queue = createCallQueue(options);
  const order: string[] = [];
  const ends = new Map<string, () => void>();
  const refused: string[] = [];
  return {
    queue,
    order,
    refused,
    call(orgId: string, name: string, priority: Priority = 'live') {
      const { promise, resolve } = Promise.withResolvers<void>();
      ends.set(name, resolve);
      queue
        .run({ priority, orgId }, signal, () => {
          order.push(name);
          return promise;
        })
        .catch(() => refused.push(name));
    },
    async end(name: string | undefined) {
      ends.get(name ?? '')?.();
      await new Promise(resolve => setImmediate(resolve));
    },
    started: () => new Promise(resolve => setImmediate(resolve)),
  };
}

describe('A-REL-3: shares of the model', () => {
  it('organizations take turns: one that comes after a burst of another waits for one call, not for the burst', async () => {
    const { call, end, order, started } = room({ concurrency: 1, maxWaiting: 100 });
    for (let at = 0; at < 50; at++) call('loud', `loud-${at}`);
    call('quiet', 'quiet-0');
    call('third', 'third-0');
    await started();
    for (let at = 0; at < 4; at++) await end(order.at(-1));
    expect(order.slice(0, 4)).toEqual(['loud-0', 'loud-1', 'quiet-0', 'third-0']);
  });
  it('customers go before background work, of whichever organization', async () => {
    const { call, end, order, started } = room({ concurrency: 1, maxWaiting: 100 });
    call('a', 'running');
    call('a', 'a-background', 'background');
    call('b', 'b-background', 'background');
    call('a', 'a-live');
    call('b', 'b-live');
    await started();
    for (let at = 0; at < 4; at++) await end(order.at(-1));
    expect(order.slice(1, 3).sort()).toEqual(['a-live', 'b-live']);
  });
  it('calls of one organization that hang never hold every slot', async () => {
    const { call, order, started } = room({ concurrency: 8, maxWaiting: 100 });
    for (let at = 0; at < 20; at++) call('slow', `slow-${at}`);
    await started();
    expect(order).toHaveLength(7);
    call('other', 'other');
    await started();
    expect(order.at(-1)).toBe('other');
  });
  it('a queue that one organization has filled gives the others their place', async () => {
    const { call, order, refused, end, started } = room({ concurrency: 1, maxWaiting: 10 });
    for (let at = 0; at < 12; at++) call('loud', `loud-${at}`);
    await started();
    expect(refused).toEqual(['loud-11']);
    call('quiet', 'quiet');
    await started();
    expect(refused).toEqual(['loud-11', 'loud-10']);
    await end('loud-0');
    await end('loud-1');
    expect(order).toContain('quiet');
  });
  it('whatever comes and goes: never more at once than allowed, nobody is lost, and everybody gets a turn', async () => {
    const calls = fc.array(fc.record({ org: fc.constantFrom('a', 'b', 'c'), background: fc.boolean() }), {
      minLength: 1,
      maxLength: 40,
    });
    await fc.assert(
      fc.asyncProperty(calls, fc.integer({ min: 1, max: 6 }), async (given, concurrency) => {
        const { queue, call, end, order, refused, started } = room({ concurrency, maxWaiting: 200 });
        for (const [at, { org, background }] of given.entries())
          call(org, `${org}-${at}`, background ? 'background' : 'live');
        await started();
        for (let at = 0; at < given.length; at++) {
          expect(queue.running).toBeLessThanOrEqual(concurrency);
          await end(order[at]);
        }
        expect(order).toHaveLength(given.length);
        expect(new Set(order).size).toBe(given.length);
        expect(refused).toEqual([]);
        expect([queue.running, queue.waiting]).toEqual([0, 0]);
      }),
      { numRuns: 40 },
    );
  });
});
