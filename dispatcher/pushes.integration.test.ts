/** Browsers are told what the bell tells: through a push service of the test's own, which opens what it gets as a browser would. */
import { sql } from 'drizzle-orm';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { createHttpGuard } from '../adapters/http-guard/guard.ts';
import { createWebPush } from '../adapters/push/web-push.ts';
import { pushKeyEndpoint, subscribeEndpoint, unsubscribeEndpoint } from '../api/notifications/push.ts';
import { meEndpoint } from '../api/session/me.ts';
import { ORG, startApi, type TestApi } from '../api/testing/server.ts';
import { newId } from '../db/ids.ts';
import { notify } from '../db/notification/queries.ts';
import { INNER_ADDRESSES } from '../test/security/addresses.ts';
import { useDatabase } from '../test/support/postgres.ts';
import { type PushReceiver, startPushReceiver } from '../test/support/push-receiver.ts';
import { pushRound } from './pushes.ts';

const database = useDatabase();
const log = pino({ level: 'silent' });
let service: PushReceiver;
let push: ReturnType<typeof createWebPush>;
let api: TestApi;
let now = Date.now();

beforeAll(async () => {
  service = await startPushReceiver();
  const guard = createHttpGuard({ operatorUrls: [service.url] });
  push = createWebPush({ guard, secret: Buffer.alloc(32, 9), contact: 'mailto:admin@parley.example' });
  api = await startApi(database.url, {
    endpoints: [pushKeyEndpoint, subscribeEndpoint, unsubscribeEndpoint, meEndpoint],
    services: { push },
  });
});
afterAll(async () => {
  await api?.stop();
  await service?.stop();
});
beforeEach(async () => {
  await round();
  service.received.length = 0;
  service.answers.length = 0;
  now = Date.now();
});

const round = async () => {
  while (await pushRound({ db: api.db, clock: { now: () => now }, log, push }));
};

interface Person {
  cookie: string;
  memberId: string;
}
async function person(): Promise<Person> {
  const cookie = await api.as('AGENT');
  const me = await fetch(`${api.url}/api/v1/me`, { headers: { cookie } });
  return { cookie, memberId: ((await me.json()) as { memberId: string }).memberId };
}
async function ask(cookie: string, method: string, path: string, body?: unknown) {
  const answer = await fetch(`${api.url}/api/v1${path}`, {
    method,
    headers: { cookie, 'content-type': 'application/json', 'x-parley-csrf': '1', origin: api.url },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: (await answer.json()) as { id?: string; code?: string; publicKey?: string } };
}
const browserOf = async ({ cookie }: Person) => {
  const browser = service.subscribe();
  const { status, body } = await ask(cookie, 'POST', '/notifications/push', browser);
  expect([status, body.code]).toEqual([200, undefined]);
  return { ...browser, id: body.id ?? '' };
};
/** Tells one member something that goes to browsers by default. */
const tell = ({ memberId }: Person, by: Person, at = now) =>
  api.db.withOrg(ORG, tx =>
    notify(tx, {
      orgId: ORG,
      kind: 'mention',
      thing: `note/${newId()}`,
      about: { by: by.memberId },
      memberIds: [memberId],
      now: at,
    }),
  );

it('B-NOTE-1, X-NOTE: a browser is told once, sealed for it alone and signed with the key it subscribed with', async () => {
  const [asha, ben] = [await person(), await person()];
  const { body } = await ask(asha.cookie, 'GET', '/notifications/push');
  expect(body.publicKey).toBe(push.publicKey);
  await browserOf(asha);
  await browserOf(asha);
  await browserOf(ben);
  await tell(asha, ben);
  await Promise.all([round(), round()]);
  await round();
  expect(service.received).toHaveLength(2);
  for (const { text, signedBy, headers } of service.received) {
    expect(JSON.parse(text)).toMatchObject({ title: expect.stringMatching(/mentioned you/), urgent: false });
    expect(signedBy).toBe(push.publicKey);
    expect(headers).toMatchObject({ 'content-encoding': 'aes128gcm', ttl: '900', urgency: 'normal' });
  }
});

it('B-NOTE-1: what a member does not want pushed, has read, or is older than a quarter of an hour, is not', async () => {
  const [asha, ben] = [await person(), await person()];
  await browserOf(asha);
  await tell(asha, ben, now - 16 * 60_000);
  await api.db.withOrg(ORG, tx =>
    notify(tx, { orgId: ORG, kind: 'hot_lead', thing: newId(), memberIds: [asha.memberId], now }),
  );
  await round();
  expect(service.received).toEqual([]);
  await tell(asha, ben);
  await round();
  expect(service.received).toHaveLength(1);
});

it('B-NOTE-1: a push service that is busy is asked again; a browser that is gone is forgotten, the others are told', async () => {
  const [asha, ben] = [await person(), await person()];
  await browserOf(asha);
  await browserOf(asha);
  service.answers.push(503, 201, 410);
  await tell(asha, ben);
  await round();
  expect(service.received).toHaveLength(1);
  await tell(asha, ben);
  await round();
  // The gone one is not asked any more.
  expect(service.received).toHaveLength(2);
  expect(new Set(service.received.map(({ path }) => path)).size).toBe(1);
});

it('B-NOTE-1, C-AUTH: who signs out, takes the subscription back, or subscribes as somebody else, is told nothing here', async () => {
  const [asha, ben] = [await person(), await person()];
  const browser = await browserOf(asha);
  expect((await ask(ben.cookie, 'DELETE', `/notifications/push/${browser.id}`)).status).toBe(404);
  expect((await ask(asha.cookie, 'DELETE', `/notifications/push/${browser.id}`)).status).toBe(200);
  await tell(asha, ben);
  await round();
  expect(service.received).toEqual([]);

  await browserOf(asha);
  await fetch(`${api.url}/api/v1/auth/sign-out`, {
    method: 'POST',
    headers: { cookie: asha.cookie, 'x-parley-csrf': '1', origin: api.url },
  });
  await tell(asha, ben);
  await round();
  expect(service.received).toEqual([]);

  const cara = await person();
  await browserOf(cara);
  await api.db.withSystem(tx => tx.execute(sql`update sessions set expires_at = now() - interval '1 second'`));
  await tell(cara, ben);
  await round();
  expect(service.received).toEqual([]);
});

it('names no address inside: every spelling of one is refused when a browser subscribes', async () => {
  const { cookie } = await person();
  const { keys } = service.subscribe();
  for (const address of INNER_ADDRESSES) {
    const endpoint = address.replace('PORT', '9');
    const { status } = await ask(cookie, 'POST', '/notifications/push', { endpoint, keys });
    expect([400, 422], address).toContain(status);
  }
});
