/** Typed fields of contacts, and their values (B-CON-5). */
import { z } from 'zod';
import { groupOf } from '../../db/crm/contact.ts';
import {
  type CustomField,
  changeField,
  createField,
  deleteField,
  listFields,
  MOST_FIELDS,
  setValue,
} from '../../db/customfield/queries.ts';
import { fieldValue } from '../../domain/crm/fields.ts';
import { read, write } from '../../domain/permission/permission.ts';
import { id, okSchema } from '../contracts/common.ts';
import { fieldChangeSchema, fieldSchema, newFieldSchema, valueSchema } from '../contracts/contacts.ts';
import { actorOf } from '../conversations/ownership.ts';
import { ApiError, defineEndpoint, notFound } from '../endpoint.ts';

const tag = 'Custom fields';
const nothing = z.strictObject({});
const params = z.strictObject({ id });
const missing = { status: 404, code: 'not_found', when: 'there is no such field' };
const noChoices = { status: 422, code: 'choices_needed', when: 'a choice has nothing to choose' };

const view = ({ id: fieldId, key, name, type, choices }: CustomField) => ({ id: fieldId, key, name, type, choices });

function mustHaveChoices(type: string, choices: readonly string[]): void {
  if (type === 'choice' && choices.length === 0)
    throw new ApiError(422, 'choices_needed', 'A choice needs something to choose.', {
      hint: 'Give at least one choice.',
    });
}

export const fieldsEndpoint = defineEndpoint({
  method: 'get',
  path: '/contact-fields',
  summary: 'Fields of contacts that this organization added',
  tag,
  needs: read('contacts'),
  params: nothing,
  query: nothing,
  body: z.undefined(),
  response: z.object({ fields: z.array(fieldSchema) }),
  errors: [],
  handle: ({ caller: { orgId }, services }) =>
    services.db.withOrg(orgId, async tx => ({ fields: (await listFields(tx, { orgId })).map(view) })),
});

export const newFieldEndpoint = defineEndpoint({
  method: 'post',
  path: '/contact-fields',
  summary: 'Add a field; its key and type never change',
  tag,
  needs: write('contacts'),
  params: nothing,
  query: nothing,
  body: newFieldSchema,
  response: fieldSchema,
  errors: [
    { status: 409, code: 'key_taken', when: 'another field has this key' },
    { status: 409, code: 'too_many', when: `there are ${MOST_FIELDS} fields already` },
    noChoices,
  ],
  handle: ({ body, caller, services }) =>
    services.db.withOrg(caller.orgId, async tx => {
      mustHaveChoices(body.type, body.choices);
      const now = services.clock.now();
      const made = await createField(tx, { ...body, orgId: caller.orgId, actor: actorOf(caller), now });
      if (made === 'taken')
        throw new ApiError(409, 'key_taken', 'Another field has this key.', { hint: 'Choose another key.' });
      if (made === 'too_many')
        throw new ApiError(409, 'too_many', `There are ${MOST_FIELDS} fields already.`, {
          hint: 'Delete one that nobody uses.',
        });
      return view(made);
    }),
});

export const changeFieldEndpoint = defineEndpoint({
  method: 'put',
  path: '/contact-fields/:id',
  summary: 'Rename a field, or change what can be chosen; values that are there stay',
  tag,
  needs: write('contacts'),
  params,
  query: nothing,
  body: fieldChangeSchema,
  response: fieldSchema,
  errors: [missing, noChoices],
  handle: ({ params: target, body, caller, services }) =>
    services.db.withOrg(caller.orgId, async tx => {
      const { orgId } = caller;
      const known = (await listFields(tx, { orgId })).find(field => field.id === target.id);
      if (!known) throw notFound('field');
      mustHaveChoices(known.type, body.choices);
      const now = services.clock.now();
      const changed = await changeField(tx, { ...body, ...target, orgId, actor: actorOf(caller), now });
      if (!changed) throw notFound('field');
      return view(changed);
    }),
});

export const deleteFieldEndpoint = defineEndpoint({
  method: 'delete',
  path: '/contact-fields/:id',
  summary: 'Delete a field with all its values',
  tag,
  needs: write('contacts'),
  params,
  query: nothing,
  body: z.strictObject({}).optional(),
  response: z.object({ values: z.int().describe('how many contacts had one') }),
  errors: [missing],
  handle: ({ params: target, caller, services }) =>
    services.db.withOrg(caller.orgId, async tx => {
      const now = services.clock.now();
      const values = await deleteField(tx, { ...target, orgId: caller.orgId, actor: actorOf(caller), now });
      if (values === null) throw notFound('field');
      return { values };
    }),
});

export const setValueEndpoint = defineEndpoint({
  method: 'put',
  path: '/contacts/:id/contact-fields/:fieldId',
  summary: 'Set or take away the value of a field; numbers, dates, choices and yes/no are checked',
  tag,
  needs: write('contacts'),
  params: z.strictObject({ id, fieldId: id }),
  query: nothing,
  body: valueSchema,
  response: okSchema,
  errors: [
    { ...missing, when: 'there is no such contact or field' },
    { status: 422, code: 'bad_value', when: 'the value does not fit the type of the field; the title says why' },
  ],
  handle: ({ params: { id: contactId, fieldId }, body, caller, services }) =>
    services.db.withOrg(caller.orgId, async tx => {
      const { orgId } = caller;
      const field = (await listFields(tx, { orgId })).find(each => each.id === fieldId);
      const [root] = await groupOf(tx, { orgId, contactId });
      if (!field || root === undefined) throw notFound('contact or field');
      const value = body.value === null || body.value.trim() === '' ? null : fieldValue(field, body.value);
      if (value && !value.ok)
        throw new ApiError(422, 'bad_value', `${field.name} ${value.problem}.`, {
          hint: 'Mend the value, or leave it empty.',
          errors: [{ path: 'body.value', message: value.problem }],
        });
      const now = services.clock.now();
      await setValue(tx, { orgId, contactId: root, field, value, actor: actorOf(caller), now });
      return { ok: true as const };
    }),
});

export const fieldEndpoints = [
  fieldsEndpoint,
  newFieldEndpoint,
  changeFieldEndpoint,
  deleteFieldEndpoint,
  setValueEndpoint,
];
