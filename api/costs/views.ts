/** Cost beside worth: by month, by source or campaign, by conversation; as a file (A-COST-2, A-ATTR-2). */

import { z } from 'zod';
import { audit } from '../../db/audit/queries.ts';
import {
  type ConversationCostRow,
  type CostFilter,
  costByConversation,
  costBySource,
  spendingByMonth,
} from '../../db/cost/views.ts';
import { addressForPeople } from '../../domain/contact/address.ts';
import { csvOf } from '../../domain/csv.ts';
import { read, write } from '../../domain/permission/permission.ts';
import {
  bySourceSchema,
  costExportSchema,
  costedConversationsSchema,
  costFilterSchema,
  monthsSchema,
} from '../contracts/costs.ts';
import { actorOf } from '../conversations/ownership.ts';
import { defineEndpoint } from '../endpoint.ts';
import { iso } from '../messages/view.ts';

const tag = 'Costs';
const params = z.strictObject({});
const MOST_EXPORTED = 10_000;

type Filter = z.infer<typeof costFilterSchema>;
const filterOf = (orgId: string, { month, source, campaign }: Filter): CostFilter => ({
  orgId,
  month: month ?? null,
  source: source ?? null,
  campaign: campaign ?? null,
});

export const monthsEndpoint = defineEndpoint({
  method: 'get',
  path: '/costs/months',
  summary: 'What was spent, month by month',
  tag,
  needs: read('analytics'),
  params,
  query: z.strictObject({}),
  body: z.undefined(),
  response: monthsSchema,
  errors: [],
  handle: ({ caller, services }) =>
    services.db.withOrg(caller.orgId, async tx => ({
      months: await spendingByMonth(tx, { orgId: caller.orgId, limit: 24 }),
    })),
});

export const costBySourceEndpoint = defineEndpoint({
  method: 'get',
  path: '/costs/by-source',
  summary: 'Cost and won value by lead source or campaign (A-COST-2)',
  tag,
  needs: read('analytics'),
  params,
  query: costFilterSchema.extend({ by: z.enum(['source', 'campaign']).default('source') }),
  body: z.undefined(),
  response: bySourceSchema,
  errors: [],
  handle: ({ query: { by, ...filter }, caller, services }) =>
    services.db.withOrg(caller.orgId, async tx => ({
      sources: await costBySource(tx, { ...filterOf(caller.orgId, filter), by }),
    })),
});

export const costedConversationsEndpoint = defineEndpoint({
  method: 'get',
  path: '/costs/conversations',
  summary: 'What each conversation has cost, the dearest first',
  tag,
  needs: read('analytics'),
  params,
  query: costFilterSchema.extend({
    limit: z.coerce.number().int().min(1).max(100).default(25),
    offset: z.coerce.number().int().min(0).max(1_000_000).default(0),
  }),
  body: z.undefined(),
  response: costedConversationsSchema,
  errors: [],
  handle: ({ query: { limit, offset, ...filter }, caller, services }) =>
    services.db.withOrg(caller.orgId, async tx => {
      const rows = await costByConversation(tx, { ...filterOf(caller.orgId, filter), limit: limit + 1, offset });
      return {
        conversations: rows.slice(0, limit).map(row => ({
          ...row,
          address: addressForPeople(row.address),
          leadStatus: row.leadStatus ?? ('NEW' as const),
          createdAt: iso(row.createdAt),
        })),
        next: rows.length > limit ? offset + limit : null,
      };
    }),
});

const units = (micros: number): string => (micros / 1_000_000).toFixed(6);

const COLUMNS: [name: string, of: (row: ConversationCostRow) => string][] = [
  ['conversation_id', row => row.conversationId],
  ['name', row => row.contactName ?? ''],
  ['address', row => row.address],
  ['since', row => iso(row.createdAt)],
  ['lead_source', row => row.source],
  ...['campaign_id', 'ad_id', 'utm_source', 'utm_campaign', 'referrer_url'].map(
    (key): [string, (row: ConversationCostRow) => string] => [key, row => row.campaign[key] ?? ''],
  ),
  ['lead_status', row => row.leadStatus ?? 'NEW'],
  ['model_cost_usd', row => units(row.modelMicros)],
  ['message_cost_usd', row => units(row.messageMicros)],
  ['won_value', row => (row.leadStatus === 'WON' && row.valueMicros !== null ? units(row.valueMicros) : '')],
];

export const costExportEndpoint = defineEndpoint({
  method: 'post',
  path: '/exports/conversations',
  summary: 'Conversations with their cost and where each came from, as a CSV file (A-ATTR-2); at most 10,000',
  tag,
  needs: write('transfers'),
  params,
  query: z.strictObject({}),
  body: costFilterSchema,
  response: costExportSchema,
  errors: [],
  handle: ({ body: filter, caller, services }) =>
    services.db.withOrg(caller.orgId, async tx => {
      const { orgId } = caller;
      const now = services.clock.now();
      const rows = await costByConversation(tx, { ...filterOf(orgId, filter), limit: MOST_EXPORTED, offset: 0 });
      const payload = { rows: rows.length, month: filter.month ?? null, source: filter.source ?? null };
      await audit(tx, { orgId, actor: actorOf(caller), action: 'costs_exported', subjectId: null, payload, now });
      return {
        fileName: `conversations${filter.month ? `-${filter.month}` : ''}.csv`,
        rows: rows.length,
        csv: csvOf(
          COLUMNS.map(([name]) => name),
          rows.map(row => COLUMNS.map(([, of]) => of(row))),
        ),
      };
    }),
});
