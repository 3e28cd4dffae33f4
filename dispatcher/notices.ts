/**
 * Tells members what the record's own events mean for them. Each notice has the name of its thing, so that an event that is read
 * twice tells nobody twice: a reader that begins anew looks a little back.
 */
import { and, eq, sql } from 'drizzle-orm';
import type { Database, Tx } from '../db/database.ts';
import { escalations } from '../db/escalation/table.ts';
import { eventHead, eventsAfter } from '../db/event/queries.ts';
import { drafts } from '../db/message/table.ts';
import { notify } from '../db/notification/queries.ts';

const LOOKED_BACK_MS = 10 * 60_000;
const BATCH = 500;
const TELLING = new Set(['escalation.updated', 'draft.updated']);

export interface NoticeReader {
  /** One round. True when there is more. */
  round(now: number): Promise<boolean>;
}

export function createNoticeReader(db: Database): NoticeReader {
  let at: { xid: string; id: number } | null = null;
  return {
    async round(now) {
      at ??= await db.withSystem(tx => beginning(tx, now));
      const from = at;
      const events = await db.withSystem(tx => eventsAfter(tx, { ...from, limit: BATCH }));
      const touched = new Map<string, { orgId: string; conversationId: string }>();
      for (const { kind, orgId, conversationId } of events)
        if (TELLING.has(kind) && conversationId) touched.set(conversationId, { orgId, conversationId });
      for (const { orgId, conversationId } of touched.values())
        await db.withOrg(orgId, tx => tell(tx, { orgId, conversationId, now }));
      const last = events.at(-1);
      if (last) at = { xid: last.xid, id: last.id };
      return events.length === BATCH;
    },
  };
}

async function beginning(tx: Tx, now: number): Promise<{ xid: string; id: number }> {
  const since = new Date(now - LOOKED_BACK_MS).toISOString();
  const { rows } = await tx.execute<{ xid: string; id: string }>(
    sql`select xid::text, id from events where at > ${since}::timestamptz order by xid, id limit 1`,
  );
  const [first] = rows;
  return first ? { xid: first.xid, id: Number(first.id) - 1 } : eventHead(tx);
}

/** What waits for a person in one conversation. */
async function tell(tx: Tx, at: { orgId: string; conversationId: string; now: number }): Promise<void> {
  const { orgId, conversationId, now } = at;
  const [open] = await tx
    .select()
    .from(escalations)
    .where(
      and(
        eq(escalations.orgId, orgId),
        eq(escalations.conversationId, conversationId),
        eq(escalations.state, 'pending'),
      ),
    );
  if (open) {
    const urgent = open.priority === 'CRITICAL' || open.priority === 'HIGH';
    const [reason = ''] = open.reasons;
    const about = { priority: open.priority, reason };
    const kind = reason === 'ai_failure' ? 'ai_failure' : 'escalation_needed';
    await notify(tx, { orgId, kind, thing: `escalation/${open.id}`, conversationId, about, urgent, now });
    if (open.reasons.includes('staff_silent'))
      await notify(tx, {
        orgId,
        kind: 'human_reply_needed',
        thing: `silent/${open.id}`,
        conversationId,
        urgent: true,
        now,
      });
  }
  const waiting = await tx
    .select({ id: drafts.id })
    .from(drafts)
    .where(
      and(
        eq(drafts.orgId, orgId),
        eq(drafts.conversationId, conversationId),
        eq(drafts.state, 'PENDING'),
        eq(drafts.kind, 'APPROVAL'),
      ),
    );
  for (const { id } of waiting)
    await notify(tx, { orgId, kind: 'approval_needed', thing: `draft/${id}`, conversationId, now });
}
