/** Experiments: create, start, end, read (A-AB). */
import { z } from 'zod';
import {
  createExperiment,
  type ExperimentRow,
  listExperiments,
  resultsOf,
  setActive,
} from '../../db/experiment/queries.ts';
import { listPlaybooks } from '../../db/playbook/versions.ts';
import { read, write } from '../../domain/permission/permission.ts';
import { id } from '../contracts/common.ts';
import { experimentSchema, newExperimentSchema, resultsSchema } from '../contracts/playbooks.ts';
import { actorOf } from '../conversations/ownership.ts';
import { defineEndpoint, notFound } from '../endpoint.ts';
import { iso, isoOrNull } from '../messages/view.ts';

const tag = 'Experiments';
const params = z.strictObject({ id });
const query = z.strictObject({});
const missing = [{ status: 404, code: 'not_found', when: 'there is no such experiment' }];

const view = (row: ExperimentRow) => ({
  id: row.id,
  playbookId: row.playbookId,
  name: row.name,
  variants: row.variants.map(variant => ({ ...variant, patch: { ...variant.patch } })),
  active: row.active,
  startsAt: isoOrNull(row.startsAt),
  endsAt: isoOrNull(row.endsAt),
  createdAt: iso(row.createdAt),
});

export const experimentsEndpoint = defineEndpoint({
  method: 'get',
  path: '/experiments',
  summary: 'Experiments, newest first',
  tag,
  needs: read('playbooks'),
  params: z.strictObject({}),
  query,
  body: z.undefined(),
  response: z.object({ experiments: z.array(experimentSchema) }),
  errors: [],
  handle: ({ caller, services }) =>
    services.db.withOrg(caller.orgId, async tx => ({ experiments: (await listExperiments(tx, caller)).map(view) })),
});

export const newExperimentEndpoint = defineEndpoint({
  method: 'post',
  path: '/playbooks/:id/experiments',
  summary: 'Create an experiment; it assigns nobody until it is started',
  tag,
  needs: write('playbooks'),
  params,
  query,
  body: newExperimentSchema,
  response: experimentSchema,
  errors: [
    { status: 404, code: 'not_found', when: 'there is no such playbook' },
    {
      status: 422,
      code: 'rule',
      when: 'two variants have one key, it ends before it begins, or a year is not 1970 to 9999',
    },
  ],
  handle: ({ params: { id: playbookId }, body, caller, services }) =>
    services.db.withOrg(caller.orgId, async tx => {
      const { orgId } = caller;
      if (!(await listPlaybooks(tx, { orgId })).some(row => row.id === playbookId)) throw notFound('playbook');
      const row = await createExperiment(tx, {
        ...body,
        playbookId,
        orgId,
        startsAt: body.startsAt === null ? null : Date.parse(body.startsAt),
        endsAt: body.endsAt === null ? null : Date.parse(body.endsAt),
        actor: actorOf(caller),
        now: services.clock.now(),
      });
      return view(row);
    }),
});

const switched = (name: 'start' | 'end', active: boolean, summary: string) =>
  defineEndpoint({
    method: 'post',
    path: `/experiments/:id/${name}`,
    summary,
    tag,
    needs: write('playbooks'),
    params,
    query,
    body: z.strictObject({}).optional(),
    response: experimentSchema,
    errors: missing,
    handle: ({ params: target, caller, services }) =>
      services.db.withOrg(caller.orgId, async tx => {
        const { orgId } = caller;
        const row = await setActive(tx, {
          orgId,
          id: target.id,
          active,
          actor: actorOf(caller),
          now: services.clock.now(),
        });
        if (!row) throw notFound('experiment');
        return view(row);
      }),
  });

export const startExperimentEndpoint = switched('start', true, 'New conversations take part from now on');
export const endExperimentEndpoint = switched('end', false, 'Nobody new takes part; who does keeps their variant');

export const experimentResultsEndpoint = defineEndpoint({
  method: 'get',
  path: '/experiments/:id/results',
  summary: 'How conversations went, by variant',
  tag,
  needs: read('playbooks'),
  params,
  query,
  body: z.undefined(),
  response: resultsSchema,
  errors: missing,
  handle: ({ params: target, caller, services }) =>
    services.db.withOrg(caller.orgId, async tx => {
      const { orgId } = caller;
      if (!(await listExperiments(tx, { orgId })).some(row => row.id === target.id)) throw notFound('experiment');
      return { results: await resultsOf(tx, { orgId, id: target.id }) };
    }),
});
