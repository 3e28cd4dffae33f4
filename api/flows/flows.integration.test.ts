import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../db/ids.ts';
import { FLOW_EXAMPLES } from '../../domain/flow/examples.ts';
import { useDatabase } from '../../test/support/postgres.ts';
import type { FlowListView } from '../contracts/flows.ts';
import { endpoints } from '../endpoints.ts';
import { startApi, type TestApi } from '../testing/server.ts';

const database = useDatabase();
let api: TestApi;
let cookie: string;

beforeAll(async () => {
  api = await startApi(database.url, { endpoints });
  cookie = await api.as('MANAGER');
});
afterAll(() => api?.stop());

interface Answered {
  id: string;
  name: string;
  version: number;
  active: boolean;
  code?: string;
  errors?: { path: string; message: string }[];
  graph: { nodes: { id: string }[] };
}
async function call<T = Answered>(method: string, path: string, body?: unknown) {
  const answer = await fetch(`${api.url}/api/v1${path}`, {
    method,
    headers: { cookie, 'x-parley-csrf': '1', ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: (await answer.json().catch(() => null)) as T };
}

const [example] = FLOW_EXAMPLES;
if (!example) throw new Error('there is no example');
const { trigger, graph } = example;
const make = async (name: string) => (await call('POST', '/flows', { name, trigger, graph })).body;

describe('B-FLOW-13, B-API-20: flows', () => {
  it('are listed by name with ready examples, each of which can be saved and activated', async () => {
    const list = (await call<FlowListView>('GET', '/flows')).body;
    expect(list.examples.map(each => each.key)).toEqual(FLOW_EXAMPLES.map(each => each.key));
    for (const { key: _, ...content } of list.examples) {
      const made = await call('POST', '/flows', content);
      expect([made.status, made.body.version, made.body.active]).toEqual([200, 1, false]);
      expect((await call('POST', `/flows/${made.body.id}/activate`)).body.active).toBe(true);
      expect((await call('POST', `/flows/${made.body.id}/deactivate`)).body.active).toBe(false);
    }
    const names = (await call<FlowListView>('GET', '/flows')).body.flows.map(flow => flow.name);
    expect(names).toEqual(names.toSorted((a, b) => a.localeCompare(b)));
  });

  it('are saved whole: another graph is a new version, the same one is not, a new name alone neither', async () => {
    const { id } = await make('Versions');
    const same = await call('PUT', `/flows/${id}`, { name: 'Versions', trigger, graph });
    expect(same.body.version).toBe(1);
    const nodes = graph.nodes.map(node => (node.type === 'question' ? { ...node, text: 'What is it about?' } : node));
    expect(
      (await call('PUT', `/flows/${id}`, { name: 'Versions', trigger, graph: { ...graph, nodes } })).body.version,
    ).toBe(2);
    const renamed = await call('PATCH', `/flows/${id}`, { name: 'Renamed' });
    expect([renamed.body.name, renamed.body.version]).toEqual(['Renamed', 2]);
    expect((await call('PATCH', `/flows/${newId()}`, {})).status).toBe(404);
    expect((await call('PUT', `/flows/${newId()}`, { name: 'Nobody', trigger, graph })).status).toBe(404);
  });

  it('have a name of their own, whatever its case', async () => {
    await make('Only one');
    const again = await call('POST', '/flows', { name: 'ONLY ONE', trigger, graph });
    expect([again.status, again.body.code]).toEqual([409, 'name_taken']);
  });

  it('B-FLOW-12: that cannot run are refused, with what is wrong at each node', async () => {
    const broken = {
      ...graph,
      nodes: [
        ...graph.nodes,
        { id: 'lost', type: 'message', text: 'Hello {{nobody}}' },
        { id: 'whom', type: 'assign', memberId: newId() },
      ],
    };
    const refused = await call('POST', '/flows', { name: 'Broken', trigger, graph: broken });
    expect([refused.status, refused.body.code]).toEqual([422, 'flow_invalid']);
    const at = (index: number) =>
      (refused.body.errors ?? []).filter(error => error.path === `graph.nodes.${index}`).map(error => error.message);
    expect(at(1)).toEqual([]);
    expect(at(graph.nodes.length)).toEqual([
      'Say what comes next; an end node ends the flow.',
      'Nothing sets {{nobody}}: a question or a webhook must save it first.',
    ]);
    expect(at(graph.nodes.length + 1)).toEqual(['This person is not a member of the organization.']);
    const nonsense = await call('POST', '/flows', {
      name: 'Nonsense',
      trigger,
      graph: { ...graph, nodes: [{ id: 'a', type: 'message', text: '' }] },
    });
    expect(nonsense.status).toBe(400);
    expect(nonsense.body.errors?.[0]?.path).toBe('body.graph.nodes.0.text');
  });

  it('say how their runs went, and are deleted', async () => {
    const { id } = await make('Short-lived');
    expect((await call('GET', `/flows/${id}/stats`)).body).toEqual({
      totalEntered: 0,
      totalCompleted: 0,
      running: 0,
      stopped: 0,
      failed: 0,
      lastRunAt: null,
      standing: [],
      ended: [],
    });
    expect((await call('GET', `/flows/${id}/runs`)).body).toEqual({ runs: [] });
    const begun = await call('POST', `/flows/${id}/runs`, { conversationId: newId() });
    expect([begun.status, begun.body.code]).toEqual([409, 'flow_inactive']);
    await call('POST', `/flows/${id}/activate`);
    expect((await call('POST', `/flows/${id}/runs`, { conversationId: newId() })).status).toBe(404);
    expect((await call('DELETE', `/flows/${id}`)).status).toBe(200);
    expect((await call('GET', `/flows/${id}`)).status).toBe(404);
  });
});
