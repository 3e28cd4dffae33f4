/** One thing done with many contacts: each in a transaction of its own, each with its outcome (B-CON-6). */
import { z } from 'zod';
import { blockContact, changeContact, findContact, setAutoreply } from '../../db/crm/contact.ts';
import { leadsOf } from '../../db/crm/list.ts';
import { changeLead, moveByPerson } from '../../db/crm/status.ts';
import type { Tx } from '../../db/database.ts';
import { addLabel, removeLabel } from '../../db/label/queries.ts';
import { write } from '../../domain/permission/permission.ts';
import { type BulkRequest, bulkContactsSchema, bulkLeadsSchema, bulkResultSchema } from '../contracts/contacts.ts';
import { actorOf } from '../conversations/ownership.ts';
import { ApiError, type ApiServices, type Caller, defineEndpoint, notFound } from '../endpoint.ts';
import { mustBeMoved } from './leads.ts';

const tag = 'Leads';
const nothing = z.strictObject({});

type Action = BulkRequest['action'];

/** True when something changed. @throws ApiError when it cannot be done. */
async function act(tx: Tx, contactId: string, action: Action, caller: Caller, now: number): Promise<boolean> {
  const { orgId, memberId } = caller;
  const actor = actorOf(caller);
  const target = { orgId, contactId, actor, now };
  const found = (done: boolean): true => {
    if (!done) throw notFound('contact');
    return true;
  };
  switch (action.kind) {
    case 'autoreply':
      return found(await setAutoreply(tx, { ...target, on: action.on }));
    case 'block':
      return found(await blockContact(tx, { ...target, on: action.on }));
    case 'vip':
      return found(await changeContact(tx, { ...target, patch: { vip: action.on } }));
    case 'add_label': {
      const tagged = await addLabel(tx, { ...target, labelId: action.labelId });
      if (tagged === 'missing') throw notFound('contact or label');
      return tagged === 'added';
    }
    case 'remove_label':
      if (!(await findContact(tx, target))) throw notFound('contact');
      return removeLabel(tx, { ...target, labelId: action.labelId });
    case 'owner': {
      const changed = await changeLead(tx, { ...target, patch: { ownerMemberId: action.memberId } });
      if (changed === 'no_member')
        throw new ApiError(422, 'no_member', 'The owner must be a member of this organization.');
      return found(changed);
    }
    case 'status': {
      const { to, memberId: toMemberId, reason } = action;
      // What each won lead is worth is asked of each by itself: here it stays as it is.
      const valueMicros = to === 'WON' ? await worthOf(tx, target) : undefined;
      const moved = mustBeMoved(await moveByPerson(tx, { ...target, to, memberId, toMemberId, reason, valueMicros }));
      return moved.from !== moved.to;
    }
  }
}

async function worthOf(tx: Tx, target: { orgId: string; contactId: string }): Promise<number | null> {
  return (await findContact(tx, target))?.lead.valueMicros ?? null;
}

async function actOnAll(services: ApiServices, caller: Caller, { contactIds, action }: BulkRequest) {
  const outcomes: z.infer<typeof bulkResultSchema>['outcomes'] = [];
  for (const contactId of new Set(contactIds)) {
    try {
      const changed = await services.db.withOrg(caller.orgId, tx =>
        act(tx, contactId, action, caller, services.clock.now()),
      );
      outcomes.push({ contactId, name: null, outcome: changed ? 'done' : 'unchanged', why: null });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      outcomes.push({ contactId, name: null, outcome: 'failed', why: error.message });
    }
  }
  const failed = outcomes.filter(each => each.outcome === 'failed');
  if (failed.length > 0) {
    const { orgId } = caller;
    const contactIds = failed.map(each => each.contactId);
    const rows = await services.db.withOrg(orgId, tx => leadsOf(tx, { orgId, contactIds }));
    for (const each of failed) {
      const row = rows.find(known => known.contactId === each.contactId);
      each.name = row ? (row.name ?? row.address) : null;
    }
  }
  const count = (outcome: string) => outcomes.filter(each => each.outcome === outcome).length;
  return { done: count('done'), unchanged: count('unchanged'), failed: count('failed'), outcomes };
}

export const bulkContactsEndpoint = defineEndpoint({
  method: 'post',
  path: '/contacts/bulk',
  summary: 'Switch, block or label up to 500 contacts; the answer says what became of each',
  tag: 'Contacts',
  needs: write('contacts'),
  params: nothing,
  query: nothing,
  body: bulkContactsSchema,
  response: bulkResultSchema,
  errors: [],
  handle: ({ body, caller, services }) => actOnAll(services, caller, body),
});

export const bulkLeadsEndpoint = defineEndpoint({
  method: 'post',
  path: '/leads/bulk',
  summary: 'Move or give away up to 500 leads; the answer says what became of each',
  tag,
  needs: write('leads'),
  params: nothing,
  query: nothing,
  body: bulkLeadsSchema,
  response: bulkResultSchema,
  errors: [],
  handle: ({ body, caller, services }) => actOnAll(services, caller, body),
});

export const bulkEndpoints = [bulkContactsEndpoint, bulkLeadsEndpoint];
