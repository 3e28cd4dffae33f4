/** From signing up to a team, over the api; mails are read from the ledger. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { leaseMails, mailEnded } from '../../db/mail/queries.ts';
import { useDatabase } from '../../test/support/postgres.ts';
import { accountEndpoints } from '../account/index.ts';
import { organizationEndpoints } from '../organizations/index.ts';
import { cookieOf, ORG, PASSWORD, post, signIn, startApi, type TestApi } from '../testing/server.ts';

const database = useDatabase();
let api: TestApi;
let now = Date.now();
let serial = 0;

beforeAll(async () => {
  api = await startApi(database.url, {
    endpoints: [...accountEndpoints, ...organizationEndpoints],
    services: { clock: { now: () => now }, mailOn: true },
  });
});
afterAll(() => api?.stop());

interface Body {
  code: string;
  id: string;
  errors: { path: string }[];
  verify: boolean;
  state: string;
  organization: { id: string; name: string };
  user: { id: string; name: string } | null;
  role: string;
  members: { userId: string; email: string; role: string; me: boolean }[];
  invitations: { id: string; email: string; mail: string }[];
  organizations: { id: string; name: string; role: string; current: boolean }[];
}
const send = async (method: string, path: string, cookie: string, body: unknown = {}) => {
  const answer = await fetch(`${api.url}/api/v1${path}`, {
    method,
    headers: { cookie, 'x-parley-csrf': '1', 'content-type': 'application/json' },
    ...(method === 'GET' ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: (await answer.json()) as Body, cookie: cookieOf(answer) };
};
const open = async (path: string, body: unknown, cookie = '') => {
  const answer = await post(`${api.url}/api/v1/auth/${path}`, cookie, body);
  return { status: answer.status, body: (await answer.json()) as Body, cookie: cookieOf(answer) };
};
/** What is in the ledger for an address, newest last, as subject and token. */
async function mailsTo(address: string): Promise<{ subject: string; token: string }[]> {
  const leased = await api.db.withSystem(async tx => {
    const found = await leaseMails(tx, { keyring: api.keyring, now: now + 1, leaseMs: 60_000, limit: 100 });
    for (const { id } of found) await mailEnded(tx, { id, state: 'SENT', now });
    return found;
  });
  return leased
    .filter(({ content }) => content.to === address)
    .map(({ content }) => ({ subject: content.subject, token: /#([\w-]+)/.exec(content.text)?.[1] ?? '' }));
}
const newAddress = () => `person-${++serial}@example.com`;
const signUp = (email: string, organizationName = 'Ana & Co') =>
  open('register', { organizationName, zone: 'Asia/Kolkata', currency: 'INR', name: 'Ana', email, password: PASSWORD });
async function owner() {
  const email = newAddress();
  await signUp(email);
  const [mail] = await mailsTo(email);
  const { cookie } = await open('verify-email', { token: mail?.token });
  const me = (await send('GET', '/me', cookie)).body;
  return { email, cookie, orgId: me.organization.id };
}

describe('B-AUTH-2: signing up', () => {
  it('makes person, organization and OWNER; nobody is in before the address is proven (C-AUTH-3)', async () => {
    const email = newAddress();
    const done = await signUp(email.toUpperCase());
    expect([done.status, done.body, done.cookie]).toEqual([200, { verify: true }, '']);
    const first = await signIn(api.url, email);
    expect([first.status, ((await first.json()) as Body).code]).toEqual([403, 'email_not_verified']);
    const [old, mail] = await mailsTo(email);
    expect((await open('verify-email', { token: old?.token })).body.code).toBe('token_over');
    const verified = await open('verify-email', { token: mail?.token });
    expect(verified.body.user).toMatchObject({ name: 'Ana' });
    expect((await send('GET', '/me', verified.cookie)).body).toMatchObject({
      role: 'OWNER',
      organization: { name: 'Ana & Co', zone: 'Asia/Kolkata', currency: 'INR' },
    });
    expect((await open('verify-email', { token: mail?.token })).body.code).toBe('token_over');
    expect((await signIn(api.url, email)).status).toBe(200);
  });

  it('answers the same for an address that is known, whose owner is told', async () => {
    const { email } = await owner();
    const [known, fresh] = [await signUp(email, 'Another'), await signUp(newAddress(), 'Another')];
    expect([known.status, known.body]).toEqual([fresh.status, fresh.body]);
    expect(await mailsTo(email)).toMatchObject([{ subject: 'You already have an account' }]);
    expect((await signIn(api.url, email)).status).toBe(200);
  });

  it('says field by field what is wrong', async () => {
    const bad = await open('register', {
      organizationName: ' ',
      zone: 'Mars/Base',
      name: '',
      email: 'x',
      password: '',
    });
    expect(bad.status).toBe(400);
    expect(bad.body.errors.map(({ path }) => path).sort()).toEqual([
      'body.email',
      'body.name',
      'body.organizationName',
      'body.password',
      'body.zone',
    ]);
    const weak = { organizationName: 'X', zone: 'UTC', name: 'Ana', email: newAddress(), password: 'password123' };
    expect((await open('register', weak)).body).toMatchObject({
      code: 'weak_password',
      errors: [{ path: 'body.password' }],
    });
  });

  it('of two at once for one address, one makes the organization', async () => {
    const email = newAddress();
    const answers = await Promise.all([signUp(email), signUp(email), signUp(email)]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    const { rows } = await api.db.withSystem(tx =>
      tx.execute<{ n: string }>(
        `select count(*) as n from members m join users u on u.id = m.user_id where u.email = '${email}'`,
      ),
    );
    expect(Number(rows[0]?.n)).toBe(1);
  });
});

describe('B-AUTH-5: a forgotten password', () => {
  it('is set by a link that works once, for an hour; every session and the lock end', async () => {
    const { email, cookie } = await owner();
    for (let tried = 0; tried < 6; tried++) await signIn(api.url, email, 'wrong');
    expect((await signIn(api.url, email)).status).toBe(429);
    await open('forgot-password', { email });
    const [{ token } = { token: '' }] = await mailsTo(email);
    expect((await open('reset-password', { token, password: 'short' })).body.code).toBe('weak_password');
    const reset = await open('reset-password', { token, password: 'quite another phrase' });
    expect([reset.status, reset.cookie]).toEqual([200, '']);
    expect((await send('GET', '/me', cookie)).status).toBe(401);
    expect((await signIn(api.url, email, 'quite another phrase')).status).toBe(200);
    expect((await open('reset-password', { token, password: 'a third good phrase' })).body.code).toBe('token_over');
    expect(await mailsTo(email)).toMatchObject([{ subject: 'Your password was changed' }]);
    await open('forgot-password', { email });
    const [late] = await mailsTo(email);
    now += 3_600_001;
    expect((await open('reset-password', { token: late?.token, password: 'a third good phrase' })).body.code).toBe(
      'token_over',
    );
  });

  it('says the same for an address nobody has, and sends nothing', async () => {
    const { email } = await owner();
    const unknown = newAddress();
    const answers = [await open('forgot-password', { email }), await open('forgot-password', { email: unknown })];
    expect(answers[0]).toEqual(answers[1]);
    const { rows } = await api.db.withSystem(tx =>
      tx.execute<{ n: string }>(`select count(*) as n from mails where state = 'QUEUED'`),
    );
    expect(Number(rows[0]?.n)).toBe(1);
    expect(await mailsTo(unknown)).toEqual([]);
  });

  it('of two uses of one link at once, one holds', async () => {
    const { email } = await owner();
    await open('forgot-password', { email });
    const [{ token } = { token: '' }] = await mailsTo(email);
    const answers = await Promise.all(
      ['first good phrase', 'second good phrase'].map(password => open('reset-password', { token, password })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 422]);
  });
});

describe('B-WS-7: the team', () => {
  const invited = async (orgId: string, cookie: string, role = 'AGENT', email = newAddress()) => {
    const sent = await send('POST', `/workspaces/${orgId}/invite`, cookie, { email, role });
    expect(sent.status).toBe(200);
    const [mail] = await mailsTo(email);
    return { email, token: mail?.token ?? '', id: sent.body.id };
  };

  it('somebody new joins by an invitation, once, with the role it says', async () => {
    const { cookie, orgId } = await owner();
    const { email, token } = await invited(orgId, cookie, 'MANAGER');
    expect((await send('GET', `/workspaces/${orgId}/invitations`, cookie)).body.invitations).toMatchObject([
      { email, mail: 'SENT' },
    ]);
    expect((await open('invitations/look', { token })).body).toMatchObject({ email, role: 'MANAGER', state: 'new' });
    const missing = await open('invitations/accept', { token });
    expect(missing.body.errors.map(({ path }) => path)).toEqual(['body.name', 'body.password']);
    const joined = await open('invitations/accept', { token, name: 'Bo', password: PASSWORD });
    expect((await send('GET', '/me', joined.cookie)).body).toMatchObject({
      role: 'MANAGER',
      organization: { id: orgId },
    });
    expect((await open('invitations/accept', { token, name: 'Bo', password: PASSWORD })).body.code).toBe('token_over');
    const again = await send('POST', `/workspaces/${orgId}/invite`, cookie, { email });
    expect([again.status, again.body.code]).toEqual([409, 'member_already']);
  });

  it('somebody known must be signed in as who was invited, and then works in both (B-WS-4)', async () => {
    const [one, two] = [await owner(), await owner()];
    const { token } = await invited(one.orgId, one.cookie, 'VIEWER', two.email);
    expect((await open('invitations/accept', { token })).body.code).toBe('sign_in_first');
    expect((await open('invitations/accept', { token }, one.cookie)).body.code).toBe('other_account');
    expect((await open('invitations/look', { token }, two.cookie)).body.state).toBe('ready');
    expect((await open('invitations/accept', { token }, two.cookie)).status).toBe(200);
    expect((await send('GET', '/me', two.cookie)).body).toMatchObject({
      role: 'VIEWER',
      organization: { id: one.orgId },
    });
    const { organizations } = (await send('GET', '/workspaces', two.cookie)).body;
    expect(organizations.map(({ id, role, current }) => [id, role, current])).toEqual([
      [two.orgId, 'OWNER', false],
      [one.orgId, 'VIEWER', true],
    ]);
    expect((await send('POST', `/workspaces/${two.orgId}/switch`, two.cookie)).status).toBe(200);
    expect((await send('GET', '/me', two.cookie)).body).toMatchObject({
      role: 'OWNER',
      organization: { id: two.orgId },
    });
    expect((await send('POST', `/workspaces/${ORG}/switch`, two.cookie)).status).toBe(404);
    expect((await send('GET', `/workspaces/${one.orgId}/users`, two.cookie)).status).toBe(404);
  });

  it('ends after seven days, when it is withdrawn, and when a newer one is sent', async () => {
    const { cookie, orgId } = await owner();
    const look = async (token: string) => (await open('invitations/look', { token })).status;
    const withdrawn = await invited(orgId, cookie);
    expect((await send('DELETE', `/workspaces/${orgId}/invitations/${withdrawn.id}`, cookie)).status).toBe(200);
    expect(await look(withdrawn.token)).toBe(422);
    const first = await invited(orgId, cookie);
    const second = await invited(orgId, cookie, 'AGENT', first.email);
    expect([await look(first.token), await look(second.token)]).toEqual([422, 200]);
    now += 7 * 86_400_000 + 1;
    expect(await look(second.token)).toBe(422);
  });

  it('of several invitations at once for one address, the last holds', async () => {
    const { cookie, orgId } = await owner();
    const email = newAddress();
    const path = `/workspaces/${orgId}/invite`;
    const answers = await Promise.all([1, 2, 3, 4].map(() => send('POST', path, cookie, { email })));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    const tokens = (await mailsTo(email)).map(({ token }) => token);
    const states = await Promise.all(tokens.map(async token => (await open('invitations/look', { token })).status));
    expect(states.toSorted()).toEqual([200, 422, 422, 422]);
  });

  it('keeps its last OWNER, also when two owners go at once; roles and removal hold from the next request on', async () => {
    const { cookie, orgId } = await owner();
    const { token } = await invited(orgId, cookie, 'OWNER');
    const other = await open('invitations/accept', { token, name: 'Bo', password: PASSWORD });
    const { members } = (await send('GET', `/workspaces/${orgId}/users`, cookie)).body;
    const answers = await Promise.all(
      members.map(({ userId }) => send('PATCH', `/workspaces/${orgId}/users/${userId}`, cookie, { role: 'ADMIN' })),
    );
    const codes = answers.map(({ status }) => status).sort();
    expect([
      [200, 409],
      [200, 403],
    ]).toContainEqual(codes);
    const left = (await send('GET', `/workspaces/${orgId}/users`, cookie)).body.members;
    const owners = left.filter(({ role }) => role === 'OWNER');
    expect(owners).toHaveLength(1);
    const holder = owners[0]?.me ? cookie : other.cookie;
    const ownersId = owners[0]?.userId;
    expect((await send('DELETE', `/workspaces/${orgId}/users/${ownersId}`, holder)).body.code).toBe('last_owner');
    const admin = left.find(({ role }) => role === 'ADMIN');
    expect((await send('DELETE', `/workspaces/${orgId}/users/${admin?.userId}`, holder)).status).toBe(200);
    const gone = owners[0]?.me ? other.cookie : cookie;
    expect((await send('GET', '/me', gone)).status).toBe(403);
  });
});
