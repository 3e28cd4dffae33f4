/** Runs of a flow: what they came to, where each stands, and beginning and stopping one (B-API-21, B-API-29). */
import { z } from 'zod';
import { audit } from '../../db/audit/queries.ts';
import { beginRun, stopRun } from '../../db/flow/begin.ts';
import { findFlow } from '../../db/flow/queries.ts';
import { findRun, runsOf, statsOf } from '../../db/flow/run-views.ts';
import { read, write } from '../../domain/permission/permission.ts';
import { id, okSchema } from '../contracts/common.ts';
import { beginRunSchema, begunRunSchema, flowRunListSchema, flowStatsSchema } from '../contracts/flows.ts';
import { actorOf } from '../conversations/ownership.ts';
import { ApiError, defineEndpoint, notFound } from '../endpoint.ts';
import { isoOrNull } from '../messages/view.ts';
import { runView } from './view.ts';

const tag = 'Flows';
const params = z.strictObject({ id });
const nothing = z.strictObject({});
const missing = { status: 404, code: 'not_found', when: 'there is no such flow' };
const SHOWN_RUNS = 100;

export const flowStatsEndpoint = defineEndpoint({
  method: 'get',
  path: '/flows/:id/stats',
  summary: 'How many runs began, ended and why, and where those under way stand',
  tag,
  needs: read('flows'),
  params,
  query: nothing,
  body: z.undefined(),
  response: flowStatsSchema,
  errors: [missing],
  handle: ({ params: { id: flowId }, caller: { orgId }, services }) =>
    services.db.withOrg(orgId, async tx => {
      const flow = await findFlow(tx, { orgId, id: flowId });
      if (!flow) throw notFound('flow');
      const { stopped, failed, standing, ended } = await statsOf(tx, { orgId, flowId });
      return {
        totalEntered: flow.entered,
        totalCompleted: flow.completed,
        running: flow.running,
        stopped,
        failed,
        lastRunAt: isoOrNull(flow.lastRunAt),
        standing,
        ended,
      };
    }),
});

export const flowRunsEndpoint = defineEndpoint({
  method: 'get',
  path: '/flows/:id/runs',
  summary: `The newest ${SHOWN_RUNS} runs, and where each stands`,
  tag,
  needs: read('flows'),
  params,
  query: nothing,
  body: z.undefined(),
  response: flowRunListSchema,
  errors: [missing],
  handle: ({ params: { id: flowId }, caller: { orgId }, services }) =>
    services.db.withOrg(orgId, async tx => {
      if (!(await findFlow(tx, { orgId, id: flowId }))) throw notFound('flow');
      return { runs: (await runsOf(tx, { orgId, flowId, limit: SHOWN_RUNS })).map(runView) };
    }),
});

export const beginRunEndpoint = defineEndpoint({
  method: 'post',
  path: '/flows/:id/runs',
  summary: 'Begin a run of an active flow in a conversation',
  tag,
  needs: write('flows'),
  params,
  query: nothing,
  body: beginRunSchema,
  response: begunRunSchema,
  errors: [
    { status: 404, code: 'not_found', when: 'there is no such flow or conversation' },
    { status: 409, code: 'flow_inactive', when: 'the flow is not active' },
    { status: 409, code: 'flow_running', when: 'a flow runs in this conversation already' },
    { status: 409, code: 'not_agents', when: 'a person owns the conversation, or nobody may write to this contact' },
  ],
  handle: ({ params: { id: flowId }, body: { conversationId }, caller, services }) =>
    services.db.withOrg(caller.orgId, async tx => {
      const { orgId } = caller;
      const now = services.clock.now();
      const flow = await findFlow(tx, { orgId, id: flowId });
      if (!flow) throw notFound('flow');
      if (!flow.active)
        throw new ApiError(409, 'flow_inactive', 'This flow is not active.', { hint: 'Activate it first.' });
      const begun = await beginRun(tx, {
        orgId,
        conversationId,
        flow: { ...flow, flowId },
        begunBy: 'API',
        now,
      });
      if (begun === 'missing') throw notFound('conversation');
      if (begun === 'busy')
        throw new ApiError(409, 'flow_running', 'A flow runs in this conversation already.', {
          hint: 'Wait for its end, or stop that run.',
        });
      if (begun === 'not_agents')
        throw new ApiError(409, 'not_agents', 'The agent may not write in this conversation now.', {
          hint: 'Hand the conversation back first; contacts that opted out or are blocked are left alone.',
        });
      const payload = { conversationId, runId: begun.runId };
      await audit(tx, { orgId, actor: actorOf(caller), action: 'flow_run_begun', subjectId: flowId, payload, now });
      return begun;
    }),
});

export const stopRunEndpoint = defineEndpoint({
  method: 'post',
  path: '/flows/:id/runs/:runId/stop',
  summary: 'Stop a run where it stands',
  tag,
  needs: write('flows'),
  params: z.strictObject({ id, runId: id }),
  query: nothing,
  body: nothing.optional(),
  response: okSchema,
  errors: [{ status: 404, code: 'not_found', when: 'no such run is under way' }],
  handle: ({ params: { id: flowId, runId }, caller, services }) =>
    services.db.withOrg(caller.orgId, async tx => {
      const { orgId } = caller;
      const run = await findRun(tx, { orgId, flowId, runId });
      const now = services.clock.now();
      if (!run || !(await stopRun(tx, { orgId, conversationId: run.conversationId, runId, now })))
        throw notFound('run under way');
      const payload = { conversationId: run.conversationId, runId };
      await audit(tx, { orgId, actor: actorOf(caller), action: 'flow_run_stopped', subjectId: flowId, payload, now });
      return { ok: true as const };
    }),
});

export const flowRunEndpoints = [flowStatsEndpoint, flowRunsEndpoint, beginRunEndpoint, stopRunEndpoint];
