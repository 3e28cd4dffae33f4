/** The escalation queue: by priority, oldest first within one; with counts (A-ESC-5). */
import { and, asc, eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { contacts } from '../../db/contact/table.ts';
import { conversations } from '../../db/conversation/table.ts';
import { escalations } from '../../db/escalation/table.ts';
import { read } from '../../domain/permission/permission.ts';
import { PRIORITIES } from '../../domain/words.ts';
import { escalationQueueSchema } from '../contracts/escalations.ts';
import { defineEndpoint } from '../endpoint.ts';
import { iso } from '../messages/view.ts';

const rank = sql`array_position(array['CRITICAL', 'HIGH', 'MEDIUM', 'LOW'], ${escalations.priority})`;

export const escalationsEndpoint = defineEndpoint({
  method: 'get',
  path: '/escalations',
  summary: 'Conversations that need a person, most urgent first',
  tag: 'Escalations',
  needs: read('leads'),
  params: z.strictObject({}),
  query: z.strictObject({
    priority: z.enum(PRIORITIES).optional(),
    limit: z.coerce.number().int().min(1).max(200).default(50),
  }),
  body: z.undefined(),
  response: escalationQueueSchema,
  errors: [],
  handle: ({ query, caller, services }) =>
    services.db.withOrg(caller.orgId, async tx => {
      const { orgId } = caller;
      const open = and(eq(escalations.orgId, orgId), eq(escalations.state, 'pending'));
      const rows = await tx
        .select({ escalation: escalations, contactName: contacts.name })
        .from(escalations)
        .innerJoin(
          conversations,
          and(eq(conversations.orgId, escalations.orgId), eq(conversations.id, escalations.conversationId)),
        )
        .innerJoin(contacts, and(eq(contacts.orgId, conversations.orgId), eq(contacts.id, conversations.contactId)))
        .where(query.priority ? and(open, eq(escalations.priority, query.priority)) : open)
        .orderBy(rank, asc(escalations.createdAt), asc(escalations.id))
        .limit(query.limit);
      const counted = await tx
        .select({ priority: escalations.priority, count: sql<number>`count(*)::int` })
        .from(escalations)
        .where(open)
        .groupBy(escalations.priority);
      const countOf = (priority: (typeof PRIORITIES)[number]): number =>
        counted.find(row => row.priority === priority)?.count ?? 0;
      return {
        escalations: rows.map(({ escalation, contactName }) => ({
          id: escalation.id,
          conversationId: escalation.conversationId,
          contactName,
          priority: escalation.priority,
          reasons: escalation.reasons,
          handsOver: escalation.handsOver === 'hand_over',
          brief: escalation.brief
            ? {
                summary: escalation.brief.summary,
                recommendedAction: escalation.brief.recommendedAction,
                sentimentTrend: escalation.brief.sentimentTrend,
                valueScore: escalation.brief.valueScore,
                scoreParts: escalation.brief.scoreParts ? { ...escalation.brief.scoreParts } : null,
                keySlots: escalation.brief.keySlots,
              }
            : null,
          createdAt: iso(escalation.createdAt),
        })),
        counts: {
          CRITICAL: countOf('CRITICAL'),
          HIGH: countOf('HIGH'),
          MEDIUM: countOf('MEDIUM'),
          LOW: countOf('LOW'),
        },
      };
    }),
});
