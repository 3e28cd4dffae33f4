import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { MODEL_ROLES, type ModelRole } from '../../domain/agent/schemas.ts';
import { type Answer, fails, hangs, json, type ModelServer, modelServer, resets, says } from './fixtures/server.ts';
import { createModelGateway, type ModelGatewayOptions } from './gateway.ts';

const schema = z.strictObject({ answer: z.string().min(1).max(50), score: z.number().min(0).max(1) });
const good = { answer: 'yes', score: 0.5 };
const models = Object.fromEntries(MODEL_ROLES.map(role => [role, 'gpt-4o-mini'])) as Record<ModelRole, string>;

let server: ModelServer | undefined;
afterEach(() => server?.close());

async function gateway(answers: Answer[], options: Partial<ModelGatewayOptions> = {}) {
  server = await modelServer(...answers);
  const { asked } = server;
  const port = createModelGateway({
    baseUrl: server.baseUrl,
    apiKey: 'k',
    models,
    timeoutMs: 3_000,
    backoffBaseMs: 20,
    ...options,
  });
  const ask = (over: { signal?: AbortSignal; role?: ModelRole } = {}) =>
    port.complete({
      role: over.role ?? 'plan',
      schemaName: 'thing',
      schema,
      system: 'be good',
      user: 'hello',
      seed: 7,
      signal: over.signal ?? new AbortController().signal,
    });
  return { port, asked, ask };
}

describe('complete', () => {
  it('asks for strict structured output and meters it', async () => {
    const { ask, asked } = await gateway([says(good)]);
    const { value, usage } = await ask();
    expect(value).toEqual(good);
    expect(usage).toMatchObject({ model: 'gpt-4o-mini', inputTokens: 1000, outputTokens: 100, costMicros: 210 });
    expect(usage.latencyMs).toBeGreaterThan(0);
    expect(asked[0]).toMatchObject({
      path: '/v1/chat/completions',
      body: {
        model: 'gpt-4o-mini',
        seed: 7,
        messages: [
          { role: 'system', content: 'be good' },
          { role: 'user', content: 'hello' },
        ],
        response_format: {
          type: 'json_schema',
          json_schema: {
            name: 'thing',
            strict: true,
            schema: { type: 'object', additionalProperties: false, required: ['answer', 'score'] },
          },
        },
      },
    });
  });

  it('takes JSON in a code fence', async () => {
    const { ask } = await gateway([says(`\`\`\`json\n${JSON.stringify(good)}\n\`\`\``)]);
    expect((await ask()).value).toEqual(good);
  });

  const bad: [string, Answer, string][] = [
    ['garbage', says('I think {yes'), 'bad_answer'],
    ['the wrong schema', says({ ...good, score: 7 }), 'bad_answer'],
    ['an extra property', says({ ...good, secret: 1 }), 'bad_answer'],
    ['an empty answer', says(''), 'bad_answer'],
    ['no content', says(null), 'bad_answer'],
    ['a truncated answer', says(good, { finish: 'length' }), 'bad_answer'],
    ['a refusal', says(null, { refusal: 'I cannot' }), 'refused'],
    ['a content filter', says('x', { finish: 'content_filter' }), 'refused'],
    ['more than 256 KB', says({ answer: 'x'.repeat(300_000), score: 1 }), 'too_large'],
    ['no choices', json(200, {}), 'bad_answer'],
    ['a list', json(200, []), 'bad_answer'],
    ['JSON null', json(200, null), 'bad_answer'],
    [
      'a page of HTML',
      response => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>'),
      'bad_answer',
    ],
    [
      'broken JSON',
      response => response.writeHead(200, { 'content-type': 'application/json' }).end('{"choices":['),
      'bad_answer',
    ],
    ['nothing at all', response => response.writeHead(204).end(), 'bad_answer'],
  ];

  it.each(bad)('asks again once after %s, saying what was wrong', async (_name, answer) => {
    const { ask, asked } = await gateway([answer, says(good)]);
    expect((await ask()).value).toEqual(good);
    const messages = asked[1]?.body.messages as { content: string }[];
    expect(messages).toHaveLength(3);
    expect(messages[2]?.content).toMatch(/^Your last answer could not be used\. /);
    expect(messages[2]?.content).not.toContain('secret":');
  });

  it.each(bad)('gives up after %s twice', async (_name, answer, code) => {
    const { ask, asked } = await gateway([answer]);
    await expect(ask()).rejects.toMatchObject({ name: 'ModelError', code, retryable: false });
    expect(asked).toHaveLength(2);
  });

  it('meters bad answers too', async () => {
    const { ask } = await gateway([says('no'), says(good)]);
    expect((await ask()).usage).toMatchObject({ inputTokens: 2000, outputTokens: 200, costMicros: 420 });
    const { ask: again } = await gateway([says('no')]);
    await expect(again()).rejects.toMatchObject({ usage: { inputTokens: 2000 } });
  });

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
      await server?.close();
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

describe('embed', () => {
  const vector = (n: number) => [n, ...new Array(1535).fill(0)];
  const signal = new AbortController().signal;

  it('asks for 1536 numbers, in batches, and keeps the order of the texts', async () => {
    const answer: Answer = (response, asked) => {
      const input = asked.body.input as string[];
      const data = input.map((text, index) => ({ index, embedding: vector(Number(text) || 0) })).reverse();
      json(200, { data, usage: { prompt_tokens: input.length, total_tokens: input.length } })(
        response,
        asked,
        response.req,
      );
    };
    const { port, asked } = await gateway([answer], { models: { ...models, embed: 'text-embedding-3-small' } });
    const texts = Array.from({ length: 100 }, (_, n) => (n === 0 ? '' : String(n)));
    const { vectors, usage } = await port.embed({ texts, signal });
    expect(vectors.map(values => values[0])).toEqual(texts.map(Number));
    expect(asked.map(one => (one.body.input as string[]).length)).toEqual([96, 4]);
    expect(asked[0]?.body).toMatchObject({ dimensions: 1536, encoding_format: 'float' });
    expect(usage).toMatchObject({ model: 'text-embedding-3-small', inputTokens: 100 });
    expect(await port.embed({ texts: [], signal })).toMatchObject({ vectors: [] });
  });

  it.each([
    ['too few', { data: [] }],
    ['short', { data: [{ index: 0, embedding: [1, 2] }] }],
    ['not numbers', { data: [{ index: 0, embedding: new Array(1536).fill('x') }] }],
    ['numbered twice', { data: [{ index: 5, embedding: vector(1) }] }],
    ['nothing', null],
  ])('refuses vectors that are %s', async (_name, body) => {
    const { port } = await gateway([json(200, body)]);
    await expect(port.embed({ texts: ['a'], signal })).rejects.toMatchObject({ code: 'bad_answer' });
  });
});

describe('transcribe', () => {
  const signal = new AbortController().signal;

  it('sends the file with an extension, and meters minutes', async () => {
    const { port, asked } = await gateway(
      [fails(503), json(200, { text: ' hello\u0000 there ', usage: { type: 'duration', seconds: 90 } })],
      { models: { ...models, transcribe: 'whisper-1' } },
    );
    const { text, usage } = await port.transcribe({
      bytes: Buffer.from('OggS'),
      mime: 'audio/ogg; codecs=opus',
      fileName: 'voice',
      signal,
    });
    expect(text).toBe('hello there');
    expect(usage.costMicros).toBe(9_000);
    expect(asked[1]?.path).toBe('/v1/audio/transcriptions');
    expect(asked[1]?.raw.toString()).toContain('filename="voice.ogg"');
  });

  it('refuses an answer without a text', async () => {
    const { port } = await gateway([json(200, { words: [] })]);
    await expect(
      port.transcribe({ bytes: Buffer.from('x'), mime: 'audio/mpeg', fileName: 'a.mp3', signal }),
    ).rejects.toMatchObject({ code: 'bad_answer' });
  });
});
