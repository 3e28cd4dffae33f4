/** Contacts that look like one person: suggested, merged by a person, undone within a day (A-UI-14). */
import { z } from 'zod';
import { dismissDuplicate, findDuplicates, openDuplicates } from '../../db/crm/duplicates.ts';
import { leadsOf } from '../../db/crm/list.ts';
import { mergeContacts, UNDO_MS, undoMerge } from '../../db/crm/merge.ts';
import { read, write } from '../../domain/permission/permission.ts';
import { id, okSchema } from '../contracts/common.ts';
import { duplicateListSchema, mergedSchema, mergeSchema, pairSchema } from '../contracts/contacts.ts';
import { actorOf } from '../conversations/ownership.ts';
import { ApiError, defineEndpoint, notFound } from '../endpoint.ts';
import { iso } from '../messages/view.ts';
import { leadView } from './view.ts';

const tag = 'Duplicates';
const nothing = z.strictObject({});
const params = z.strictObject({ id });
const SHOWN = 100;

export const duplicatesEndpoint = defineEndpoint({
  method: 'get',
  path: '/contact-duplicates',
  summary: 'Pairs of contacts that look like one person, with what speaks for it; the 100 found last',
  tag,
  needs: read('contacts'),
  params: nothing,
  query: nothing,
  body: z.undefined(),
  response: duplicateListSchema,
  errors: [],
  handle: ({ caller: { orgId }, services }) =>
    services.db.withOrg(orgId, async tx => {
      const pairs = await openDuplicates(tx, { orgId, limit: SHOWN });
      const ids = [...new Set(pairs.flatMap(pair => [pair.firstId, pair.secondId]))];
      const rows = new Map((await leadsOf(tx, { orgId, contactIds: ids })).map(row => [row.contactId, leadView(row)]));
      return {
        duplicates: pairs.flatMap(pair => {
          const [first, second] = [rows.get(pair.firstId), rows.get(pair.secondId)];
          return first && second ? [{ first, second, reasons: pair.reasons, foundAt: iso(pair.foundAt) }] : [];
        }),
      };
    }),
});

export const findDuplicatesEndpoint = defineEndpoint({
  method: 'post',
  path: '/contact-duplicates/find',
  summary: 'Look through all contacts for pairs that look like one person',
  tag,
  needs: write('contacts'),
  params: nothing,
  query: nothing,
  body: z.strictObject({}).optional(),
  response: z.object({ found: z.int().describe('new pairs') }),
  errors: [],
  handle: ({ caller: { orgId }, services }) =>
    services.db.withOrg(orgId, async tx => ({ found: await findDuplicates(tx, { orgId, now: services.clock.now() }) })),
});

export const dismissEndpoint = defineEndpoint({
  method: 'post',
  path: '/contact-duplicates/dismiss',
  summary: 'These two are not one person; they are not suggested again',
  tag,
  needs: write('contacts'),
  params: nothing,
  query: nothing,
  body: pairSchema,
  response: okSchema,
  errors: [{ status: 404, code: 'not_found', when: 'they are not suggested' }],
  handle: ({ body, caller, services }) =>
    services.db.withOrg(caller.orgId, async tx => {
      const { orgId, memberId } = caller;
      const now = services.clock.now();
      if (!(await dismissDuplicate(tx, { orgId, ...body, memberId, actor: actorOf(caller), now })))
        throw notFound('suggestion');
      return { ok: true as const };
    }),
});

export const mergeEndpoint = defineEndpoint({
  method: 'post',
  path: '/contacts/:id/merge',
  summary:
    'Merge another contact into this one: one lead, several identities and conversations; can be undone for a day',
  tag,
  needs: write('transfers'),
  params,
  query: nothing,
  body: mergeSchema,
  response: mergedSchema,
  errors: [
    { status: 404, code: 'not_found', when: 'one of them is not there' },
    { status: 409, code: 'merged_already', when: 'one of them is part of another merge already' },
    { status: 422, code: 'same_contact', when: 'both are the same' },
  ],
  handle: ({ params: { id: keptId }, body: { otherId }, caller, services }) =>
    services.db.withOrg(caller.orgId, async tx => {
      const { orgId, memberId } = caller;
      const now = services.clock.now();
      const outcome = await mergeContacts(tx, { orgId, keptId, otherId, memberId, actor: actorOf(caller), now });
      switch (outcome.kind) {
        case 'missing':
          throw notFound('contact');
        case 'same':
          throw new ApiError(422, 'same_contact', 'A contact cannot be merged into itself.', {
            hint: 'Choose another one.',
          });
        case 'merged_already':
          throw new ApiError(409, 'merged_already', 'One of them is part of another merge already.', {
            hint: 'Open the contact it went into, and merge that one.',
          });
        case 'merged':
          return { mergeId: outcome.mergeId, undoUntil: iso(now + UNDO_MS) };
      }
    }),
});

export const undoMergeEndpoint = defineEndpoint({
  method: 'post',
  path: '/contact-merges/:id/undo',
  summary: 'Take a merge apart, within a day of it',
  tag,
  needs: write('transfers'),
  params,
  query: nothing,
  body: z.strictObject({}).optional(),
  response: okSchema,
  errors: [
    { status: 404, code: 'not_found', when: 'there is no such merge, or it is undone' },
    { status: 409, code: 'too_late', when: 'a day has passed' },
  ],
  handle: ({ params: target, caller, services }) =>
    services.db.withOrg(caller.orgId, async tx => {
      const now = services.clock.now();
      const outcome = await undoMerge(tx, { orgId: caller.orgId, ...target, actor: actorOf(caller), now });
      if (outcome.kind === 'missing') throw notFound('merge');
      if (outcome.kind === 'late')
        throw new ApiError(409, 'too_late', 'This merge is more than a day old.', {
          hint: 'It can no longer be undone.',
        });
      return { ok: true as const };
    }),
});

export const duplicateEndpoints = [
  duplicatesEndpoint,
  findDuplicatesEndpoint,
  dismissEndpoint,
  mergeEndpoint,
  undoMergeEndpoint,
];
