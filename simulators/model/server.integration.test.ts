import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import OpenAI, { toFile } from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ModelSimulator, startModelSimulator } from './server.ts';

let simulator: ModelSimulator;
let client: OpenAI;

beforeAll(async () => {
  simulator = await startModelSimulator({ apiKey: 'sesame', keepRequests: 5 });
  client = new OpenAI({ baseURL: simulator.url, apiKey: 'sesame', maxRetries: 0 });
});
afterAll(() => simulator.close());

const hello = { model: 'any', messages: [{ role: 'user' as const, content: 'hello there' }] };

describe('chat completions', () => {
  it('gives the same request the same bytes, with usage', async () => {
    const [first, second] = await Promise.all([
      client.chat.completions.create(hello),
      client.chat.completions.create(hello),
    ]);
    expect(second).toEqual(first);
    expect(first).toMatchObject({
      model: 'parley-demo',
      choices: [{ finish_reason: 'stop', message: { role: 'assistant', refusal: null } }],
    });
    expect(first.choices[0]?.message.content).toContain('hello there');
    expect(first.usage?.total_tokens).toBe((first.usage?.prompt_tokens ?? 0) + (first.usage?.completion_tokens ?? 0));
  });

  it('streams the same text', async () => {
    const whole = await client.chat.completions.create(hello);
    let text = '';
    let tokens = 0;
    for await (const chunk of await client.chat.completions.create({
      ...hello,
      stream: true,
      stream_options: { include_usage: true },
    })) {
      text += chunk.choices[0]?.delta.content ?? '';
      tokens = chunk.usage?.total_tokens ?? tokens;
    }
    expect(text).toBe(whole.choices[0]?.message.content);
    expect(tokens).toBe(whole.usage?.total_tokens);
  });

  it('answers json_object with JSON and keeps max_tokens', async () => {
    const json = await client.chat.completions.create({ ...hello, response_format: { type: 'json_object' } });
    expect(JSON.parse(json.choices[0]?.message.content ?? '')).toEqual({
      text: expect.stringContaining('hello there'),
    });
    const short = await client.chat.completions.create({ ...hello, max_tokens: 3 });
    expect(short.choices[0]).toMatchObject({ finish_reason: 'length', message: { content: '[demo model]' } });
  });

  it('describes a picture by what is declared, labelled', async () => {
    const url = `data:image/png;base64,${Buffer.from('not a real picture').toString('base64')}`;
    const seen = await client.chat.completions.create({
      model: 'any',
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'What is this?' },
            { type: 'image_url', image_url: { url } },
          ],
        },
      ],
    });
    expect(seen.choices[0]?.message.content).toMatch(/^\[demo vision\] A picture \(image\/png, 18 bytes\)/);
  });

  it('refuses bad requests with what to mend', async () => {
    await expect(client.chat.completions.create({ model: 'any', messages: [] })).rejects.toMatchObject({
      status: 400,
      code: 'missing_messages',
    });
    await expect(
      new OpenAI({ baseURL: simulator.url, apiKey: 'wrong', maxRetries: 0 }).models.list(),
    ).rejects.toMatchObject({ status: 401, code: 'invalid_api_key' });
    const broken = await fetch(`${simulator.url}/chat/completions`, {
      method: 'POST',
      body: '{',
      headers: { authorization: 'Bearer sesame' },
    });
    expect(broken.status).toBe(400);
    expect(await broken.json()).toMatchObject({ error: { code: 'invalid_json' } });
  });
});

describe('embeddings', () => {
  const near = (a: number[], b: number[]) => a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);

  it('puts related texts closer, across languages', async () => {
    const input = [
      'how much is a cleaning',
      'A cleaning with exam is $120.',
      'cuánto cuesta una limpieza',
      'free parking behind the building',
    ];
    const { data } = await client.embeddings.create({ model: 'any', input });
    const [question, answer, spanish, other] = data.map(one => one.embedding);
    expect(question).toHaveLength(1536);
    expect(near(question ?? [], question ?? [])).toBeCloseTo(1, 4);
    expect(near(question ?? [], answer ?? [])).toBeGreaterThan(0.2);
    expect(near(question ?? [], spanish ?? [])).toBeGreaterThan(0.4);
    expect(near(question ?? [], other ?? [])).toBeLessThan(0.1);
  });

  it('honours dimensions and encoding', async () => {
    const floats = await client.embeddings.create({
      model: 'any',
      input: 'x y',
      dimensions: 64,
      encoding_format: 'float',
    });
    const packed = await client.embeddings.create({ model: 'any', input: 'x y', dimensions: 64 });
    expect(packed.data[0]?.embedding).toHaveLength(64);
    expect(packed.data[0]?.embedding[3]).toBeCloseTo(floats.data[0]?.embedding[3] ?? Number.NaN, 5);
    await expect(client.embeddings.create({ model: 'any', input: '' })).rejects.toMatchObject({ status: 400 });
  });
});

describe('transcriptions', () => {
  const transcribe = async (data: Buffer, name: string) =>
    (await client.audio.transcriptions.create({ model: 'any', file: await toFile(data, name) })).text;

  it('reads the name, text in the file, or says that it is a demo', async () => {
    const noise = Buffer.from([0, 1, 2, 255, 254, 3]);
    expect(await transcribe(noise, 'say-hello-there.ogg')).toBe('Hello there');
    const words = Buffer.from('transcript=Do you open on Sunday?');
    const length = Buffer.alloc(4);
    length.writeUInt32LE(words.length);
    expect(await transcribe(Buffer.concat([Buffer.from('OggS'), noise, length, words, noise]), 'voice.ogg')).toBe(
      'Do you open on Sunday?',
    );
    expect(await transcribe(Buffer.from('Kal aana hai'), 'voice.ogg')).toBe('Kal aana hai');
    expect(await transcribe(noise, 'voice.ogg')).toMatch(/^\[demo transcript \d+\]/);
  });
});

describe('around it', () => {
  it('lists labelled models, remembers a bounded number of requests, and shows a page', async () => {
    expect((await client.models.list()).data.map(model => model.id)).toContain('parley-demo');
    for (let i = 0; i < 7; i++) await client.chat.completions.create(hello);
    expect(simulator.requests).toHaveLength(5);
    expect(simulator.requests.at(-1)).toMatchObject({ role: 'text', status: 200, fault: null, model: 'any' });
    const page = await fetch(simulator.url.replace('/v1', '/'));
    expect(await page.text()).toContain('Model simulator (demo)');
  });

  it('starts from the command line and ends cleanly on SIGTERM', async () => {
    const child = spawn(
      process.execPath,
      [fileURLToPath(new URL('./main.ts', import.meta.url)), '--port', '0', '--latency-ms', '0-5'],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    const ready = JSON.parse(line.toString()) as { ready: boolean; url: string };
    expect(ready.ready).toBe(true);
    expect((await fetch(`${ready.url}/models`)).status).toBe(200);
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
  });
});
