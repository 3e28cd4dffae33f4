/** The action center: what waits for a person, most urgent first (A-UI-6). */
import { z } from 'zod';
import {
  countActions,
  countEscalations,
  escalationQueue,
  unsettledSends,
  waitingDrafts,
} from '../../db/action/queries.ts';
import { findMessage } from '../../db/message/views.ts';
import { addressForPeople } from '../../domain/contact/address.ts';
import { read } from '../../domain/permission/permission.ts';
import { actionCountsSchema, actionsSchema } from '../contracts/actions.ts';
import { defineEndpoint } from '../endpoint.ts';
import { escalationView } from '../escalations/view.ts';
import { draftView, iso, isoOrNull, messageView } from '../messages/view.ts';

const tag = 'Actions';
const params = z.strictObject({});
const query = z.strictObject({});
const SHOWN = 100;

const who = (row: {
  contactName: string | null;
  address: string;
  customerSaid: string | null;
  customerSaidAt: number | null;
}) => ({
  contactName: row.contactName,
  address: addressForPeople(row.address),
  customerSaid: row.customerSaid,
  customerSaidAt: isoOrNull(row.customerSaidAt),
});

export const actionsEndpoint = defineEndpoint({
  method: 'get',
  path: '/actions',
  summary: 'Escalations, drafts to approve and sends to settle',
  tag,
  needs: read('leads'),
  params,
  query,
  body: z.undefined(),
  response: actionsSchema,
  errors: [],
  handle: ({ caller: { orgId }, services }) =>
    services.db.withOrg(orgId, async tx => {
      const unsettled = [];
      for (const row of await unsettledSends(tx, { orgId, now: services.clock.now(), limit: SHOWN })) {
        const message = await findMessage(tx, { orgId, messageId: row.messageId });
        if (message && row.since !== null)
          unsettled.push({ message: messageView(message), since: iso(row.since), ...who(row) });
      }
      return {
        escalations: (await escalationQueue(tx, { orgId, limit: SHOWN })).map(escalationView),
        counts: await countEscalations(tx, { orgId }),
        drafts: (await waitingDrafts(tx, { orgId, limit: SHOWN })).map(row => ({
          ...draftView(row.draft),
          ...who(row),
        })),
        unsettled,
      };
    }),
});

export const actionCountsEndpoint = defineEndpoint({
  method: 'get',
  path: '/actions/counts',
  summary: 'How much waits for a person',
  tag,
  needs: read('leads'),
  params,
  query,
  body: z.undefined(),
  response: actionCountsSchema,
  errors: [],
  handle: ({ caller: { orgId }, services }) =>
    services.db.withOrg(orgId, tx => countActions(tx, { orgId, now: services.clock.now() })),
});
