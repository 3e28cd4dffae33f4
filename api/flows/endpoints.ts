/** Flows: list, create, save, switch on and off, delete (B-API-20, B-FLOW-13). */
import { z } from 'zod';
import { sqlState, type Tx } from '../../db/database.ts';
import {
  createFlow,
  deleteFlow,
  describeFlow,
  findFlow,
  listFlows,
  nameTaken,
  saveFlow,
  switchFlow,
} from '../../db/flow/queries.ts';
import { FLOW_EXAMPLES } from '../../domain/flow/examples.ts';
import { read, write } from '../../domain/permission/permission.ts';
import { id, okSchema } from '../contracts/common.ts';
import { flowContentSchema, flowListSchema, flowMetadataSchema, flowSchema } from '../contracts/flows.ts';
import { actorOf } from '../conversations/ownership.ts';
import { ApiError, defineEndpoint, notFound } from '../endpoint.ts';
import { mustBeSound } from './check.ts';
import { flowFileEndpoint } from './files.ts';
import { sealedGraph } from './headers.ts';
import { flowView } from './view.ts';

const tag = 'Flows';
const UNIQUE_VIOLATION = '23505';
const params = z.strictObject({ id });
const nothing = z.strictObject({});
const missing = { status: 404, code: 'not_found', when: 'there is no such flow' };
const taken = { status: 409, code: 'name_taken', when: 'another flow has this name; case does not matter' };
const invalid = {
  status: 422,
  code: 'flow_invalid',
  when: 'the flow cannot run as it is; `errors` says why at each node',
};

async function mustBeFree(tx: Tx, orgId: string, name: string, but: string | null): Promise<void> {
  if (await nameTaken(tx, { orgId, name, but })) throw nameIsTaken();
}

const nameIsTaken = () =>
  new ApiError(409, 'name_taken', 'Another flow has this name.', { hint: 'Choose another name.' });

/** Two may take a name at the same moment: the index decides. */
const oneName = <T>(work: Promise<T>): Promise<T> =>
  work.catch(error => {
    throw sqlState(error) === UNIQUE_VIOLATION ? nameIsTaken() : error;
  });

async function shown(tx: Tx, orgId: string, flowId: string) {
  const flow = await findFlow(tx, { orgId, id: flowId });
  if (!flow) throw notFound('flow');
  return flowView(flow);
}

export const flowsEndpoint = defineEndpoint({
  method: 'get',
  path: '/flows',
  summary: 'All flows by name, and ready examples to begin with',
  tag,
  needs: read('flows'),
  params: nothing,
  query: nothing,
  body: z.undefined(),
  response: flowListSchema,
  errors: [],
  handle: ({ caller: { orgId }, services }) =>
    services.db.withOrg(orgId, async tx => ({
      flows: (await listFlows(tx, { orgId })).map(flowView),
      examples: FLOW_EXAMPLES.map(example => ({ ...example })),
    })),
});

export const newFlowEndpoint = defineEndpoint({
  method: 'post',
  path: '/flows',
  summary: 'Create a flow; no run begins until it is activated',
  tag,
  needs: write('flows'),
  params: nothing,
  query: nothing,
  body: flowContentSchema,
  response: flowSchema,
  errors: [taken, invalid],
  handle: async ({ body, caller, services }) => {
    const { orgId, memberId } = caller;
    // Not inside the transaction: the keys are read over a connection of their own.
    const graph = await sealedGraph(services.keyring, orgId, body.graph, null);
    return oneName(
      services.db.withOrg(orgId, async tx => {
        await mustBeSound(tx, { orgId, graph: body.graph });
        await mustBeFree(tx, orgId, body.name, null);
        const now = services.clock.now();
        const flowId = await createFlow(tx, { ...body, graph, orgId, memberId, actor: actorOf(caller), now });
        return shown(tx, orgId, flowId);
      }),
    );
  },
});

export const flowEndpoint = defineEndpoint({
  method: 'get',
  path: '/flows/:id',
  summary: 'A flow with its nodes and edges',
  tag,
  needs: read('flows'),
  params,
  query: nothing,
  body: z.undefined(),
  response: flowSchema,
  errors: [missing],
  handle: ({ params: { id: flowId }, caller: { orgId }, services }) =>
    services.db.withOrg(orgId, tx => shown(tx, orgId, flowId)),
});

export const saveFlowEndpoint = defineEndpoint({
  method: 'put',
  path: '/flows/:id',
  summary: 'Save a flow whole; what runs already goes on as it began',
  tag,
  needs: write('flows'),
  params,
  query: nothing,
  body: flowContentSchema,
  response: flowSchema,
  errors: [missing, taken, invalid],
  handle: async ({ params: { id: flowId }, body, caller, services }) => {
    const { orgId, memberId } = caller;
    const before = await services.db.withOrg(orgId, tx => findFlow(tx, { orgId, id: flowId }));
    if (!before) throw notFound('flow');
    const graph = await sealedGraph(services.keyring, orgId, body.graph, before.graph);
    return oneName(
      services.db.withOrg(orgId, async tx => {
        await mustBeSound(tx, { orgId, graph: body.graph });
        await mustBeFree(tx, orgId, body.name, flowId);
        const now = services.clock.now();
        const saved = await saveFlow(tx, { ...body, graph, id: flowId, orgId, memberId, actor: actorOf(caller), now });
        if (!saved) throw notFound('flow');
        return shown(tx, orgId, flowId);
      }),
    );
  },
});

export const describeFlowEndpoint = defineEndpoint({
  method: 'patch',
  path: '/flows/:id',
  summary: 'Rename a flow, or change its description',
  tag,
  needs: write('flows'),
  params,
  query: nothing,
  body: flowMetadataSchema,
  response: flowSchema,
  errors: [missing, taken],
  handle: ({ params: { id: flowId }, body, caller, services }) =>
    oneName(
      services.db.withOrg(caller.orgId, async tx => {
        const { orgId } = caller;
        await shown(tx, orgId, flowId);
        if (body.name !== undefined) await mustBeFree(tx, orgId, body.name, flowId);
        await describeFlow(tx, { ...body, id: flowId, orgId, actor: actorOf(caller), now: services.clock.now() });
        return shown(tx, orgId, flowId);
      }),
    ),
});

export const deleteFlowEndpoint = defineEndpoint({
  method: 'delete',
  path: '/flows/:id',
  summary: 'Delete a flow with its versions and what is known of its runs; those under way end',
  tag,
  needs: write('flows'),
  params,
  query: nothing,
  body: z.undefined(),
  response: okSchema,
  errors: [missing],
  handle: ({ params: { id: flowId }, caller, services }) =>
    services.db.withOrg(caller.orgId, async tx => {
      const { orgId } = caller;
      const now = services.clock.now();
      if (!(await deleteFlow(tx, { orgId, id: flowId, actor: actorOf(caller), now }))) throw notFound('flow');
      return { ok: true as const };
    }),
});

const switching = (active: boolean) =>
  defineEndpoint({
    method: 'post',
    path: `/flows/:id/${active ? 'activate' : 'deactivate'}`,
    summary: active ? 'From now on the flow begins where its trigger fits' : 'No new runs begin; those under way go on',
    tag,
    needs: write('flows'),
    params,
    query: nothing,
    body: nothing.optional(),
    response: flowSchema,
    errors: [missing],
    handle: ({ params: { id: flowId }, caller, services }) =>
      services.db.withOrg(caller.orgId, async tx => {
        const { orgId } = caller;
        const now = services.clock.now();
        if (!(await switchFlow(tx, { orgId, id: flowId, active, actor: actorOf(caller), now }))) throw notFound('flow');
        return shown(tx, orgId, flowId);
      }),
  });

export const flowEndpoints = [
  flowsEndpoint,
  newFlowEndpoint,
  flowEndpoint,
  saveFlowEndpoint,
  describeFlowEndpoint,
  deleteFlowEndpoint,
  switching(true),
  switching(false),
  flowFileEndpoint,
];
