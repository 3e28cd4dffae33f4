import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../db/ids.ts';
import { createCodec, type ParleyCodec } from '../../temporal/codec.ts';
import { useDatabase } from '../../test/support/postgres.ts';
import { conversationWorkflowId } from '../../workflows/conversation/ids.ts';
import { ORG, OTHER_ORG, startApi, type TestApi } from '../testing/server.ts';

const database = useDatabase();
let api: TestApi;
let codec: ParleyCodec;
let agent: string;

beforeAll(async () => {
  api = await startApi(database.url);
  codec = createCodec(api.keyring);
  agent = await api.as('AGENT');
});
afterAll(() => api?.stop());

const base64 = (bytes: Uint8Array | string | null | undefined) => Buffer.from(bytes ?? '').toString('base64');
const plain = { metadata: { encoding: Buffer.from('json/plain') }, data: Buffer.from('{"kind":"inbound"}') };

async function sealed(orgId: string | null) {
  const workflowId = orgId ? conversationWorkflowId(orgId, newId()) : 'another-workflow';
  const [payload] = await codec.encode([plain], { type: 'workflow', namespace: 'default', workflowId });
  return {
    metadata: Object.fromEntries(Object.entries(payload?.metadata ?? {}).map(([key, value]) => [key, base64(value)])),
    data: base64(payload?.data),
  };
}

/** As Temporal Web asks: JSON, the namespace, and nothing of ours. */
const ask = (payloads: unknown, cookie = agent, headers: Record<string, string> = {}, path = 'decode') =>
  fetch(`${api.url}/api/v1/codec/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-namespace': 'default', origin: api.url, cookie, ...headers },
    body: JSON.stringify({ payloads }),
  });
const code = async (answer: Response) => ((await answer.json()) as { code: string }).code;

describe('the codec endpoint', () => {
  it("decodes payloads of the caller's organization, and leaves plain ones as they are", async () => {
    const answer = await ask([await sealed(ORG), { metadata: { encoding: base64('json/plain') }, data: base64('1') }]);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({
      payloads: [
        { metadata: { encoding: base64('json/plain') }, data: base64('{"kind":"inbound"}') },
        { metadata: { encoding: base64('json/plain') }, data: base64('1') },
      ],
    });
  });

  it('refuses payloads of others: another organization, the installation, an unknown key, a changed one', async () => {
    const own = await sealed(ORG);
    const changed = Buffer.from(own.data, 'base64');
    changed[40] = (changed[40] ?? 0) ^ 1;
    const bad = [
      await sealed(OTHER_ORG),
      await sealed(null),
      { ...own, metadata: { ...own.metadata, 'encryption-key-id': base64(newId()) } },
      { ...own, data: base64(changed) },
    ];
    for (const payload of bad) {
      const answer = await ask([own, payload]);
      expect(answer.status).toBe(403);
      expect(await code(answer)).toBe('not_readable');
    }
    expect((await ask([await sealed(OTHER_ORG)], await api.as('OWNER', OTHER_ORG))).status).toBe(200);
  });

  it('is for members from the role AGENT on, from our own origin, for this namespace', async () => {
    const payloads = [await sealed(ORG)];
    expect((await ask(payloads, '')).status).toBe(401);
    expect((await ask(payloads, await api.as('VIEWER'))).status).toBe(403);
    expect(await code(await ask(payloads, agent, { origin: 'https://evil.example' }))).toBe('csrf');
    expect(await code(await ask(payloads, agent, { 'x-namespace': 'other' }))).toBe('not_readable');
    const form = await fetch(`${api.url}/api/v1/codec/decode`, {
      method: 'POST',
      headers: { cookie: agent, 'content-type': 'text/plain' },
      body: JSON.stringify({ payloads }),
    });
    expect(form.status).toBe(415);
  });

  it('opens what older data keys of the organization sealed, and after a change no more of others than before', async () => {
    const [own, foreign] = [await sealed(ORG), await sealed(OTHER_ORG)];
    await api.keyring.rotate(ORG, Date.now());
    await api.keyring.rotate(OTHER_ORG, Date.now());
    const [newer, newerForeign] = [await sealed(ORG), await sealed(OTHER_ORG)];
    expect(newer.metadata['encryption-key-id']).not.toBe(own.metadata['encryption-key-id']);
    const both = (await (await ask([own, newer])).json()) as { payloads: { data: string }[] };
    expect(both.payloads.map(({ data }) => data)).toEqual([base64('{"kind":"inbound"}'), base64('{"kind":"inbound"}')]);
    for (const payload of [foreign, newerForeign]) {
      expect((await ask([payload])).status).toBe(403);
      expect((await ask([own, payload])).status).toBe(403);
    }
    // The name of one's own key on somebody else's bytes opens nothing.
    expect((await ask([{ ...newerForeign, metadata: own.metadata }])).status).toBe(403);
  });

  it('answers nobody who is not signed in, whatever they send and claim', async () => {
    const payloads = [await sealed(ORG)];
    const forged = agent.replace(/=.*/, `=${'A'.repeat(32)}.${'B'.repeat(44)}`);
    for (const cookie of ['', 'x=y', forged, `${agent.slice(0, -3)}AAA`])
      for (const path of ['decode', 'encode']) {
        const answer = await ask(payloads, cookie, { authorization: 'Bearer x' }, path);
        expect([answer.status, await code(answer)]).toEqual([401, 'wrong_key']);
        const bare = await ask(payloads, cookie, {}, path);
        expect([bare.status, await code(bare)]).toEqual([401, 'not_signed_in']);
      }
  });

  it('says what is wrong with nonsense', async () => {
    for (const payloads of ['x', [{ data: '***' }], [1], [{ metadata: { encoding: 1 } }]])
      expect((await ask(payloads)).status).toBe(400);
    const encoding = base64('binary/parley-encrypted');
    const { metadata } = await sealed(ORG);
    for (const payload of [
      { metadata: { encoding } },
      { metadata: { encoding, 'encryption-key-id': base64('x') } },
      { metadata },
      { metadata, data: base64('short') },
    ])
      expect((await ask([payload])).status).toBe(403);
  });

  it('seals nothing for anybody', async () => {
    const answer = await ask([], agent, {}, 'encode');
    expect(answer.status).toBe(403);
    expect(await code(answer)).toBe('encode_refused');
  });
});
