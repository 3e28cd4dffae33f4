import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contacts } from '../../db/contact/table.ts';
import { newId } from '../../db/ids.ts';
import { useDatabase } from '../../test/support/postgres.ts';
import { endpoints } from '../endpoints.ts';
import { ORG, OTHER_ORG, startApi, type TestApi } from '../testing/server.ts';

const database = useDatabase();
let api: TestApi;
let cookie: string;

beforeAll(async () => {
  api = await startApi(database.url, { endpoints });
  cookie = await api.as('MANAGER');
});
afterAll(() => api?.stop());

async function call<T = Record<string, unknown>>(method: string, path: string, body?: unknown) {
  const answer = await fetch(`${api.url}/api/v1${path}`, {
    method,
    headers: { cookie, 'x-parley-csrf': '1', ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: (await answer.json().catch(() => null)) as T };
}

const person = async (orgId = ORG): Promise<string> => {
  const id = newId();
  await api.db.withOrg(orgId, tx => tx.insert(contacts).values({ orgId, id, name: 'Asha', createdAt: Date.now() }));
  return id;
};
const make = async (name: string, color = '#AA5500') =>
  (await call<{ id: string; color: string }>('POST', '/labels', { name, color })).body;
const listed = async () =>
  (await call<{ labels: { id: string; name: string; contacts: number }[] }>('GET', '/labels')).body.labels;

describe('B-CON-4: labels', () => {
  it('have a name, once in a workspace, and a hex colour', async () => {
    expect((await make('Wholesale')).color).toBe('#aa5500');
    const twice = await call('POST', '/labels', { name: ' wholesale ' });
    expect([twice.status, twice.body.code]).toEqual([409, 'name_taken']);
    expect((await call('POST', '/labels', { name: 'Red', color: 'red' })).status).toBe(400);
    expect((await call('POST', '/labels', { name: '  ' })).status).toBe(400);
  });

  it('are renamed, but not to the name of another', async () => {
    const [one, two] = [await make('North'), await make('South')];
    expect((await call('PUT', `/labels/${one.id}`, { name: 'SOUTH', color: '#000000' })).status).toBe(409);
    expect((await call('PUT', `/labels/${two.id}`, { name: 'SOUTH', color: '#000000' })).status).toBe(200);
    expect((await call('PUT', `/labels/${newId()}`, { name: 'East' })).status).toBe(404);
  });

  it('a name that several ask for at once is given to one of them', async () => {
    const made = await Promise.all(['a', 'b', 'c', 'd'].map(name => make(`Race ${name}`)));
    const answers = await Promise.all(made.map(label => call('PUT', `/labels/${label.id}`, { name: 'Wanted' })));
    expect(answers.map(answer => answer.status).sort()).toEqual([200, 409, 409, 409]);
  });

  it('are many on a contact, and each is counted; adding twice changes nothing', async () => {
    const contactId = await person();
    const [hot, trade] = [await make('Likes calls'), await make('Trade')];
    for (const label of [hot, trade, hot])
      expect((await call('PUT', `/contacts/${contactId}/labels/${label.id}`, {})).status).toBe(200);
    const counts = new Map((await listed()).map(label => [label.id, label.contacts]));
    expect([counts.get(hot.id), counts.get(trade.id)]).toEqual([1, 1]);
    expect((await call('DELETE', `/contacts/${contactId}/labels/${hot.id}`)).status).toBe(200);
    expect((await call('DELETE', `/contacts/${contactId}/labels/${hot.id}`)).status).toBe(404);
    expect((await call('DELETE', `/labels/${trade.id}`)).body).toEqual({ contacts: 1 });
    expect((await listed()).map(label => label.id)).not.toContain(trade.id);
  });

  it('go only on contacts of their own organization', async () => {
    const label = await make('Ours');
    const theirs = await person(OTHER_ORG);
    expect((await call('PUT', `/contacts/${theirs}/labels/${label.id}`, {})).status).toBe(404);
  });
});
