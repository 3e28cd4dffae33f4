/** Webhooks that are forged or broken: nothing crashes, nothing forged gets in, and nothing is half kept. */
import { createHmac } from 'node:crypto';
import { connect } from 'node:net';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { seedChannel } from '../../db/organization/seed.ts';
import { signatureOf, toWireJson } from '../../simulators/whatsapp/index.ts';
import { envelope, post, textsValue } from '../conversation/helpers.ts';
import { type Core, NUMBER, startCore, until } from '../support/core.ts';
import { useDatabase } from '../support/postgres.ts';
import { sized } from '../support/size.ts';
import { useTemporal } from '../support/temporal.ts';
import { each, rawCount, recordedIds, TIMEOUT_MS, worked } from './intake.ts';

const database = useDatabase();
const temporal = useTemporal();
let core: Core;

beforeAll(async () => {
  core = await startCore({ databaseUrl: database.url, temporalAddress: temporal.address, run: false });
  core.startDispatcher();
});
afterAll(() => core.stop());

const good = (id: string) => toWireJson(envelope({ value: textsValue([{ from: '+15550299999', id, text: 'Hello' }]) }));
const sign = (bytes: string | Buffer, secret: string) =>
  `sha256=${createHmac('sha256', secret).update(bytes).digest('hex')}`;

async function send(body: Uint8Array, headers: Record<string, string>): Promise<number> {
  const response = await fetch(core.webhookUrl, { method: 'POST', headers, body: new Uint8Array(body) });
  await response.arrayBuffer();
  return response.status;
}
const signed = (body: Buffer, headers: Record<string, string> = {}) =>
  send(body, { 'x-hub-signature-256': sign(body, core.appSecret), ...headers });

/** Bodies that were not signed with our secret, and headers that are no signature. */
function forgeries(count: number): { body: Buffer; signature: string }[] {
  const body = Buffer.from(good('wamid.forged'));
  const right = signatureOf(body.toString(), core.appSecret);
  const flipped = fc.tuple(fc.nat(body.length - 1), fc.integer({ min: 1, max: 255 })).map(([at, by]) => {
    const copy = Buffer.from(body);
    copy[at] = (copy[at] ?? 0) ^ by;
    return { body: copy, signature: right };
  });
  const cut = fc.nat(body.length - 1).map(length => ({ body: body.subarray(0, length), signature: right }));
  const longer = fc
    .uint8Array({ minLength: 1, maxLength: 20 })
    .map(more => ({ body: Buffer.concat([body, more]), signature: right }));
  const otherSecret = fc
    .string()
    .filter(secret => secret !== core.appSecret)
    .map(secret => ({ body, signature: sign(body, secret) }));
  const hex = right.slice('sha256='.length);
  const headers = ['', 'sha256=', hex, right.slice(0, -1), `${right}0`, `sha1=${hex}`, `${right}, ${right}`];
  const badHeader = fc
    .constantFrom(...headers, 'sha256=null', `sha256=${'0'.repeat(64)}`, `sha256= ${hex}`, 'undefined')
    .map(signature => ({ body, signature }));
  const noise = fc.string({ minLength: 1 }).map(text => ({ body, signature: encodeURIComponent(text.toWellFormed()) }));
  return fc.sample(fc.oneof(flipped, cut, longer, otherSecret, badHeader, noise), { seed: 5, numRuns: count });
}

it(
  `none of ${sized(300, 10_000)} forgeries is accepted`,
  async () => {
    const before = await rawCount(core);
    await each(forgeries(sized(300, 10_000)), async ({ body, signature }) => {
      const headers = { 'content-type': 'application/json', 'x-hub-signature-256': signature };
      expect(await send(body, headers), signature).toBe(401);
    });
    expect(await send(Buffer.from(good('wamid.unsigned')), { 'content-type': 'application/json' })).toBe(401);
    expect(await rawCount(core)).toBe(before);
    for (const token of ['', 'wrong', `${core.appSecret} `, core.appSecret.slice(1)]) {
      const query = new URLSearchParams({ 'hub.mode': 'subscribe', 'hub.verify_token': token, 'hub.challenge': '1' });
      expect((await fetch(`${core.webhookUrl}?${query}`)).status).toBe(403);
    }
  },
  TIMEOUT_MS,
);

const NO_DELIVERIES = [
  ...['null', '0', '"x"', '[]', '[[[]]]', '{}', '{"entry":null}', '{"entry":[null,1,"x",[],{}]}'],
  '{"object":1,"entry":{}}',
  '{"entry":[{"id":{},"changes":[null,{},{"value":[]}]}]}',
  '{"entry":[],"entry":[{"id":"1"}]}',
  `${'['.repeat(500_000)}${']'.repeat(500_000)}`,
  `${'{"a":'.repeat(300_000)}1${'}'.repeat(300_000)}`,
];

it(
  'what is signed and no JSON, or no delivery, is answered and not half kept',
  async () => {
    const whole = good('wamid.truncated');
    const before = await rawCount(core);
    await each(fc.sample(fc.nat(whole.length - 1), { seed: 6, numRuns: sized(40, 1_000) }), async length => {
      expect(await signed(Buffer.from(whole).subarray(0, length))).toBe(400);
    });
    expect(await rawCount(core)).toBe(before);
    for (const body of [...NO_DELIVERIES, `\ufeff${whole}`])
      expect([200, 400], body.slice(0, 60)).toContain(await signed(Buffer.from(body)));
    const parts = [Buffer.from('{"entry":[{"id":"'), Buffer.from([0xff, 0xfe, 0xc0, 0x80]), Buffer.from('"}]}')];
    expect([200, 400]).toContain(await signed(Buffer.concat(parts)));
    expect(await signed(Buffer.from(whole), { 'content-encoding': 'gzip' })).toBe(415);
  },
  TIMEOUT_MS,
);

it(
  'senders that hang up in the middle leave nothing',
  async () => {
    const before = await rawCount(core);
    const body = good('wamid.hung-up');
    const { hostname, port, pathname } = new URL(core.webhookUrl);
    await each(fc.sample(fc.nat(body.length - 1), { seed: 7, numRuns: sized(40, 1_000) }), async length => {
      const socket = connect(Number(port), hostname);
      socket.on('error', () => undefined);
      const head = [
        `POST ${pathname} HTTP/1.1`,
        'Host: x',
        `Content-Length: ${Buffer.byteLength(body)}`,
        `X-Hub-Signature-256: ${signatureOf(body, core.appSecret)}`,
      ];
      await new Promise<void>(resolve => {
        socket.once('close', () => resolve());
        socket.write(`${head.join('\r\n')}\r\n\r\n${body.slice(0, length)}`, () =>
          length % 2 === 0 ? socket.resetAndDestroy() : socket.destroy(),
        );
      });
    });
    expect(await post(core, good('wamid.after-hanging-up'))).toBe(200);
    await worked(core);
    expect((await recordedIds(core, 'wamid.hung-up')).size).toBe(0);
    expect((await recordedIds(core, 'wamid.after-hanging-up')).size).toBe(1);
    expect(await rawCount(core)).toBe(before + 1);
  },
  TIMEOUT_MS,
);

it(
  'account updates of two numbers, more than one statement can name, are all kept',
  async () => {
    const connected = { name: 'Second', phoneNumberId: '106540352242923', displayPhoneNumber: '+1 718 555 0143' };
    const secrets = { accessToken: core.appSecret, appSecret: core.appSecret, verifyToken: core.appSecret };
    const account = { ...connected, ...secrets, businessAccountId: NUMBER.wabaId };
    await seedChannel(core.db, core.keyring, core.orgId, account, Date.now());
    await core.stopDispatcher();
    let event = 0;
    const updates = (count: number) => ({
      object: 'whatsapp_business_account',
      entry: [
        {
          id: NUMBER.wabaId,
          time: 1,
          changes: Array.from({ length: count }, () => ({ field: 'account_update', value: { event: `E${event++}` } })),
        },
      ],
    });
    await until('the second number to be known', async () => {
      const before = await rawCount(core);
      expect(await post(core, updates(1))).toBe(200);
      return (await rawCount(core)) === before + 2;
    });
    const before = await rawCount(core);
    expect(await post(core, updates(7_000))).toBe(200);
    expect(await rawCount(core)).toBe(before + 14_000);
  },
  TIMEOUT_MS,
);
