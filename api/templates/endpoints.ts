/** Templates as one lead would read them (A-PRICE-6), and what the numbers may send a day (A-PRICE-3). */
import { and, asc, eq } from 'drizzle-orm';
import { z } from 'zod';
import { channelAccounts } from '../../db/channel/table.ts';
import { writtenToFirst } from '../../db/channel/tier.ts';
import { loadConversation } from '../../db/conversation/load.ts';
import { rateTable } from '../../db/organization/settings.ts';
import { fillTemplate, partsOf, previewOf } from '../../db/template/queries.ts';
import { templates } from '../../db/template/table.ts';
import { templateVariables } from '../../db/template/variables.ts';
import { messageCostMicros } from '../../domain/cost/rates.ts';
import { dailyLimitOf } from '../../domain/message/tier.ts';
import { read } from '../../domain/permission/permission.ts';
import { id, time } from '../contracts/common.ts';
import { templateListSchema } from '../contracts/templates.ts';
import { defineEndpoint, notFound } from '../endpoint.ts';
import { isoOrNull } from '../messages/view.ts';
import { blockedBecause } from './send.ts';

const tag = 'Templates';
const query = z.strictObject({});

export const templatePreviewsEndpoint = defineEndpoint({
  method: 'get',
  path: '/conversations/:id/templates',
  summary: 'The templates of this conversation’s number as its lead would read them, with every variable',
  tag,
  needs: read('templates'),
  params: z.strictObject({ id }),
  query,
  body: z.undefined(),
  response: templateListSchema,
  errors: [{ status: 404, code: 'not_found', when: 'there is no such conversation' }],
  handle: ({ params, caller, services }) =>
    services.db.withOrg(caller.orgId, async tx => {
      const { orgId } = caller;
      const loaded = await loadConversation(tx, { orgId, conversationId: params.id }, false);
      if (!loaded) throw notFound('conversation');
      const rows = await tx
        .select()
        .from(templates)
        .where(and(eq(templates.orgId, orgId), eq(templates.channelAccountId, loaded.row.channelAccountId)))
        .orderBy(asc(templates.name), asc(templates.language));
      const facts = templateVariables(loaded);
      const now = services.clock.now();
      const rates = await rateTable(tx, { orgId });
      return {
        templates: rows.map(row => {
          const filled = fillTemplate(row, facts);
          const empty = filled.filter(({ text }) => text === null).map(({ variable }) => variable);
          const blocked = blockedBecause(row, loaded);
          const unknown =
            empty.length > 0 ? `Nothing is known for ${empty.join(', ')}, and there is no fallback.` : null;
          const { header, body, footer, buttons } = partsOf(row);
          return {
            name: row.name,
            language: row.language,
            category: row.category,
            status: row.status,
            quality: row.quality,
            preview: previewOf(
              row,
              filled.filter(({ part }) => part === 'BODY'),
            ),
            header,
            body,
            footer,
            buttons: buttons.map(button => button.text),
            variables: filled.map(({ part, variable, text }) => ({ part, variable, text })),
            priceMicros: messageCostMicros({ billable: true, category: row.category }, now, rates),
            sendable: blocked === null && unknown === null,
            why: blocked ?? unknown,
            blocked,
          };
        }),
      };
    }),
});

export const sendingLimitsEndpoint = defineEndpoint({
  method: 'get',
  path: '/sending-limits',
  summary: 'How many people each number may write to first in 24 hours, and how many it has',
  tag,
  needs: read('whatsapp'),
  params: z.strictObject({}),
  query,
  body: z.undefined(),
  response: z.strictObject({
    numbers: z.array(
      z.strictObject({
        id,
        name: z.string(),
        tier: z.string().nullable().describe('as the provider says it; null until it was read'),
        quality: z.string().nullable(),
        dailyLimit: z.int().nullable().describe('null = unlimited'),
        used: z.int(),
        readAt: time.nullable(),
      }),
    ),
  }),
  errors: [],
  handle: ({ caller, services }) =>
    services.db.withOrg(caller.orgId, async tx => {
      const { orgId } = caller;
      const accounts = await tx.select().from(channelAccounts).where(eq(channelAccounts.orgId, orgId));
      const now = services.clock.now();
      const numbers = [];
      for (const account of accounts)
        numbers.push({
          id: account.id,
          name: account.name,
          tier: account.messagingTier,
          quality: account.quality,
          dailyLimit: dailyLimitOf(account.messagingTier),
          used: await writtenToFirst(tx, { orgId, channelAccountId: account.id, now }),
          readAt: isoOrNull(account.tierReadAt),
        });
      return { numbers };
    }),
});
