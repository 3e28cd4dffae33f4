/** Calls of an organization go to its own model, with its own key, and never anywhere else (B-AI-7). */
import { afterEach, describe, expect, it } from 'vitest';
import type { ModelRole } from '../../domain/agent/schemas.ts';
import { modelSettingsSchema } from '../../domain/model/settings.ts';
import { createHttpGuard } from '../http-guard/guard.ts';
import { closeServers, gateway, good, schema } from './fixtures/gateway.ts';
import { fails, json, type ModelServer, modelServer, says } from './fixtures/server.ts';
import { checkOwnModel, createOwnModels, type OwnModel } from './own.ts';

const servers: ModelServer[] = [];
afterEach(async () => {
  await closeServers();
  await Promise.all(servers.splice(0).map(server => server.close()));
});

async function provider(...answers: Parameters<typeof modelServer>) {
  const server = await modelServer(...answers);
  servers.push(server);
  return server;
}
const options = (allowed: string[]) => ({ guard: createHttpGuard({ operatorUrls: allowed }), timeoutMs: 3_000 });
const settings = (given: object) => modelSettingsSchema.parse({ provider: 'openai', model: 'big', ...given });
const request = (orgId: string | undefined, role: ModelRole = 'plan') => ({
  orgId,
  role,
  schemaName: 'thing',
  schema,
  system: 'be good',
  user: 'hello',
  seed: 7,
  signal: new AbortController().signal,
});
const ownOf = (baseUrl: string, given: object = {}, version = 1): OwnModel => ({
  version,
  settings: settings(given),
  provider: { baseUrl, apiKey: 'sk-own' },
});

describe('B-AI-7: a model per organization', () => {
  it('goes to the own provider with the own key and the model of the role; others go on as before', async () => {
    const ours = await gateway([says(good)]);
    const heard: (string | undefined)[] = [];
    const theirs = await provider((response, asked, incoming) => {
      heard.push(incoming.headers.authorization);
      says(good)(response, asked, incoming);
    });
    const own = ownOf(theirs.baseUrl, { models: { critique: 'small' }, temperature: 0.7 });
    const models = createOwnModels(ours.port, async orgId => (orgId === 'a' ? own : null), options([theirs.baseUrl]));
    expect((await models.complete(request('a'))).value).toEqual(good);
    await models.complete(request('a', 'write'));
    await models.complete(request('a', 'critique'));
    expect(theirs.asked.map(({ body }) => [body.model, body.temperature])).toEqual([
      ['big', undefined],
      ['big', 0.7],
      ['small', undefined],
    ]);
    expect(heard).toEqual(['Bearer sk-own', 'Bearer sk-own', 'Bearer sk-own']);
    expect(ours.asked).toHaveLength(0);
    await models.complete(request('b', 'write'));
    await models.complete(request(undefined, 'write'));
    // Pictures stay with the installation's model.
    await models.complete(request('a', 'vision'));
    expect(ours.asked).toHaveLength(3);
    expect(theirs.asked).toHaveLength(3);
  });

  it('never falls back to the installation when the own provider fails', async () => {
    const ours = await gateway([says(good)]);
    const theirs = await provider(fails(401));
    const models = createOwnModels(ours.port, async () => ownOf(theirs.baseUrl), options([theirs.baseUrl]));
    await expect(models.complete(request('a'))).rejects.toMatchObject({ code: 'not_configured' });
    expect(ours.asked).toHaveLength(0);
  });

  it('reaches no inner address that the operator has not allowed', async () => {
    const ours = await gateway([says(good)]);
    const theirs = await provider(says(good));
    const models = createOwnModels(ours.port, async () => ownOf(theirs.baseUrl), options([]));
    await expect(models.complete(request('a'))).rejects.toMatchObject({ code: 'not_configured' });
    expect(theirs.asked).toHaveLength(0);
  });

  it('takes up changed settings, and only the temperature where the provider is the installation’s', async () => {
    const ours = await gateway([says(good)]);
    const [first, second] = [await provider(says(good)), await provider(says(good))];
    let own: OwnModel = ownOf(first.baseUrl);
    const models = createOwnModels(ours.port, async () => own, options([first.baseUrl, second.baseUrl]));
    await models.complete(request('a'));
    own = ownOf(second.baseUrl, {}, 2);
    await models.complete(request('a'));
    expect([first.asked.length, second.asked.length]).toEqual([1, 1]);
    own = {
      version: 3,
      settings: modelSettingsSchema.parse({ provider: 'installation', temperature: 0.2 }),
      provider: null,
    };
    await models.complete(request('a', 'write'));
    await models.complete(request('a', 'plan'));
    expect(ours.asked.map(({ body }) => body.temperature)).toEqual([0.2, undefined]);
  });

  it('goes on without the temperature where a model does not take it', async () => {
    const ours = await gateway([says(good)]);
    const theirs = await provider(
      fails(400, { message: "Unsupported value: 'temperature' does not support 0.7 with this model." }),
      says(good),
    );
    const own = ownOf(theirs.baseUrl, { temperature: 0.7 });
    const models = createOwnModels(ours.port, async () => own, options([theirs.baseUrl]));
    expect((await models.complete(request('a', 'write'))).value).toEqual(good);
    expect(theirs.asked.map(({ body }) => body.temperature)).toEqual([0.7, undefined]);
  });
});

describe('B-AI-7: the live check', () => {
  it('lists what is offered and says of each model whether it answers and has a price', async () => {
    const server = await provider((response, asked, incoming) =>
      asked.path.endsWith('/models')
        ? json(200, { data: [{ id: 'gpt-5-mini' }, { id: 'big' }] })(response, asked, incoming)
        : asked.body.model === 'gone'
          ? fails(404)(response, asked, incoming)
          : says({ answer: 'ok' })(response, asked, incoming),
    );
    const given = settings({ model: 'gpt-5-mini', models: { plan: 'big', critique: 'gone' } });
    const { offered, results } = await checkOwnModel(
      { settings: given, provider: { baseUrl: server.baseUrl, apiKey: 'sk' } },
      options([server.baseUrl]),
    );
    expect(offered).toEqual(['big', 'gpt-5-mini']);
    expect(results).toMatchObject([
      {
        model: 'gpt-5-mini',
        roles: ['extract', 'write', 'simple', 'summarize'],
        ok: true,
        problem: null,
        priced: true,
      },
      { model: 'big', roles: ['plan'], ok: true, priced: false },
      { model: 'gone', roles: ['critique'], ok: false, problem: expect.stringMatching(/check the name of the model/) },
    ]);
  });

  it('says a wrong key and a refused address in words, and throws for neither', async () => {
    const server = await provider(fails(401));
    const tried = (allowed: string[]) =>
      checkOwnModel({ settings: settings({}), provider: { baseUrl: server.baseUrl, apiKey: 'sk' } }, options(allowed));
    const wrong = await tried([server.baseUrl]);
    expect(wrong.offered).toBeNull();
    expect(wrong.results[0]?.problem).toMatch(/refused the API key \(401\): check the key/);
    const refused = await tried([]);
    expect(refused.results[0]?.problem).toMatch(/may not be reached/);
  });
});
