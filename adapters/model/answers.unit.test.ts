import { afterEach, describe, expect, it } from 'vitest';
import { closeServers, gateway, good } from './fixtures/gateway.ts';
import { type Answer, json, says } from './fixtures/server.ts';

afterEach(closeServers);

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
});
