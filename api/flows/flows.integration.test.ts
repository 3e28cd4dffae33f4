import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDiskStore } from '../../adapters/storage/disk.ts';
import { flowVersions } from '../../db/flow/table.ts';
import { newId } from '../../db/ids.ts';
import { reseal } from '../../db/keys/reseal.ts';
import { FLOW_EXAMPLES } from '../../domain/flow/examples.ts';
import { HEADER_FIELD, headersOf, sealedBytes } from '../../domain/flow/headers.ts';
import { useDatabase } from '../../test/support/postgres.ts';
import type { FlowFileView, FlowListView } from '../contracts/flows.ts';
import { endpoints } from '../endpoints.ts';
import { streams } from '../streams.ts';
import { ORG, startApi, type TestApi } from '../testing/server.ts';

const database = useDatabase();
let api: TestApi;
let cookie: string;
let home: string;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'flow-files-'));
  api = await startApi(database.url, { endpoints, streams, services: { media: createDiskStore(home) } });
  cookie = await api.as('MANAGER');
});
afterAll(async () => {
  await api?.stop();
  await rm(home, { recursive: true, force: true });
});

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

it('B-FLOW-9: headers of webhooks are stored sealed, shown to nobody, kept unless typed anew, and sealed anew with a new data key', async () => {
  const webhook = (headers: Record<string, string>) => ({
    nodes: [
      { id: 'begin', type: 'trigger' },
      { id: 'ask', type: 'webhook', url: 'https://crm.example/hook', headers },
      { id: 'end', type: 'end' },
    ],
    edges: [
      { from: 'begin', to: 'ask' },
      { from: 'ask', to: 'end' },
    ],
  });
  const flow = (headers: Record<string, string>) => ({
    name: 'Sealed',
    trigger: { type: 'API' },
    graph: webhook(headers),
  });
  const made = await call('POST', '/flows', flow({ authorization: 'Bearer secret-of-the-crm' }));
  expect(made.status).toBe(200);
  const { id } = made.body;
  expect(JSON.stringify(made.body.graph)).toContain('"authorization":"(kept)"');
  const stored = async () => {
    const rows = await api.db.withOrg(ORG, tx => tx.select().from(flowVersions).where(eq(flowVersions.flowId, id)));
    return rows.sort((a, b) => a.version - b.version).map(({ graph }) => headersOf(graph).map(({ value }) => value));
  };
  const opened = async (value = '') => (await api.keyring.open(ORG, HEADER_FIELD, sealedBytes(value))).toString('utf8');
  const [[first] = []] = await stored();
  expect(first).toMatch(/^sealed:/);
  expect(Buffer.from(first?.slice(7) ?? '', 'base64').toString('latin1')).not.toContain('secret-of-the-crm');
  expect(await opened(first)).toBe('Bearer secret-of-the-crm');
  // Saved again as it was shown: the same version, the same key.
  expect((await call('PUT', `/flows/${id}`, flow({ authorization: '(kept)' }))).body.version).toBe(1);
  const second = await call('PUT', `/flows/${id}`, flow({ authorization: 'Bearer another', 'x-team': '(kept)' }));
  expect([second.status, second.body.code, second.body.errors?.[0]?.path]).toEqual([
    422,
    'flow_invalid',
    'graph.nodes.1.headers.x-team',
  ]);
  await call('PUT', `/flows/${id}`, flow({ authorization: 'Bearer another' }));
  expect(await opened((await stored())[1]?.[0])).toBe('Bearer another');
  await api.keyring.rotate(ORG, Date.now());
  expect((await reseal(api.db, api.keyring)).secrets).toBeGreaterThanOrEqual(2);
  const [renewed] = await stored();
  expect(renewed?.[0]).not.toBe(first);
  expect(await opened(renewed?.[0])).toBe('Bearer secret-of-the-crm');
});

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
    // With a file it could be empty: a rule, not the form.
    expect(nonsense.status).toBe(422);
    expect(nonsense.body.errors?.[0]?.path).toBe('body.graph.nodes.0.text');
  });

  it('B-FLOW-4: take a file that is brought, show it again, and refuse what is not one', async () => {
    const bring = async (name: string, type: string, bytes: Uint8Array<ArrayBuffer>) => {
      const headers = { cookie, 'x-parley-csrf': '1', 'content-type': type };
      const sent = { method: 'POST', headers, body: bytes };
      const answer = await fetch(`${api.url}/api/v1/flows/files?name=${encodeURIComponent(name)}`, sent);
      return { status: answer.status, body: (await answer.json()) as FlowFileView & { code?: string } };
    };
    const pdf = Buffer.from('%PDF-1.4 prices');
    const file = await bring('../Our prices.pdf', 'application/pdf', pdf);
    expect([file.status, file.body.kind, file.body.fileName]).toEqual([200, 'document', 'Our prices.pdf']);
    const shown = await fetch(`${api.url}${file.body.url}`, { headers: { cookie } });
    expect([shown.status, await shown.text()]).toEqual([200, '%PDF-1.4 prices']);
    expect((await bring('a.pdf', 'application/pdf', Buffer.from('MZ'))).body.code).toBe('unsendable_file');
    const withFile = (media: unknown) => ({
      nodes: [
        { id: 'begin', type: 'trigger' },
        { id: 'file', type: 'message', text: '', media },
        { id: 'end', type: 'end' },
      ],
      edges: [
        { from: 'begin', to: 'file' },
        { from: 'file', to: 'end' },
      ],
    });
    const save = (media: unknown, layout?: unknown) =>
      call<Answered & { layout: unknown }>('POST', '/flows', {
        name: newId(),
        trigger,
        graph: withFile(media),
        layout,
      });
    const named = { id: file.body.id, name: 'Our prices.pdf' };
    const saved = await save({ kind: 'document', file: named }, { begin: { x: 1.5, y: -2 }, gone: { x: 0, y: 0 } });
    // Places are kept, of nodes that are there; a save that names none leaves them.
    expect([saved.status, saved.body.layout]).toEqual([200, { begin: { x: 1.5, y: -2 } }]);
    const again = { name: 'Placed', trigger, graph: withFile({ kind: 'document', file: named }) };
    const kept = await call<Answered & { layout: unknown }>('PUT', `/flows/${saved.body.id}`, again);
    expect([kept.body.version, kept.body.layout]).toEqual([1, { begin: { x: 1.5, y: -2 } }]);
    const wrong = async (media: unknown) => (await save(media)).body.errors?.[0]?.message;
    expect(await wrong({ kind: 'image', file: named })).toMatch(/of another kind: choose document/);
    expect(await wrong({ kind: 'document', file: { ...named, id: newId() } })).toMatch(/not here any more/);
    expect(await wrong({ kind: 'document', url: '' })).toMatch(/Bring a file, or give an address/);
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
