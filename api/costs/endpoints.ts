/** Tokens and money of a month and of a conversation; the caps (A-COST, X-BUDGET). */
import { z } from 'zod';
import { audit } from '../../db/audit/queries.ts';
import { loadConversation } from '../../db/conversation/load.ts';
import { conversationCost, spendingOf } from '../../db/cost/queries.ts';
import { budgetSettings, saveSetting } from '../../db/organization/settings.ts';
import { budgetSettingsSchema, capState } from '../../domain/cost/caps.ts';
import { monthOf } from '../../domain/cost/month.ts';
import { read, write } from '../../domain/permission/permission.ts';
import { id } from '../contracts/common.ts';
import { budgetSchema, conversationCostSchema, monthSchema, spendingSchema } from '../contracts/costs.ts';
import { actorOf } from '../conversations/ownership.ts';
import { defineEndpoint, notFound } from '../endpoint.ts';

const tag = 'Costs';
const params = z.strictObject({});
const query = z.strictObject({});

export const spendingEndpoint = defineEndpoint({
  method: 'get',
  path: '/costs',
  summary: 'What was spent in a month, and how much of the cap that is',
  tag,
  needs: read('analytics'),
  params,
  query: z.strictObject({
    month: monthSchema.optional(),
  }),
  body: z.undefined(),
  response: spendingSchema,
  errors: [],
  handle: ({ query: { month = undefined }, caller, services }) =>
    services.db.withOrg(caller.orgId, async tx => {
      const { orgId } = caller;
      const wanted = month ?? monthOf(services.clock.now());
      const parts = await spendingOf(tx, { orgId, month: wanted });
      const totalMicros = parts.reduce((sum, part) => sum + part.costMicros, 0);
      const { monthMicros } = await budgetSettings(tx, { orgId });
      return { month: wanted, parts, totalMicros, capMicros: monthMicros, state: capState(totalMicros, monthMicros) };
    }),
});

export const conversationCostEndpoint = defineEndpoint({
  method: 'get',
  path: '/conversations/:id/cost',
  summary: 'What one conversation has cost',
  tag,
  needs: read('conversations'),
  params: z.strictObject({ id }),
  query,
  body: z.undefined(),
  response: conversationCostSchema,
  errors: [{ status: 404, code: 'not_found', when: 'there is no such conversation' }],
  handle: ({ params: target, caller, services }) =>
    services.db.withOrg(caller.orgId, async tx => {
      const ref = { orgId: caller.orgId, conversationId: target.id };
      if (!(await loadConversation(tx, ref, false))) throw notFound('conversation');
      return conversationCost(tx, ref);
    }),
});

export const budgetEndpoint = defineEndpoint({
  method: 'get',
  path: '/settings/budget',
  summary: 'The caps on money',
  tag,
  needs: read('settings'),
  params,
  query,
  body: z.undefined(),
  response: budgetSchema,
  errors: [],
  handle: ({ caller, services }) => services.db.withOrg(caller.orgId, tx => budgetSettings(tx, caller)),
});

export const saveBudgetEndpoint = defineEndpoint({
  method: 'put',
  path: '/settings/budget',
  summary: 'Set the caps; taken up within seconds',
  tag,
  needs: write('settings'),
  params,
  query,
  body: budgetSettingsSchema,
  response: budgetSchema,
  errors: [],
  handle: ({ body, caller, services }) =>
    services.db.withOrg(caller.orgId, async tx => {
      const { orgId } = caller;
      const now = services.clock.now();
      await saveSetting(tx, { orgId, key: 'budget', value: body });
      await audit(tx, {
        orgId,
        actor: actorOf(caller),
        action: 'budget_set',
        subjectId: null,
        payload: { ...body },
        now,
      });
      return body;
    }),
});
