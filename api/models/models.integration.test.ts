/** The model of an organization over the api, as the settings page uses it (B-AI-7). */
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { reseal } from '../../db/keys/reseal.ts';
import { findModelSettings, MODEL_KEY_FIELD } from '../../db/model/queries.ts';
import { useDatabase } from '../../test/support/postgres.ts';
import type { ModelView } from '../contracts/models.ts';
import { endpoints } from '../endpoints.ts';
import { ORG, startApi, type TestApi } from '../testing/server.ts';

const database = useDatabase();
const KEY = 'sk-a-long-secret-key-9876';
let api: TestApi;
let cookie: string;
let tried: { baseUrl: string; apiKey: string }[] = [];

beforeAll(async () => {
  api = await startApi(database.url, {
    endpoints,
    services: {
      models: {
        installation: { write: 'gpt-4o-mini' },
        mayReach: async address => {
          if (!address.includes('inside')) return;
          throw Object.assign(new Error('This address may not be reached: it is an inner one.'), {
            code: 'refused_address',
          });
        },
        check: async (settings, provider) => {
          tried.push(provider);
          return {
            offered: ['gpt-5'],
            results: [
              { model: settings.model ?? '', roles: ['write'], ok: true, latencyMs: 3, problem: null, priced: true },
            ],
          };
        },
      },
    },
  });
  cookie = await api.as('ADMIN');
});
afterAll(() => api.stop());
beforeEach(() => {
  tried = [];
});

async function call<T = ModelView>(method: string, path: string, body?: unknown, as = cookie) {
  const answer = await fetch(`${api.url}/api/v1/settings/model${path}`, {
    method,
    headers: { cookie: as, 'x-parley-csrf': '1', 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: (await answer.json()) as T };
}
const own = { provider: 'openai', model: 'gpt-5', models: { critique: 'gpt-5-mini' }, temperature: 0.7 };

describe('B-AI-7: the model of an organization', () => {
  it('is the installation’s until another is chosen', async () => {
    expect((await call('GET', '')).body).toMatchObject({
      provider: 'installation',
      model: null,
      hasKey: false,
      installation: { write: 'gpt-4o-mini' },
    });
  });

  it('keeps the key sealed, shows its end only, and tells the log no more', async () => {
    const saved = await call('PUT', '', { ...own, apiKey: KEY });
    expect(saved).toMatchObject({
      status: 200,
      body: { provider: 'openai', model: 'gpt-5', temperature: 0.7, hasKey: true, keyEnd: '9876' },
    });
    expect(saved.body.models.critique).toBe('gpt-5-mini');
    const row = await api.db.withOrg(ORG, tx => findModelSettings(tx, { orgId: ORG }));
    expect(row?.apiKeySealed?.includes(Buffer.from('secret'))).toBe(false);
    expect((await api.keyring.open(ORG, MODEL_KEY_FIELD, row?.apiKeySealed ?? Buffer.alloc(0))).toString()).toBe(KEY);
    const { rows } = await api.db.withOrg(ORG, tx =>
      tx.execute(sql`select payload::text as payload from audit_log where action = 'model_set'`),
    );
    expect(JSON.stringify(rows)).toContain('gpt-5');
    expect(JSON.stringify(rows)).not.toContain(KEY);
  });

  it('goes on with the stored key when none is typed, but never sends it to another address', async () => {
    expect((await call('PUT', '', { ...own, temperature: 1 })).body).toMatchObject({ hasKey: true, temperature: 1 });
    await call('POST', '/check', own);
    expect(tried).toEqual([{ baseUrl: 'https://api.openai.com/v1', apiKey: KEY }]);
    const elsewhere = { ...own, provider: 'compatible', baseUrl: 'https://thief.example/v1' };
    for (const answer of [await call('PUT', '', elsewhere), await call('POST', '/check', elsewhere)])
      expect(answer).toMatchObject({ status: 422, body: { code: 'key_needed', errors: [{ path: 'apiKey' }] } });
    expect(tried).toHaveLength(1);
    const other = await call('POST', '/check', { ...elsewhere, apiKey: 'sk-other' });
    expect(other.status).toBe(200);
    expect(tried[1]).toEqual({ baseUrl: 'https://thief.example/v1', apiKey: 'sk-other' });
  });

  it('refuses addresses of the inner network, and asks the operator for them', async () => {
    const inside = { ...own, provider: 'compatible', baseUrl: 'http://inside.example:8000/v1', apiKey: 'k' };
    expect(await call('PUT', '', inside)).toMatchObject({
      status: 422,
      body: { code: 'bad_address', errors: [{ path: 'baseUrl' }] },
    });
    expect((await call('POST', '/check', inside)).status).toBe(422);
  });

  it('is sealed anew when the data key changes', async () => {
    await api.keyring.rotate(ORG, Date.now());
    expect((await reseal(api.db, api.keyring)).secrets).toBeGreaterThanOrEqual(1);
    await call('POST', '/check', own);
    expect(tried).toEqual([{ baseUrl: 'https://api.openai.com/v1', apiKey: KEY }]);
  });

  it('goes back to the installation’s, and forgets key and names', async () => {
    expect((await call('PUT', '', { provider: 'installation', temperature: 0.3 })).body).toMatchObject({
      provider: 'installation',
      model: null,
      temperature: 0.3,
      hasKey: false,
      keyEnd: null,
    });
    expect((await call('POST', '/check', { provider: 'installation' })).status).toBe(409);
  });

  it('is changed by administrators only, and tried ten times a minute', async () => {
    expect((await call('PUT', '', own, await api.as('MANAGER'))).status).toBe(403);
    expect((await call('GET', '', undefined, await api.as('AGENT'))).status).toBe(403);
    const answers = [];
    for (let index = 0; index < 11; index++)
      answers.push((await call('POST', '/check', { ...own, apiKey: 'k' })).status);
    expect(answers.filter(status => status === 429).length).toBeGreaterThan(0);
  });
});
