/** Why a message that the agent starts by itself may not leave now: every condition, looked at again when it is due. */
import { and, eq, gte, sql } from 'drizzle-orm';
import { type LoadedConversation, snapshotOf } from '../../db/conversation/load.ts';
import type { Tx } from '../../db/database.ts';
import { messages } from '../../db/message/table.ts';
import { unansweredBudget } from '../../domain/budget/messages.ts';
import { amountOf } from '../../domain/money/amount.ts';
import { sentimentTrend } from '../../domain/sentiment/trend.ts';
import { nextStalenessChange, proactiveCap, stalenessAt } from '../../domain/staleness/staleness.ts';
import { windowOpen } from '../../domain/window/window.ts';
import { insideContactHours } from '../../domain/zone/contact-hours.ts';

/** How late a due action may come and still count as on time. */
const LATE_MS = 10 * 60_000;

/** The reason as a word for the timeline; null when it may leave. @param byPerson contact hours do not hold it back then. */
export async function refusal(
  tx: Tx,
  loaded: LoadedConversation,
  { template, byPerson, dueAt, now }: { template: boolean; byPerson: boolean; dueAt: number; now: number },
): Promise<string | null> {
  const { row, contact, playbook } = loaded;
  const snapshot = snapshotOf(loaded);
  if (contact.optedOutAt !== null) return 'opted_out';
  if (contact.blocked) return 'blocked';
  const staleness = row.lastInboundAt === null ? 'ARCHIVED' : stalenessAt(row.lastInboundAt, now);
  if (staleness === 'ARCHIVED' && !playbook.followUp.continueAfterArchive) return 'archived';
  if (staleness === 'ARCHIVED' && contact.marketingOptInAt === null) return 'no_opt_in';
  if (!template && !windowOpen(row.windowEndsAt, now)) return 'window_closed';
  if (nudgesLeft(loaded) <= 0) return 'message_budget';
  if (staleness === 'COOLING' && (await sentWhileCooling(tx, loaded)) >= proactiveCap(staleness, snapshot.responseRate))
    return 'cooling_cap';
  // What was due at the last instant of the hours leaves a moment after it.
  const planned = now - dueAt < LATE_MS ? dueAt : now;
  if (!byPerson && !insideContactHours(planned, snapshot.zone, playbook.followUp.contactHours)) return 'contact_hours';
  return null;
}

/** How many more nudges the message budget allows (A-BUDGET-1). */
export function nudgesLeft(loaded: LoadedConversation): number {
  const { row, playbook } = loaded;
  const budget = unansweredBudget({
    base: playbook.budget.baseMessages,
    customerBudget: amountOf(row.memory.slots.budget?.value ?? ''),
    responseRate: snapshotOf(loaded).responseRate,
    trend: sentimentTrend(row.memory.sentiments),
  });
  // The budget is of nudges (nudge_count_window); `unanswered` also counts the reply they follow.
  return budget - (row.unanswered - 1);
}

/** The agent's messages since engagement began to cool. */
async function sentWhileCooling(tx: Tx, { row }: LoadedConversation): Promise<number> {
  const since = row.lastInboundAt === null ? null : nextStalenessChange(row.lastInboundAt, 'ACTIVE');
  if (since === null) return 0;
  const [found] = await tx
    .select({ count: sql<number>`count(*)::int` })
    .from(messages)
    .where(
      and(
        eq(messages.orgId, row.orgId),
        eq(messages.conversationId, row.id),
        eq(messages.direction, 'out'),
        eq(messages.sender, 'BOT'),
        gte(messages.createdAt, since),
      ),
    );
  return found?.count ?? 0;
}
