/** A talk with a draft: the real reading and deciding, nothing sent, no conversation touched (A-ONB-15). */
import { sql } from 'drizzle-orm';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Ports } from '../../activities/ports.ts';
import { tryOut } from '../../activities/try-out/answer.ts';
import { createModelGateway } from '../../adapters/model/gateway.ts';
import { createTokenCounter } from '../../adapters/model/tokens.ts';
import { MODEL_ROLES } from '../../domain/agent/schemas.ts';
import { startModelSimulator } from '../../simulators/model/server.ts';
import { useDatabase } from '../../test/support/postgres.ts';
import type { OnboardingDraft } from '../contracts/onboarding.ts';
import type { TriedView } from '../contracts/test-chats.ts';
import { endpoints } from '../endpoints.ts';
import { ORG, OTHER_ORG, startApi, type TestApi } from '../testing/server.ts';

const database = useDatabase();
let api: TestApi;
let simulator: Awaited<ReturnType<typeof startModelSimulator>>;
let cookie: string;
let ports: Ports;

beforeAll(async () => {
  simulator = await startModelSimulator({});
  const model = createModelGateway({
    baseUrl: simulator.url,
    apiKey: 'demo',
    models: Object.fromEntries(MODEL_ROLES.map(role => [role, 'parley-demo'])) as never,
    timeoutMs: 5_000,
    backoffBaseMs: 1,
  });
  api = await startApi(database.url, { endpoints, services: { tryOut: input => tryOut(ports, input) } });
  const forbidden = new Proxy(
    {},
    {
      get: () => {
        throw new Error('a talk that is tried reaches nobody');
      },
    },
  );
  ports = {
    db: api.db,
    clock: { now: () => Date.now() },
    log: pino({ level: 'silent' }),
    model,
    countTokens: createTokenCounter(),
    checkpoint: async () => undefined,
    channels: { whatsapp: forbidden },
    credentials: () => Promise.reject(new Error('a talk that is tried has no number')),
    media: forbidden,
  } as unknown as Ports;
  cookie = await api.as('ADMIN', ORG);
  await call('POST', '/onboarding/start', { key: 'dental_clinic' });
  await call('POST', '/onboarding/generate', { model: false });
});
afterAll(async () => {
  await api.stop();
  await simulator.close();
});

async function call<T = Record<string, unknown>>(method: string, path: string, body?: unknown, as = cookie) {
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
const begin = async () => (await call<{ id: string }>('POST', '/test-chats')).body.id;
const say = (id: string, text: string) => call<TriedView>('POST', `/test-chats/${id}/messages`, { text });

describe('A-ONB-15: trying the draft', () => {
  it('answers as the agent would, remembers the talk, and leaves no conversation, message or turn', async () => {
    const id = await begin();
    const first = await say(id, 'Hi, how much is teeth whitening?');
    expect(first.status).toBe(200);
    expect(first.body.messages.map(message => message.from)).toEqual(['customer', 'agent']);
    expect(first.body.messages[1]?.text).toContain('$350');
    expect(first.body.decision).toMatchObject({ shouldSend: true, failure: null });
    expect(first.body.cost.calls).toBeGreaterThanOrEqual(3);
    const second = await say(id, 'I have a toothache, my name is Nora');
    expect(second.body.messages).toHaveLength(4);
    expect(second.body.facts.map(fact => fact.value)).toContain('Nora');
    const { rows } = await api.db.withOrg(ORG, tx =>
      tx.execute<{ all: string }>(
        sql`select (select count(*) from conversations) + (select count(*) from messages) + (select count(*) from turns) + (select count(*) from outbox) as all`,
      ),
    );
    expect(Number(rows[0]?.all)).toBe(0);
  });
  it('says what an active flow would say and do, marked as the flow’s, and goes on where the flow waits', async () => {
    const graph = {
      nodes: [
        { id: 'begin', type: 'trigger' },
        { id: 'ask', type: 'question', text: 'Which day suits you?', variable: 'day' },
        { id: 'vip', type: 'tag', label: 'Day given' },
        { id: 'crm', type: 'webhook', url: 'https://crm.example/hook' },
        { id: 'later', type: 'delay', amount: 2, unit: 'hours' },
        { id: 'bye', type: 'message', text: 'Noted: {{day}}.' },
        { id: 'end', type: 'end' },
      ],
      edges: ['begin', 'ask', 'vip', 'crm', 'later', 'bye'].map((from, at) => ({
        from,
        to: ['ask', 'vip', 'crm', 'later', 'bye', 'end'][at],
      })),
    };
    const trigger = { type: 'KEYWORD', patterns: ['visit'] };
    const flow = await call<{ id: string }>('POST', '/flows', { name: 'Visits', trigger, graph });
    const id = await begin();
    // Off: the agent answers.
    expect((await say(id, 'A visit, please')).body.messages.at(-1)?.flow).toBeNull();
    await call('POST', `/flows/${flow.body.id}/activate`);
    const asked = await say(id, 'A visit, please');
    expect(asked.body.messages.at(-1)).toMatchObject({ from: 'agent', text: 'Which day suits you?', flow: 'Visits' });
    expect([asked.body.decision?.sentence, asked.body.cost.calls]).toEqual(['The flow “Visits” began.', 0]);
    const noted = await say(id, 'Tuesday');
    expect(noted.body.messages.at(-1)).toMatchObject({ text: 'Noted: Tuesday.', flow: 'Visits' });
    expect(noted.body.decision?.sentence).toBe(
      'The flow “Visits” went on and ended. It would also add the label “Day given”, ask crm.example (not asked here, so its answer is empty), wait 2 hours (not waited for here).',
    );
    expect((await say(id, 'Thanks!')).body.messages.at(-1)?.flow).toBeNull();
    await call('DELETE', `/flows/${flow.body.id}`);
  });
  it('holds to the guardrails of the draft, and calls a person where it would', async () => {
    const id = await begin();
    const asked = await say(id, 'I want to talk to a real person please');
    expect(asked.body).toMatchObject({ handedOver: true, decision: { handoff: 'human_request' } });
    simulator.faults.set({ mode: 'forbidden_phrase', role: 'written' });
    const wrong = await say(await begin(), 'How much is a crown?');
    simulator.faults.clear();
    expect(wrong.body.decision?.origin).toBe('fallback');
    expect(wrong.body.messages.at(-1)?.text).not.toMatch(/guaranteed/i);
  });
  it('follows the draft as it is saved: another price is answered at once', async () => {
    const { body } = await call<{ draft: OnboardingDraft }>('GET', '/onboarding');
    const config = body.draft.config as { business: { prices: string } };
    const business = { ...config.business, prices: 'Whitening $410.' };
    const faqs = [{ question: 'How much is teeth whitening?', answer: 'Whitening is $410.' }];
    await call('PUT', '/onboarding/draft', { config: { ...config, business, faqs }, basedOn: body.draft.revision });
    await call('PATCH', '/onboarding/answers', { faq: { text: 'Q: Where are you?\nA: In Brooklyn.' } });
    const answer = await say(await begin(), 'How much is teeth whitening?');
    expect(answer.body.messages.at(-1)?.text).toContain('$410');
  });
  it('a model that fails, and STOP, end as they would', async () => {
    simulator.faults.set({ mode: 'garbage_json' });
    const failed = await say(await begin(), 'How much is a crown?');
    simulator.faults.clear();
    expect(failed.body.decision).toMatchObject({ origin: 'fallback', failure: expect.any(String) });
    expect((await say(await begin(), 'STOP')).body).toMatchObject({ optedOut: true, decision: null });
  });
  it('is nobody else’s, and needs a draft', async () => {
    const id = await begin();
    const others = await api.as('OWNER', OTHER_ORG);
    expect((await call('POST', `/test-chats/${id}/messages`, { text: 'Hi' }, others)).status).toBe(404);
    const own = (await call<{ id: string }>('POST', '/test-chats', undefined, others)).body.id;
    const answer = await call('POST', `/test-chats/${own}/messages`, { text: 'Hi' }, others);
    expect(answer).toMatchObject({ status: 409, body: { code: 'no_draft' } });
    const viewer = await api.as('VIEWER', ORG);
    expect((await call('POST', '/test-chats', undefined, viewer)).status).toBe(403);
  });
});
