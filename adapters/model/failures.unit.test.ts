import { afterEach, describe, expect, it } from 'vitest';
import type { ModelRole } from '../../domain/agent/schemas.ts';
import { closeServers, gateway, good, models, schema } from './fixtures/gateway.ts';
import { type Answer, fails, hangs, resets, says } from './fixtures/server.ts';
import { createModelGateway } from './gateway.ts';

afterEach(closeServers);

describe('failures of the provider', () => {
  it.each([
    ['429', fails(429)],
    ['500', fails(500)],
    ['503', fails(503)],
    ['a reset', resets],
  ] as [string, Answer][])('comes back after %s', async (_name, answer) => {
    const { ask, asked } = await gateway([answer, answer, says(good)]);
    expect((await ask()).value).toEqual(good);
    expect(asked).toHaveLength(3);
  });

  it.each([
    ['429', fails(429), 'rate_limited'],
    ['500', fails(500), 'unavailable'],
    ['a reset', resets, 'unavailable'],
  ] as [string, Answer, string][])(
    'gives up after three times %s, and says it may be tried later',
    async (_name, answer, code) => {
      const { ask, asked } = await gateway([answer]);
      await expect(ask()).rejects.toMatchObject({ code, retryable: true });
      expect(asked).toHaveLength(3);
    },
  );

  it('waits as long as retry-after says, and no longer than the deadline', async () => {
    const { ask } = await gateway([fails(429, {}, { 'retry-after-ms': '700' }), says(good)]);
    const started = performance.now();
    await ask();
    expect(performance.now() - started).toBeGreaterThan(650);
    const { ask: impatient, asked } = await gateway([fails(429, {}, { 'retry-after': '60' })], { deadlineMs: 2_000 });
    await expect(impatient()).rejects.toMatchObject({ code: 'rate_limited' });
    expect(asked).toHaveLength(1);
  });

  it('times out, also when the answer starts and stalls', async () => {
    for (const answer of [
      hangs,
      (response => response.writeHead(200, { 'content-type': 'application/json' }).write('{"choi')) as Answer,
    ]) {
      const { ask } = await gateway([answer], { timeoutMs: 150, deadlineMs: 400 });
      await expect(ask()).rejects.toMatchObject({ code: 'timeout', retryable: true });
    }
  });

  it('refuses to read a huge answer', async () => {
    let written = 0;
    const huge: Answer = response => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const chunk = Buffer.alloc(64 * 1024, 'x');
      const more = () => {
        while (written < 64 * 1024 * 1024 && !response.destroyed) {
          written += chunk.length;
          if (!response.write(chunk)) return void response.once('drain', more);
        }
      };
      more();
    };
    const { ask } = await gateway([huge]);
    await expect(ask()).rejects.toMatchObject({ code: 'too_large' });
    expect(written).toBeLessThan(32 * 1024 * 1024);
    const { ask: told } = await gateway([
      response =>
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': '99999999' }).flushHeaders(),
    ]);
    await expect(told()).rejects.toMatchObject({ code: 'too_large' });
  });

  it('goes to the fallback model, and says which one answered', async () => {
    const { ask, asked } = await gateway([fails(500), fails(500), fails(500), says(good)], { fallbackModel: 'gpt-4o' });
    expect((await ask()).usage).toMatchObject({ model: 'gpt-4o', costMicros: 3500 });
    expect(asked.map(one => one.body.model)).toEqual(['gpt-4o-mini', 'gpt-4o-mini', 'gpt-4o-mini', 'gpt-4o']);
  });

  it.each([
    ['an unknown model', fails(404), 'not_configured', 2],
    ['a prompt that is too long', fails(400, { code: 'context_length_exceeded' }), 'too_large', 2],
    ['no credit', fails(429, { code: 'insufficient_quota' }), 'rate_limited', 2],
    ['a refused key', fails(401), 'not_configured', 1],
    ['a request it does not take', fails(400, { message: 'nope' }), 'unavailable', 2],
  ] as [string, Answer, string, number][])('does not repeat after %s', async (_name, answer, code, calls) => {
    const { ask, asked } = await gateway([answer], { fallbackModel: 'other' });
    await expect(ask()).rejects.toMatchObject({ code, retryable: false });
    expect(asked).toHaveLength(calls);
  });

  it('leaves out what a compatible provider does not take, and remembers it', async () => {
    const { ask, asked } = await gateway([
      fails(400, { message: "Unknown parameter: 'response_format'", param: 'response_format' }),
      fails(400, { message: 'seed is not supported' }),
      says(good),
    ]);
    expect((await ask()).value).toEqual(good);
    expect((await ask()).value).toEqual(good);
    expect(asked).toHaveLength(4);
    expect(asked[3]?.body).not.toHaveProperty('response_format');
    expect(asked[3]?.body).not.toHaveProperty('seed');
    expect(JSON.stringify(asked[3]?.body.messages)).toContain('JSON Schema');
  });

  it('stops at once when cancelled: before, in flight and while waiting', async () => {
    const cancelled = AbortSignal.abort();
    const { ask, asked } = await gateway([hangs]);
    await expect(ask({ signal: cancelled })).rejects.toMatchObject({ code: 'cancelled', retryable: false });
    expect(asked).toHaveLength(0);
    const { ask: wait } = await gateway([fails(429, {}, { 'retry-after': '2' })]);
    for (const call of [ask, wait]) {
      const controller = new AbortController();
      const started = performance.now();
      setTimeout(() => controller.abort(), 100);
      await expect(call({ signal: controller.signal })).rejects.toMatchObject({ code: 'cancelled' });
      expect(performance.now() - started).toBeLessThan(600);
    }
  });

  it('needs a key or an address', async () => {
    for (const apiKey of ['', 'none']) {
      const port = createModelGateway({ apiKey, models, timeoutMs: 100 });
      await expect(port.embed({ texts: ['x'], signal: new AbortController().signal })).rejects.toMatchObject({
        code: 'not_configured',
      });
    }
  });

  it('meters a model without a price as 0 and flags it', async () => {
    const { port, ask } = await gateway([says(good, { usage: null })], { models: { ...models, plan: 'house-model' } });
    expect((await ask()).usage).toMatchObject({ costMicros: 0, inputTokens: 3 });
    expect(port.unpricedModels()).toEqual(['house-model']);
  });

  it('lets so many calls run at once, and customers before background work', async () => {
    const order: string[] = [];
    let most = 0;
    let open = 0;
    const slow: Answer = (response, asked) => {
      open += 1;
      most = Math.max(most, open);
      setTimeout(() => {
        open -= 1;
        order.push(String((asked.body.response_format as { json_schema: { name: string } }).json_schema.name));
        says(good)(response, asked, response.req);
      }, 20);
    };
    const { port } = await gateway([slow], { concurrency: 2 });
    const call = (role: ModelRole) =>
      port.complete({
        role,
        schemaName: role,
        schema,
        system: 's',
        user: 'u',
        seed: 1,
        signal: new AbortController().signal,
      });
    await Promise.all([
      call('summarize'),
      call('summarize'),
      call('summarize'),
      call('summarize'),
      call('write'),
      call('write'),
    ]);
    expect(most).toBe(2);
    expect(order.slice(2, 4)).toEqual(['write', 'write']);
    expect(port.load()).toEqual({ running: 0, waiting: 0 });
  });

  it('refuses more than may wait, instead of growing', async () => {
    const { ask } = await gateway([hangs], {
      concurrency: 1,
      maxWaiting: 2,
      maxAttempts: 1,
      timeoutMs: 300,
      deadlineMs: 300,
    });
    const results = await Promise.allSettled(Array.from({ length: 5 }, () => ask()));
    const codes = results.map(result =>
      result.status === 'rejected' ? (result.reason as { code: string }).code : 'ok',
    );
    expect(codes.filter(code => code === 'rate_limited')).toHaveLength(2);
  });
});
