/** Labels of contacts (B-CON-4). */
import { z } from 'zod';
import { addLabel, changeLabel, createLabel, deleteLabel, listLabels, removeLabel } from '../../db/label/queries.ts';
import { read, write } from '../../domain/permission/permission.ts';
import { id, okSchema } from '../contracts/common.ts';
import { labelListSchema, labelSchema, newLabelSchema } from '../contracts/labels.ts';
import { actorOf } from '../conversations/ownership.ts';
import { ApiError, defineEndpoint, notFound } from '../endpoint.ts';

const tag = 'Labels';
const nothing = z.strictObject({});
const missing = { status: 404, code: 'not_found', when: 'there is no such label' };
const taken = { status: 409, code: 'name_taken', when: 'another label has this name; case does not matter' };
const nameTaken = () =>
  new ApiError(409, 'name_taken', 'Another label has this name.', { hint: 'Choose another name, or use that label.' });

export const labelsEndpoint = defineEndpoint({
  method: 'get',
  path: '/labels',
  summary: 'All labels by name, with how many contacts have each',
  tag,
  needs: read('contacts'),
  params: nothing,
  query: nothing,
  body: z.undefined(),
  response: labelListSchema,
  errors: [],
  handle: ({ caller: { orgId }, services }) =>
    services.db.withOrg(orgId, async tx => ({ labels: await listLabels(tx, { orgId }) })),
});

export const newLabelEndpoint = defineEndpoint({
  method: 'post',
  path: '/labels',
  summary: 'Create a label',
  tag,
  needs: write('contacts'),
  params: nothing,
  query: nothing,
  body: newLabelSchema,
  response: labelSchema,
  errors: [taken],
  handle: ({ body, caller, services }) =>
    services.db.withOrg(caller.orgId, async tx => {
      const { orgId } = caller;
      const label = await createLabel(tx, { ...body, orgId, actor: actorOf(caller), now: services.clock.now() });
      if (!label) throw nameTaken();
      return label;
    }),
});

export const changeLabelEndpoint = defineEndpoint({
  method: 'put',
  path: '/labels/:id',
  summary: 'Rename a label, or give it another colour',
  tag,
  needs: write('contacts'),
  params: z.strictObject({ id }),
  query: nothing,
  body: newLabelSchema,
  response: labelSchema,
  errors: [missing, taken],
  handle: ({ params, body, caller, services }) =>
    services.db.withOrg(caller.orgId, async tx => {
      const now = services.clock.now();
      const changed = await changeLabel(tx, { ...body, ...params, orgId: caller.orgId, actor: actorOf(caller), now });
      if (changed === 'missing') throw notFound('label');
      if (changed === 'taken') throw nameTaken();
      return changed;
    }),
});

export const deleteLabelEndpoint = defineEndpoint({
  method: 'delete',
  path: '/labels/:id',
  summary: 'Delete a label; it goes from every contact too',
  tag,
  needs: write('contacts'),
  params: z.strictObject({ id }),
  query: nothing,
  body: z.strictObject({}).optional(),
  response: z.object({ contacts: z.int().describe('how many had it') }),
  errors: [missing],
  handle: ({ params, caller, services }) =>
    services.db.withOrg(caller.orgId, async tx => {
      const now = services.clock.now();
      const had = await deleteLabel(tx, { ...params, orgId: caller.orgId, actor: actorOf(caller), now });
      if (had === null) throw notFound('label');
      return { contacts: had };
    }),
});

const onContact = z.strictObject({ id, labelId: id });

export const addLabelEndpoint = defineEndpoint({
  method: 'put',
  path: '/contacts/:id/labels/:labelId',
  summary: 'Give a contact a label; one it has already changes nothing',
  tag,
  needs: write('contacts'),
  params: onContact,
  query: nothing,
  body: z.strictObject({}).optional(),
  response: okSchema,
  errors: [{ ...missing, when: 'there is no such contact or label' }],
  handle: ({ params: { id: contactId, labelId }, caller, services }) =>
    services.db.withOrg(caller.orgId, async tx => {
      const { orgId } = caller;
      const now = services.clock.now();
      const tagged = await addLabel(tx, { orgId, contactId, labelId, actor: actorOf(caller), now });
      if (tagged === 'missing') throw notFound('contact or label');
      return { ok: true as const };
    }),
});

export const removeLabelEndpoint = defineEndpoint({
  method: 'delete',
  path: '/contacts/:id/labels/:labelId',
  summary: 'Take a label from a contact',
  tag,
  needs: write('contacts'),
  params: onContact,
  query: nothing,
  body: z.strictObject({}).optional(),
  response: okSchema,
  errors: [{ ...missing, when: 'the contact does not have this label' }],
  handle: ({ params: { id: contactId, labelId }, caller, services }) =>
    services.db.withOrg(caller.orgId, async tx => {
      const { orgId } = caller;
      const now = services.clock.now();
      if (!(await removeLabel(tx, { orgId, contactId, labelId, actor: actorOf(caller), now })))
        throw notFound('contact with this label');
      return { ok: true as const };
    }),
});

export const labelEndpoints = [
  labelsEndpoint,
  newLabelEndpoint,
  changeLabelEndpoint,
  deleteLabelEndpoint,
  addLabelEndpoint,
  removeLabelEndpoint,
];
