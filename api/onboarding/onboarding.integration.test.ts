/** From an empty organization to a playbook, over the api as the pages use it (A-ONB). */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ModelPort } from '../../activities/ports.ts';
import { createModelGateway, type ModelGateway } from '../../adapters/model/gateway.ts';
import { createOrganization } from '../../db/organization/create.ts';
import { defaultPlaybook } from '../../db/playbook/queries.ts';
import { MODEL_ROLES } from '../../domain/agent/schemas.ts';
import { STARTING_POINTS } from '../../domain/onboarding/starting-points/index.ts';
import { startModelSimulator } from '../../simulators/model/server.ts';
import { useDatabase } from '../../test/support/postgres.ts';
import type { OnboardingDraft, OnboardingView } from '../contracts/onboarding.ts';
import { endpoints } from '../endpoints.ts';
import { ORG, startApi, type TestApi } from '../testing/server.ts';

const database = useDatabase();
let api: TestApi;
let simulator: Awaited<ReturnType<typeof startModelSimulator>>;
let gateway: ModelGateway;
let complete: ModelPort['complete'];
let orgId: string;
let cookie: string;

beforeAll(async () => {
  simulator = await startModelSimulator({});
  gateway = createModelGateway({
    baseUrl: simulator.url,
    apiKey: 'demo',
    models: Object.fromEntries(MODEL_ROLES.map(role => [role, 'parley-demo'])) as never,
    timeoutMs: 5_000,
    backoffBaseMs: 1,
  });
  api = await startApi(database.url, {
    endpoints,
    services: { complete: request => complete(request) },
  });
});
afterAll(async () => {
  await api.stop();
  await simulator.close();
});
beforeEach(async () => {
  complete = gateway.complete;
  const me = { name: 'Owner', email: `${Math.random()}@example.com`, hashed: 'x', verified: true };
  const ownerId = await api.auth.createPerson(me);
  orgId = await api.db.withSystem(tx =>
    createOrganization(tx, {
      name: 'Riverside Dental',
      zone: 'Asia/Kolkata',
      currency: 'INR',
      ownerId,
      now: Date.now(),
    }),
  );
  cookie = await api.as('ADMIN', orgId);
});

async function call<T = Record<string, unknown>>(
  method: string,
  path: string,
  body?: unknown,
  as = cookie,
): Promise<{ status: number; body: T }> {
  const answer = await fetch(`${api.url}/api/v1${path}`, {
    method,
    headers: {
      cookie: as,
      'x-parley-csrf': '1',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: (await answer.json().catch(() => null)) as T };
}
const look = async () => (await call<OnboardingView>('GET', '/onboarding')).body;
const start = (key: string) => call<OnboardingView>('POST', '/onboarding/start', { key });
const make = (model = true) => call<OnboardingDraft>('POST', '/onboarding/generate', { model });
const playbook = () => api.db.withOrg(orgId, tx => defaultPlaybook(tx, { orgId }));

describe('A-ONB-2 to A-ONB-8: the questionnaire', () => {
  it('A-ONB-1: a new organization is told all that is missing, and cannot be drafted or published', async () => {
    const view = await look();
    expect(view).toMatchObject({ mayRun: false, draft: null, playbookId: null });
    expect(view.missing.map(each => each.step)).toEqual(
      expect.arrayContaining(['business', 'faq', 'draft', 'channel']),
    );
    expect(await make()).toMatchObject({ status: 422, body: { code: 'answers_missing' } });
    expect(await call('POST', '/onboarding/publish', { revision: 1 })).toMatchObject({ body: { code: 'no_draft' } });
    expect(await playbook()).toBeNull();
  });
  it('A-ONB-2: saves a part at a time, and leaves the others as they were', async () => {
    await call('PATCH', '/onboarding/answers', { business: { name: 'Riverside', city: 'Pune' } });
    await call('PATCH', '/onboarding/answers', { offer: { products: 'Dentistry' } });
    const { answers, missing } = await look();
    expect(answers.business).toMatchObject({ name: 'Riverside', city: 'Pune' });
    expect(answers.offer.products).toBe('Dentistry');
    expect(missing.map(each => each.field)).not.toContain('business.name');
    expect(missing.map(each => each.field)).toContain('business.website');
  });
  it('A-ONB-6: a faq.txt becomes knowledge as it is given; what is wrong is said by line', async () => {
    const text = 'Q: When are you open?\nA: From nine.\nA: Twice.\n\nQ: Nothing?\n';
    const { body } = await call<OnboardingView>('PATCH', '/onboarding/answers', { faq: { text } });
    expect(body.faqErrors).toEqual([expect.objectContaining({ line: 5 })]);
    expect(body.faqEntries).toBe(1);
    const again = 'Q: When are you open?\nA: From eight.\n\nQ: Where are you?\nA: In Pune.';
    await call('PATCH', '/onboarding/answers', { faq: { text: again } });
    expect(await look()).toMatchObject({ faqEntries: 2, faqErrors: [] });
  });
  it('X-DEMO: a starting point fills everything in, under the organization’s own name', async () => {
    const { body } = await call<{ startingPoints: { key: string }[] }>('GET', '/onboarding/starting-points');
    expect(body.startingPoints.map(point => point.key)).toEqual(STARTING_POINTS.map(point => point.key));
    const { answers, missing, hints } = (await start('dental_clinic')).body;
    expect(answers.business.name).toBe('Riverside Dental');
    expect(missing.map(each => each.step)).toEqual(['draft', 'channel']);
    expect(hints.join(' ')).toMatch(/website is still the example/);
    expect(await start('no_such')).toMatchObject({ status: 404 });
  });
  it('a viewer sees none of it', async () => {
    const viewer = await api.as('VIEWER', orgId);
    expect((await call('GET', '/onboarding', undefined, viewer)).status).toBe(403);
    const manager = await api.as('MANAGER', orgId);
    expect((await call('GET', '/onboarding', undefined, manager)).status).toBe(200);
    expect((await call('PATCH', '/onboarding/answers', {}, manager)).status).toBe(403);
  });
});

describe('A-ONB-10 to A-ONB-15: the draft', () => {
  it.each(STARTING_POINTS.map(point => point.key))(
    '%s: the model proposes all five parts and code takes them',
    async key => {
      await start(key);
      const { status, body } = await make();
      expect(status).toBe(200);
      expect(body.parts).toEqual({
        business: 'model',
        sales: 'model',
        tone: 'model',
        guardrails: 'model',
        scripts: 'model',
      });
      expect(body.notes[0]).toMatch(/parley-demo/);
      expect(body.problems).toEqual([]);
      expect(body.examples.length).toBeGreaterThan(0);
      expect(body.config.tone).toMatchObject({ examples: body.examples });
      expect(body.config).toMatchObject({ business: { name: 'Riverside Dental' } });
    },
  );
  it('a model that writes nonsense, is away, or off: the draft is made in code, and says so', async () => {
    await start('legal');
    simulator.faults.set({ mode: 'garbage_json' });
    const garbage = await make();
    simulator.faults.clear();
    expect(garbage).toMatchObject({ status: 200, body: { parts: { business: 'answers', scripts: 'answers' } } });
    expect(garbage.body.notes.join(' ')).toMatch(/your answers alone: the model gave nothing usable/);
    complete = () => Promise.reject(new Error('The model does not answer.'));
    const away = await make();
    const off = await make(false);
    expect(off.body.notes).toEqual(['All of it was made from your answers alone, without a model.']);
    expect(away.body.config).toEqual(off.body.config);
    expect(off.body.problems).toEqual([]);
  });
  it('A-ONB-11: what a model makes up is left out, with the reason', async () => {
    await start('dental_clinic');
    complete = async request => {
      const value =
        request.schemaName === 'propose_business' ? { offerSummary: 'Crowns for $9.', pricingSummary: '' } : null;
      if (value === null) throw new Error('not asked here');
      const usage = { model: 'liar', inputTokens: 1, outputTokens: 1, costMicros: 1, latencyMs: 1 };
      return { value: request.schema.parse(value), usage };
    };
    const { body } = await make();
    expect(JSON.stringify(body.config)).not.toContain('Crowns for $9.');
    expect(body.notes.join(' ')).toMatch(/\$9, which nothing you gave says/);
  });
  it('A-ONB-15: a person edits it, nobody overwrites an edit unseen, and what breaks a rule is named', async () => {
    await start('dental_clinic');
    const { body } = await make(false);
    const config = { ...body.config, agentName: 'Mira' };
    const saved = await call<OnboardingDraft>('PUT', '/onboarding/draft', { config, basedOn: body.revision });
    expect(saved.body).toMatchObject({ revision: body.revision + 1, config: { agentName: 'Mira' } });
    expect(await call('PUT', '/onboarding/draft', { config, basedOn: body.revision })).toMatchObject({ status: 409 });
    const texts = { ...(config as { texts?: object }).texts, fallback: 'I am a real person.' };
    const wrong = await call<OnboardingDraft>('PUT', '/onboarding/draft', {
      config: { ...config, texts },
      basedOn: body.revision + 1,
    });
    expect(wrong.body.problems.map(problem => problem.path)).toEqual(['texts.fallback']);
    expect(await call('POST', '/onboarding/publish', { revision: wrong.body.revision })).toMatchObject({
      status: 422,
      body: { code: 'playbook_problems', errors: [{ path: 'config.texts.fallback' }] },
    });
    expect(await playbook()).toBeNull();
  });
  it('A-ONB-15: publishing makes version 1, and later ones versions of the same playbook', async () => {
    await start('dental_clinic');
    const first = (await make()).body;
    expect(await call('POST', '/onboarding/publish', { revision: first.revision + 1 })).toMatchObject({ status: 409 });
    const live = await call<{ playbookId: string; version: number }>('POST', '/onboarding/publish', {
      revision: first.revision,
    });
    expect(live).toMatchObject({ status: 200, body: { version: 1 } });
    expect(await playbook()).toEqual({ playbookId: live.body.playbookId, version: 1 });
    expect(await look()).toMatchObject({ publishedVersion: 1, mayRun: false, missing: [{ step: 'channel' }] });
    const second = (await make(false)).body;
    const again = await call('POST', '/onboarding/publish', { revision: second.revision });
    expect(again.body).toEqual({ playbookId: live.body.playbookId, version: 2 });
    const config = await call<{ config: unknown }>('GET', `/playbooks/${live.body.playbookId}/config?version=1`);
    expect(config.body.config).toEqual(first.config);
  });
  it('is nobody else’s', async () => {
    await start('legal');
    const others = await api.as('OWNER', ORG);
    const view = (await call<OnboardingView>('GET', '/onboarding', undefined, others)).body;
    expect(JSON.stringify(view)).not.toContain('Harbor');
    expect(view.answers.business.name).toBe('');
  });
});
