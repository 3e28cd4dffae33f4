/** Templates as one lead would read them (A-PRICE-6), and what the numbers may send a day (A-PRICE-3). */
import { and, asc, eq } from 'drizzle-orm';
import { z } from 'zod';
import { channelAccounts } from '../../db/channel/table.ts';
import { writtenToFirst } from '../../db/channel/tier.ts';
import { loadConversation } from '../../db/conversation/load.ts';
import { fillTemplate, previewOf } from '../../db/template/queries.ts';
import { templates } from '../../db/template/table.ts';
import { templateVariables } from '../../db/template/variables.ts';
import { dailyLimitOf } from '../../domain/message/tier.ts';
import { read } from '../../domain/permission/permission.ts';
import { id, time } from '../contracts/common.ts';
import { defineEndpoint, notFound } from '../endpoint.ts';
import { isoOrNull } from '../messages/view.ts';

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
  response: z.strictObject({
    templates: z.array(
      z.strictObject({
        name: z.string(),
        language: z.string(),
        category: z.string(),
        status: z.string(),
        quality: z.string().nullable(),
        preview: z.string(),
        variables: z.array(
          z.strictObject({ part: z.enum(['BODY', 'HEADER']), variable: z.string(), text: z.string().nullable() }),
        ),
        sendable: z.boolean().describe('approved, and every variable has a value or a fallback'),
        why: z.string().nullable().describe('what keeps it from being sent'),
      }),
    ),
  }),
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
      return {
        templates: rows.map(row => {
          const filled = fillTemplate(row, facts);
          const empty = filled.filter(({ text }) => text === null).map(({ variable }) => variable);
          const why =
            row.status !== 'APPROVED'
              ? `The provider says ${row.status}.`
              : empty.length > 0
                ? `Nothing is known for ${empty.join(', ')}, and there is no fallback.`
                : null;
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
            variables: filled.map(({ part, variable, text }) => ({ part, variable, text })),
            sendable: why === null,
            why,
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
