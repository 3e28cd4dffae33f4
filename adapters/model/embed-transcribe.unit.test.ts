import { afterEach, describe, expect, it } from 'vitest';
import { closeServers, gateway, models } from './fixtures/gateway.ts';
import { type Answer, fails, json } from './fixtures/server.ts';

afterEach(closeServers);

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
