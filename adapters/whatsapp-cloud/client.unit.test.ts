import { createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { OutboundMessage } from '../../domain/message/outbound.ts';
import { createWhatsAppCloud } from './client.ts';
import { type Answer, accepts, type GraphServer, graphServer, json, refuses } from './fixtures/server.ts';

const credentials = { phoneNumberId: '106', businessAccountId: '102', accessToken: 'secret' };
const message: OutboundMessage = {
  id: 'our-1',
  to: { kind: 'wa_id', value: '15550001111' },
  replyToProviderId: null,
  content: { kind: 'text', text: 'hi', previewUrl: false },
};

let server: GraphServer | undefined;
afterEach(() => server?.close());

async function against(answer: Answer, timeoutMs = 2_000) {
  server = await graphServer(answer);
  return { cloud: createWhatsAppCloud({ graphUrl: server.url, apiVersion: 'v24.0', timeoutMs }), asked: server.asked };
}

/** A port where nothing listens. */
async function closedPort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>(resolve => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as { port: number };
  await new Promise(resolve => probe.close(resolve));
  return port;
}

describe('send', () => {
  it('sends once, with our id, and tells the ids of the answer', async () => {
    const { cloud, asked } = await against(accepts);
    expect(await cloud.send(credentials, message)).toEqual({
      type: 'accepted',
      providerMessageId: 'wamid.OUT',
      identities: [{ kind: 'wa_id', value: '15550001111' }],
      held: false,
    });
    expect(asked).toHaveLength(1);
    expect(asked[0]).toMatchObject({
      method: 'POST',
      url: '/v24.0/106/messages',
      headers: { authorization: 'Bearer secret', 'content-type': 'application/json' },
    });
    expect(JSON.parse(asked[0]?.body ?? '')).toEqual({
      messaging_product: 'whatsapp',
      recipient_type: 'individual',
      to: '+15550001111',
      biz_opaque_callback_data: 'our-1',
      type: 'text',
      text: { body: 'hi', preview_url: false },
    });
  });

  it('reads an answer to a business-scoped id, held for quality', async () => {
    const { cloud } = await against(
      json(200, {
        contacts: [{ input: 'US.1', user_id: 'US.1' }],
        messages: [{ id: 'wamid.H', message_status: 'held_for_quality_assessment' }],
      }),
    );
    expect(await cloud.send(credentials, { ...message, to: { kind: 'wa_user_id', value: 'US.1' } })).toMatchObject({
      type: 'accepted',
      identities: [{ kind: 'wa_user_id', value: 'US.1' }],
      held: true,
    });
  });

  it.each([
    [429, 130429, 'retry', 1_000],
    [400, 130429, 'retry', 1_000],
    [400, 131056, 'wait', 6_000],
    [400, 80007, 'wait', 60_000],
    [400, 131047, 'give_up', null],
    [400, 131026, 'give_up', null],
    [401, 190, 'ask_person', null],
    [400, 131042, 'ask_person', null],
    [400, 424242, 'give_up', null],
    [429, 424242, 'retry', null],
    [403, 424242, 'ask_person', null],
  ])('%i with code %i is refused: %s', async (status, code, verdict, retryAfterMs) => {
    const { cloud, asked } = await against(refuses(status, code));
    expect(await cloud.send(credentials, message)).toEqual({
      type: 'refused',
      error: { code: String(code), message: 'No: because', verdict, retryAfterMs },
    });
    expect(asked).toHaveLength(1);
  });

  it.each([
    ['a 500', refuses(500, 131000)],
    ['a 503 with a throttle code', refuses(503, 130429)],
    ['the provider’s own failure as a 400', refuses(400, 131000)],
    ['a 502 of a proxy', (response => void response.writeHead(502).end('<html>')) as Answer],
    ['a redirect', (response => void response.writeHead(307, { location: '/elsewhere' }).end()) as Answer],
    ['a 200 that is no JSON', (response => void response.writeHead(200).end('ok')) as Answer],
    ['a 200 without a message id', json(200, { messages: [] })],
    ['a transient error nobody documented', json(400, { error: { code: 424242, is_transient: true, message: 'x' } })],
    ['a reset after the request was taken', (response => void response.socket?.resetAndDestroy()) as Answer],
    [
      'an answer cut off in the middle',
      (response =>
        void response
          .writeHead(200, { 'content-length': '500' })
          .write('{"messages"', () => response.destroy())) as Answer,
    ],
  ])('%s leaves it unknown, and is not repeated', async (_name, answer) => {
    const { cloud, asked } = await against(answer);
    expect(await cloud.send(credentials, message)).toMatchObject({
      type: 'unknown',
      error: { verdict: 'unknown', retryAfterMs: null },
    });
    expect(asked).toHaveLength(1);
  });

  it('does not wait longer than the timeout, also for a body that stalls', async () => {
    for (const answer of [
      (() => undefined) as Answer,
      (response => void response.writeHead(200).write('{')) as Answer,
    ]) {
      const { cloud } = await against(answer, 150);
      expect(await cloud.send(credentials, message)).toMatchObject({ type: 'unknown', error: { code: 'timeout' } });
      await server?.close();
    }
  });

  it.each([
    ['nothing listens', async () => `http://127.0.0.1:${await closedPort()}`],
    ['the name does not exist', async () => 'http://nowhere.invalid'],
  ])('may be repeated when %s', async (_name, address) => {
    const cloud = createWhatsAppCloud({ graphUrl: await address(), apiVersion: 'v24.0', timeoutMs: 5_000 });
    expect(await cloud.send(credentials, message)).toMatchObject({
      type: 'refused',
      error: { code: 'refused_connection', verdict: 'retry' },
    });
  });

  it('may be repeated when TLS was refused before the request was written', async () => {
    const { asked } = await against(accepts);
    const address = (server?.url ?? '').replace('http:', 'https:');
    const cloud = createWhatsAppCloud({ graphUrl: address, apiVersion: 'v24.0', timeoutMs: 2_000 });
    expect(await cloud.send(credentials, message)).toMatchObject({ type: 'refused', error: { verdict: 'retry' } });
    expect(asked).toHaveLength(0);
  });

  it('tells a caller who left before the request from one who left during it', async () => {
    const { cloud, asked } = await against(() => undefined);
    expect(await cloud.send(credentials, message, AbortSignal.abort())).toMatchObject({
      type: 'refused',
      error: { code: 'cancelled' },
    });
    expect(asked).toHaveLength(0);
    const controller = new AbortController();
    const sending = cloud.send(credentials, message, controller.signal);
    await expect.poll(() => asked.length).toBe(1);
    controller.abort();
    expect(await sending).toMatchObject({ type: 'unknown', error: { code: 'cancelled' } });
  });

  it('refuses what breaks a limit without asking the provider', async () => {
    const { cloud, asked } = await against(accepts);
    const result = await cloud.send(credentials, {
      ...message,
      content: { kind: 'text', text: 'x'.repeat(5000), previewUrl: false },
    });
    expect(result).toMatchObject({
      type: 'refused',
      error: {
        code: 'invalid_message',
        verdict: 'give_up',
        message: 'A text may have at most 4096 characters; this one has 5000.',
      },
    });
    expect(asked).toHaveLength(0);
  });

  it('honours what the headers ask for', async () => {
    const { cloud } = await against(refuses(429, 80007, { 'retry-after': '17' }));
    expect(await cloud.send(credentials, message)).toMatchObject({ error: { verdict: 'wait', retryAfterMs: 17_000 } });
    await server?.close();
    const usage = JSON.stringify({ 102: [{ type: 'x', estimated_time_to_regain_access: 2 }] });
    const { cloud: other } = await against(refuses(400, 4, { 'x-business-use-case-usage': usage }));
    expect(await other.send(credentials, message)).toMatchObject({ error: { retryAfterMs: 120_000 } });
  });
});

describe('markRead', () => {
  it('marks read with typing, and says false instead of failing', async () => {
    const { cloud, asked } = await against(json(200, { success: true }));
    expect(await cloud.markRead(credentials, 'wamid.I', true)).toBe(true);
    expect(JSON.parse(asked[0]?.body ?? '')).toEqual({
      messaging_product: 'whatsapp',
      status: 'read',
      message_id: 'wamid.I',
      typing_indicator: { type: 'text' },
    });
    await server?.close();
    expect(await cloud.markRead(credentials, 'wamid.I', false)).toBe(false);
  });
});
