/** Connecting a number: each credential is asked about at a (simulated) Graph API, secrets are sealed, a test goes out (A-ONB-1). */
import { Router } from 'express';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createWhatsAppCloud } from '../../adapters/whatsapp-cloud/client.ts';
import { createNumberSetup } from '../../adapters/whatsapp-cloud/setup.ts';
import { webhookAccounts } from '../../db/channel/queries.ts';
import { channelAccounts } from '../../db/channel/table.ts';
import { startWhatsAppSimulator, type WhatsAppSimulator } from '../../simulators/whatsapp/index.ts';
import { useDatabase } from '../../test/support/postgres.ts';
import type { ChannelView, CheckView } from '../contracts/channels.ts';
import { endpoints } from '../endpoints.ts';
import { ORG, OTHER_ORG, startApi, type TestApi } from '../testing/server.ts';
import { createAccountDirectory } from '../webhooks/accounts.ts';
import { whatsappWebhooks } from '../webhooks/whatsapp.ts';

const database = useDatabase();
const SECRETS = {
  accessToken: 'token-of-the-test',
  appSecret: 'secret-of-the-test',
  verifyToken: 'verify-of-the-test',
};
const NUMBER = { phoneNumberId: '106540352242922', displayPhoneNumber: '+15550002222', wabaId: '102290129340398' };
const GOOD = {
  phoneNumberId: NUMBER.phoneNumberId,
  businessAccountId: NUMBER.wabaId,
  accessToken: SECRETS.accessToken,
  appSecret: SECRETS.appSecret,
};

let api: TestApi;
let simulator: WhatsAppSimulator;
let owner: string;

beforeAll(async () => {
  simulator = await startWhatsAppSimulator({
    ...SECRETS,
    webhookUrl: 'http://127.0.0.1:9/webhooks/whatsapp',
    handshake: false,
    numbers: [NUMBER],
    templates: [
      {
        name: 'hello_world',
        language: 'en_US',
        category: 'UTILITY',
        status: 'APPROVED',
        components: [{ type: 'BODY', text: 'Hello!' }],
      },
    ],
  });
  const graph = { graphUrl: simulator.url, apiVersion: 'v25.0', timeoutMs: 5_000 };
  const numbers = createNumberSetup({
    graph,
    channel: createWhatsAppCloud(graph),
    simulated: { url: simulator.url, ...SECRETS },
  });
  const routes = Router();
  api = await startApi(database.url, {
    endpoints,
    services: { numbers },
    webhooks: routes,
  });
  routes.use(
    whatsappWebhooks({
      db: api.db,
      keyring: api.keyring,
      accounts: createAccountDirectory(() => webhookAccounts(api.db, api.keyring)),
      clock: { now: () => Date.now() },
      log: pino({ level: 'silent' }),
      count: () => undefined,
    }),
  );
  owner = await api.as('OWNER', ORG);
});
afterAll(async () => {
  await api.stop();
  await simulator.close();
});
beforeEach(async () => {
  for (const orgId of [ORG, OTHER_ORG]) await api.db.withOrg(orgId, tx => tx.delete(channelAccounts));
});

async function call<T = Record<string, unknown>>(method: string, path: string, body?: unknown, as = owner) {
  const answer = await fetch(`${api.url}/api/v1${path}`, {
    method,
    headers: {
      cookie: as,
      'x-parley-csrf': '1',
      origin: api.url,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: (await answer.json().catch(() => null)) as T };
}
const check = async (patch: Partial<typeof GOOD>) => {
  const { body } = await call<{ checks: CheckView[] }>('POST', '/channels/whatsapp/check', { ...GOOD, ...patch });
  return Object.fromEntries(body.checks.map(each => [each.field, each]));
};
const connect = (patch: object = {}, as = owner) =>
  call<ChannelView>('POST', '/channels/whatsapp', { ...GOOD, ...patch }, as);

describe('A-ONB-1: each credential is checked with WhatsApp', () => {
  it('all right: the number is named', async () => {
    const found = await check({});
    expect(Object.values(found).map(each => each.state)).toEqual(['right', 'right', 'right', 'right']);
    expect(found.phoneNumberId?.message).toContain(NUMBER.displayPhoneNumber);
  });
  it.each([
    ['accessToken', { accessToken: 'another' }, /refuses this access token/],
    ['phoneNumberId', { phoneNumberId: '999' }, /no such number/],
    ['businessAccountId', { businessAccountId: '999' }, /no such business account/],
    ['appSecret', { appSecret: 'another' }, /not the secret of the app/],
  ] as const)('a wrong %s is named, with what to do', async (field, patch, message) => {
    const found = await check(patch);
    expect(found[field]).toMatchObject({ state: 'wrong', message: expect.stringMatching(message) });
    expect(found[field]?.hint).toMatch(/\w/);
    const others = Object.values(found).filter(each => each.field !== field);
    expect(others.filter(each => each.state === 'wrong')).toEqual([]);
    expect(await connect(patch)).toMatchObject({
      status: 422,
      body: { code: 'number_wrong', errors: [{ path: field }] },
    });
    expect((await call<{ channels: unknown[] }>('GET', '/channels')).body.channels).toEqual([]);
  });
  it('a WhatsApp that is away is not taken for a wrong token', async () => {
    simulator.addFault({ effect: { kind: 'http', status: 503 }, on: 'all', times: 8 } as never);
    const found = await check({});
    simulator.clearFaults();
    expect(Object.values(found).filter(each => each.state === 'wrong')).toEqual([]);
  });
});

describe('a connected number', () => {
  it('is stored sealed, belongs to one organization, and takes new secrets', async () => {
    const { status, body } = await connect();
    expect(status).toBe(200);
    expect(body).toMatchObject({ phoneNumberId: NUMBER.phoneNumberId, displayAddress: NUMBER.displayPhoneNumber });
    const [row] = await api.db.withOrg(ORG, tx => tx.select().from(channelAccounts));
    expect(JSON.stringify(row)).not.toContain(SECRETS.accessToken);
    expect(Buffer.from(row?.appSecretSealed ?? []).includes(SECRETS.appSecret)).toBe(false);
    const opened = await webhookAccounts(api.db, api.keyring);
    expect(opened).toMatchObject([{ orgId: ORG, appSecret: SECRETS.appSecret, businessId: NUMBER.wabaId }]);
    const others = await api.as('OWNER', OTHER_ORG);
    expect(await connect({}, others)).toMatchObject({ status: 409, body: { code: 'number_taken' } });
    expect((await connect({ name: 'Front desk' })).body).toMatchObject({ id: body.id, name: 'Front desk' });
  });
  it('says where its webhooks go, and has WhatsApp call that address', async () => {
    const { body } = await connect();
    const webhook = await call<{ url: string; verifyToken: string }>('GET', `/channels/${body.id}/webhook`);
    expect(webhook.body).toMatchObject({ url: `${api.url}/webhooks/whatsapp`, reachable: false });
    const handshake = (token: string) =>
      fetch(`${webhook.body.url}?hub.mode=subscribe&hub.challenge=77&hub.verify_token=${encodeURIComponent(token)}`);
    expect(await call('POST', `/channels/${body.id}/subscribe`)).toMatchObject({ status: 200 });
    expect(await (await handshake(webhook.body.verifyToken)).text()).toBe('77');
    expect((await handshake('another')).status).toBe(403);
    const admin = await api.as('ADMIN', ORG);
    expect((await call('GET', `/channels/${body.id}/webhook`, undefined, admin)).status).toBe(403);
  });
  it('sends a test message to a phone, or says why not', async () => {
    const { body } = await connect();
    const sent = await call('POST', `/channels/${body.id}/test`, { to: '+15550100101' });
    expect(sent).toMatchObject({ status: 200, body: { template: 'hello_world' } });
    expect(simulator.ledger.sends({ phoneNumberId: NUMBER.phoneNumberId })).toHaveLength(1);
    expect(await call('POST', `/channels/${body.id}/test`, { to: 'my phone' })).toMatchObject({ status: 422 });
    simulator.addFault({ effect: { kind: 'error', code: 131026 }, times: 1 } as never);
    const refused = await call<{ code: string; detail: string }>('POST', `/channels/${body.id}/test`, {
      to: '+15550100101',
    });
    expect(refused).toMatchObject({ status: 422, body: { code: 'provider_refused' } });
    expect(refused.body.detail).toMatch(/\w/);
  });
  it('can be a simulated one, with one click; the phone reaches it under the organization’s name', async () => {
    const { status, body } = await call<ChannelView>('POST', '/channels/simulated');
    expect(status).toBe(200);
    expect(body.phoneNumberId).not.toBe(NUMBER.phoneNumberId);
    const info = (await (await fetch(`${simulator.url}/_sim/info`)).json()) as {
      numbers: { phoneNumberId: string; name?: string }[];
    };
    expect(info.numbers.find(each => each.phoneNumberId === body.phoneNumberId)?.name).toBe('Organization one');
    expect(await check({ phoneNumberId: body.phoneNumberId })).toMatchObject({ phoneNumberId: { state: 'right' } });
    expect((await call<{ channels: unknown[] }>('GET', '/channels')).body.channels).toHaveLength(1);
  });
});
