/** One contact: all that is known of it, its timeline, and what people change (B-CON-1, B-CON-2, B-CON-7). */
import { z } from 'zod';
import { blockContact, changeContact, groupOf, setAutoreply } from '../../db/crm/contact.ts';
import { createContact } from '../../db/crm/create.ts';
import { setFact } from '../../db/crm/facts.ts';
import { HAPPENINGS, type HappeningKind, timelineOf } from '../../db/crm/timeline.ts';
import { parsePhone } from '../../domain/message/phone.ts';
import { read, write } from '../../domain/permission/permission.ts';
import { id, okSchema } from '../contracts/common.ts';
import {
  contactDetailSchema,
  contactPatchSchema,
  factSchema,
  newContactSchema,
  timelinePageSchema,
  timelineQuerySchema,
} from '../contracts/contacts.ts';
import { actorOf } from '../conversations/ownership.ts';
import { ApiError, defineEndpoint, notFound } from '../endpoint.ts';
import { decodeCursor, encodeCursor } from '../messages/view.ts';
import { contactDetail } from './detail.ts';
import { happeningView } from './happenings.ts';

const tag = 'Contacts';
const nothing = z.strictObject({});
const params = z.strictObject({ id });
const missing = { status: 404, code: 'not_found', when: 'there is no such contact' };
const onOff = z.strictObject({ on: z.boolean() });

export const contactEndpoint = defineEndpoint({
  method: 'get',
  path: '/contacts/:id',
  summary:
    'One contact with identities, labels, fields, conversations and its lead; one that was merged answers as the other',
  tag,
  needs: read('contacts'),
  params,
  query: nothing,
  body: z.undefined(),
  response: contactDetailSchema,
  errors: [missing],
  handle: ({ params: { id: contactId }, caller: { orgId }, services }) =>
    services.db.withOrg(orgId, async tx => {
      const detail = await contactDetail(tx, { orgId, contactId, now: services.clock.now() });
      if (!detail) throw notFound('contact');
      return detail;
    }),
});

export const newContactEndpoint = defineEndpoint({
  method: 'post',
  path: '/contacts',
  summary: 'Add a contact and its lead by hand',
  tag,
  needs: write('contacts'),
  params: nothing,
  query: nothing,
  body: newContactSchema,
  response: z.object({ id }),
  errors: [
    { status: 409, code: 'known', when: 'somebody has this phone number or e-mail address already' },
    { status: 422, code: 'bad_phone', when: 'the phone number is none' },
    { status: 422, code: 'no_address', when: 'neither a phone number nor an e-mail address is given' },
  ],
  handle: ({ body, caller, services }) =>
    services.db.withOrg(caller.orgId, async tx => {
      const { orgId } = caller;
      const phone = body.phone === undefined ? null : parsePhone(body.phone);
      if (body.phone !== undefined && phone === null)
        throw new ApiError(422, 'bad_phone', 'This is no phone number.', {
          hint: 'Write it with its country code: +91 98765 43210.',
        });
      const email = body.email?.toLowerCase() ?? null;
      if (phone === null && email === null)
        throw new ApiError(422, 'no_address', 'Give a phone number or an e-mail address.', {
          hint: 'Without one nobody could tell this contact from another.',
        });
      const made = await createContact(tx, {
        orgId,
        name: body.name,
        phone,
        email,
        actor: actorOf(caller),
        now: services.clock.now(),
      });
      if (made.kind === 'known')
        throw new ApiError(409, 'known', 'Somebody has this phone number or e-mail address already.', {
          hint: `Open the contact ${made.contactId}.`,
        });
      return { id: made.contactId };
    }),
});

export const factEndpoint = defineEndpoint({
  method: 'put',
  path: '/contacts/:id/facts',
  summary: 'Set or take away what the agent knows of a contact; what a person says wins over what it learns later',
  tag,
  needs: write('leads'),
  params,
  query: nothing,
  body: factSchema,
  response: okSchema,
  errors: [missing, { status: 409, code: 'no_conversation', when: 'nobody has talked with them yet' }],
  handle: ({ params: { id: contactId }, body, caller, services }) =>
    services.db.withOrg(caller.orgId, async tx => {
      const { orgId } = caller;
      const done = await setFact(tx, {
        ...{ orgId, contactId, actor: actorOf(caller), now: services.clock.now() },
        ...body,
      });
      if (done === 'missing') throw notFound('contact');
      if (done === 'no_conversation')
        throw new ApiError(409, 'no_conversation', 'There is no conversation that could remember it.', {
          hint: 'Keep it in a field of your own until the customer writes.',
        });
      return { ok: true as const };
    }),
});

function mustBeZone(zone: string | null | undefined): void {
  if (!zone) return;
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
  } catch {
    throw new ApiError(422, 'bad_zone', 'There is no such time zone.', { hint: 'Write it like Asia/Kolkata.' });
  }
}

export const changeContactEndpoint = defineEndpoint({
  method: 'patch',
  path: '/contacts/:id',
  summary: 'Change what people know of a contact',
  tag,
  needs: write('contacts'),
  params,
  query: nothing,
  body: contactPatchSchema,
  response: okSchema,
  errors: [missing, { status: 422, code: 'bad_zone', when: 'the time zone is none' }],
  handle: ({ params: { id: contactId }, body, caller, services }) =>
    services.db.withOrg(caller.orgId, async tx => {
      const { orgId } = caller;
      mustBeZone(body.zone);
      const patch = Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));
      const changed = await changeContact(tx, {
        orgId,
        contactId,
        patch,
        actor: actorOf(caller),
        now: services.clock.now(),
      });
      if (!changed) throw notFound('contact');
      return { ok: true as const };
    }),
});

export const blockEndpoint = defineEndpoint({
  method: 'put',
  path: '/contacts/:id/blocked',
  summary: 'Block: what they write is kept and nobody answers, until unblocked',
  tag,
  needs: write('contacts'),
  params,
  query: nothing,
  body: onOff,
  response: okSchema,
  errors: [missing],
  handle: ({ params: { id: contactId }, body, caller, services }) =>
    services.db.withOrg(caller.orgId, async tx => {
      const { orgId } = caller;
      const now = services.clock.now();
      if (!(await blockContact(tx, { orgId, contactId, on: body.on, actor: actorOf(caller), now })))
        throw notFound('contact');
      return { ok: true as const };
    }),
});

export const autoreplyEndpoint = defineEndpoint({
  method: 'put',
  path: '/contacts/:id/autoreply',
  summary: 'Whether the agent answers this contact by itself; keyword rules and people always may',
  tag,
  needs: write('contacts'),
  params,
  query: nothing,
  body: onOff,
  response: okSchema,
  errors: [missing],
  handle: ({ params: { id: contactId }, body, caller, services }) =>
    services.db.withOrg(caller.orgId, async tx => {
      const { orgId } = caller;
      const now = services.clock.now();
      if (!(await setAutoreply(tx, { orgId, contactId, on: body.on, actor: actorOf(caller), now })))
        throw notFound('contact');
      return { ok: true as const };
    }),
});

export const timelineEndpoint = defineEndpoint({
  method: 'get',
  path: '/contacts/:id/timeline',
  summary: 'Everything that happened with a contact, newest first: messages, decisions, statuses, escalations, changes',
  tag,
  needs: read('contacts'),
  params,
  query: timelineQuerySchema,
  body: z.undefined(),
  response: timelinePageSchema,
  errors: [missing, { status: 400, code: 'invalid_cursor', when: 'the cursor is not one of ours' }],
  handle: ({ params: { id: contactId }, query, caller: { orgId }, services }) =>
    services.db.withOrg(orgId, async tx => {
      const before = decodeCursor(query.cursor);
      const contactIds = await groupOf(tx, { orgId, contactId });
      if (contactIds.length === 0) throw notFound('contact');
      const kinds = (query.kinds?.split(',') as HappeningKind[] | undefined) ?? HAPPENINGS;
      const rows = await timelineOf(tx, { orgId, contactIds, kinds, before, limit: query.limit + 1 });
      const page = rows.slice(0, query.limit);
      const last = page.at(-1);
      return {
        happenings: page.map(happeningView),
        cursor: rows.length > query.limit && last ? encodeCursor(last.at, last.id) : null,
      };
    }),
});

export const contactEndpoints = [
  contactEndpoint,
  newContactEndpoint,
  changeContactEndpoint,
  factEndpoint,
  blockEndpoint,
  autoreplyEndpoint,
  timelineEndpoint,
];
