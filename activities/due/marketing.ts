/** Whether a marketing template may leave now; other templates always may, as far as this goes. */
import { and, eq, gte, sql } from 'drizzle-orm';
import { leadHolder } from '../../db/contact/lead-of.ts';
import { leads } from '../../db/contact/table.ts';
import type { LoadedConversation } from '../../db/conversation/load.ts';
import { conversations } from '../../db/conversation/table.ts';
import type { Tx } from '../../db/database.ts';
import { messages } from '../../db/message/table.ts';
import type { TemplateRow } from '../../db/template/queries.ts';
import { marketingRefusal } from '../../domain/budget/marketing.ts';
import { temperatureOf } from '../../domain/lead/score.ts';

const DAY_MS = 86_400_000;

export async function refusedAsMarketing(
  tx: Tx,
  { row, contact }: LoadedConversation,
  template: Pick<TemplateRow, 'category'>,
  now: number,
): Promise<string | null> {
  if (template.category.toUpperCase() !== 'MARKETING') return null;
  const [lead] = await tx
    .select({ score: leads.score, highValue: leads.highValue })
    .from(leads)
    .where(and(eq(leads.orgId, row.orgId), eq(leads.contactId, leadHolder(row.orgId, row.contactId))));
  // Over every conversation of the contact, since the customer's last word.
  const since = Math.max(now - DAY_MS, row.lastInboundAt ?? 0);
  const [sent] = await tx
    .select({ count: sql<number>`count(*)::int` })
    .from(messages)
    .innerJoin(
      conversations,
      and(eq(conversations.orgId, messages.orgId), eq(conversations.id, messages.conversationId)),
    )
    .where(
      and(
        eq(messages.orgId, row.orgId),
        eq(conversations.contactId, row.contactId),
        eq(messages.kind, 'TEMPLATE'),
        gte(messages.createdAt, since),
        sql`upper(${messages.outbound}->>'category') = 'MARKETING'`,
        sql`${messages.state} <> 'FAILED'`,
      ),
    );
  return marketingRefusal({
    optedInAt: contact.marketingOptInAt,
    stoppedAt: contact.marketingStoppedAt,
    temperature: temperatureOf(lead?.score ?? null),
    highValue: lead?.highValue ?? false,
    sentUnanswered: sent?.count ?? 0,
  });
}
