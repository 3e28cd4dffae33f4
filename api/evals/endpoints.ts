/** Evaluations: started here, played by a process of their own, told by `eval.updated` events. */
import { z } from 'zod';
import { audit } from '../../db/audit/queries.ts';
import {
  changeRun,
  findRun,
  isRunning,
  listRuns,
  playableVersions,
  resultsOf,
  startRun,
} from '../../db/eval/queries.ts';
import { newId } from '../../db/ids.ts';
import { read, write } from '../../domain/permission/permission.ts';
import { id } from '../contracts/common.ts';
import { evalDetailSchema, evalListSchema, evalRunSchema, startEvalSchema } from '../contracts/evals.ts';
import { actorOf } from '../conversations/ownership.ts';
import { ApiError, defineEndpoint, notFound } from '../endpoint.ts';
import { personaView, runView } from './view.ts';

const params = z.strictObject({ id });
const query = z.strictObject({});
const missing = [{ status: 404, code: 'not_found', when: 'there is no such evaluation' }];
const SHOWN = 20;

export const listEvalsEndpoint = defineEndpoint({
  method: 'get',
  path: '/evals',
  summary: 'Evaluations, newest first, and the playbook versions that can be played',
  tag: 'Evaluations',
  needs: read('playbooks'),
  params: z.strictObject({}),
  query,
  body: z.undefined(),
  response: evalListSchema,
  errors: [],
  handle: ({ caller: { orgId }, services }) =>
    services.db.withOrg(orgId, async tx => {
      const now = services.clock.now();
      const runs = await listRuns(tx, { orgId, limit: SHOWN });
      const versions = await playableVersions(tx, { orgId });
      return {
        runs: runs.map(run => runView(run, now)),
        versions: versions.map(one => ({ ...one, createdAt: new Date(one.createdAt).toISOString() })),
      };
    }),
});

export const startEvalEndpoint = defineEndpoint({
  method: 'post',
  path: '/evals',
  summary: 'Play all personas against a playbook version, or two side by side',
  tag: 'Evaluations',
  needs: write('playbooks'),
  params: z.strictObject({}),
  query,
  body: startEvalSchema,
  response: evalRunSchema,
  errors: [
    { status: 404, code: 'not_found', when: 'there is no such playbook version' },
    { status: 409, code: 'already_running', when: 'an evaluation of this organization runs already' },
    { status: 503, code: 'not_available', when: 'this installation plays no evaluations' },
  ],
  async handle({ body, caller, services }) {
    const { orgId, memberId } = caller;
    const { evals } = services;
    if (!evals)
      throw new ApiError(503, 'not_available', 'This installation plays no evaluations.', {
        hint: 'Run `npm run eval` where Parley is installed.',
      });
    const now = services.clock.now();
    const run = await services.db.withOrg(orgId, async tx => {
      const versions = await playableVersions(tx, { orgId });
      const there = (version: number): boolean =>
        versions.some(one => one.playbookId === body.playbookId && one.version === version);
      if (!there(body.version) || (body.against !== undefined && !there(body.against)))
        throw notFound('playbook version');
      if (await isRunning(tx, { orgId, now }))
        throw new ApiError(409, 'already_running', 'An evaluation runs already.', {
          hint: 'Wait for its end, or stop it.',
        });
      const runId = newId();
      const against = body.against === body.version ? null : (body.against ?? null);
      const { playbookId, version } = body;
      await startRun(tx, { orgId, id: runId, playbookId, version, against, createdBy: memberId, now });
      const payload = { playbookId, version, against };
      await audit(tx, { orgId, actor: actorOf(caller), action: 'evaluation_started', subjectId: runId, payload, now });
      const row = await findRun(tx, { orgId, id: runId });
      if (!row) throw notFound('evaluation');
      return runView(row, now);
    });
    evals.start(orgId, run.id);
    return run;
  },
});

export const getEvalEndpoint = defineEndpoint({
  method: 'get',
  path: '/evals/:id',
  summary: 'One evaluation with every conversation and its checks',
  tag: 'Evaluations',
  needs: read('playbooks'),
  params,
  query,
  body: z.undefined(),
  response: evalDetailSchema,
  errors: missing,
  handle: ({ params: { id: runId }, caller: { orgId }, services }) =>
    services.db.withOrg(orgId, async tx => {
      const row = await findRun(tx, { orgId, id: runId });
      if (!row) throw notFound('evaluation');
      const results = await resultsOf(tx, { orgId, runId });
      return { ...runView(row, services.clock.now()), personas: results.map(personaView) };
    }),
});

export const stopEvalEndpoint = defineEndpoint({
  method: 'post',
  path: '/evals/:id/stop',
  summary: 'Stop an evaluation that runs',
  tag: 'Evaluations',
  needs: write('playbooks'),
  params,
  query,
  body: z.strictObject({}).optional(),
  response: evalRunSchema,
  errors: missing,
  handle: ({ params: { id: runId }, caller, services }) =>
    services.db.withOrg(caller.orgId, async tx => {
      const { orgId } = caller;
      const now = services.clock.now();
      // Its process asks at every step whether it still runs.
      await changeRun(tx, { orgId, id: runId, now }, { state: 'STOPPED', doing: '' });
      const row = await findRun(tx, { orgId, id: runId });
      if (!row) throw notFound('evaluation');
      if (row.state === 'STOPPED')
        await audit(tx, { orgId, actor: actorOf(caller), action: 'evaluation_stopped', subjectId: runId, now });
      return runView(row, now);
    }),
});
