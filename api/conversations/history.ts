/** What was done in a conversation, in sentences: who owned it when, due actions and what became of them. */
import { and, desc, eq, sql } from 'drizzle-orm';
import { auditLog, timeline } from '../../db/audit/table.ts';
import { users } from '../../db/auth/table.ts';
import type { Tx } from '../../db/database.ts';
import { members } from '../../db/organization/table.ts';
import type { ConversationDetail } from '../contracts/conversations.ts';
import { iso } from '../messages/view.ts';
import { dueLabel } from './view.ts';

type TimelineRow = typeof timeline.$inferSelect;
interface Who {
  type: (typeof auditLog.$inferSelect)['actorType'];
  name: string | null;
}

/** Of what is neither a change of owner nor something that was due. */
export const HISTORY_LABELS: Record<string, string> = {
  ESCALATION: 'A person was called',
  SEND_FAILED: 'Not delivered',
  ASSIGNED: 'The conversation was assigned',
  SNOOZED: 'Put aside for later',
};

const MODES: Record<string, string> = {
  AI: 'let the AI answer',
  APPROVAL: 'asked the AI for drafts only',
  PAUSED: 'paused the AI',
};

/** One sentence for a change of ownership. */
export function ownerSentence(row: Pick<TimelineRow, 'outcome' | 'data'>, who: Who | null): string {
  const name = who?.name ?? 'Somebody';
  switch (row.data.action) {
    case 'takeover':
      return who?.type === 'member' && who.name === null ? 'Answered on the business phone' : `${name} took over`;
    case 'release':
      return who?.type === 'agent' ? 'Nobody answered: handed back to the AI' : `${name} handed back`;
    case 'mode':
      return `${name} ${MODES[row.outcome ?? ''] ?? 'changed who answers'}`;
    case 'close':
      return `${name} closed the conversation`;
    case 'reopen':
      return `${name} opened it again`;
    case 'opt_out':
      return 'The customer opted out';
    case 'opt_in':
      return 'The customer may be written to again';
    default:
      return 'Changed hands';
  }
}

/** `due:` only says that it was its time; what it came to is in the thread. */
const outcomeOf = ({ outcome }: TimelineRow): string | null =>
  outcome?.replace(/^due:?/, '').replaceAll(':', ': ') || null;

const PAGE = 50;

/** The latest 50 entries, newest first. */
export async function historyOf(
  tx: Tx,
  { orgId, conversationId }: { orgId: string; conversationId: string },
): Promise<ConversationDetail['history']> {
  const rows = await tx
    .select()
    .from(timeline)
    .where(and(eq(timeline.orgId, orgId), eq(timeline.conversationId, conversationId)))
    .orderBy(desc(timeline.at), desc(timeline.id))
    .limit(PAGE);
  const acts = rows.some(row => row.kind === 'OWNER') ? await ownerActs(tx, orgId, conversationId) : new Map();
  return rows.map(row => {
    const owned = row.kind === 'OWNER';
    return {
      kind: row.kind,
      label: owned
        ? ownerSentence(row, acts.get(row.data.epoch) ?? null)
        : (HISTORY_LABELS[row.kind] ?? dueLabel(row.kind)),
      outcome: owned ? null : outcomeOf(row),
      at: iso(row.at),
    };
  });
}

/** Who made the conversation reach an epoch. */
async function ownerActs(tx: Tx, orgId: string, conversationId: string): Promise<Map<unknown, Who>> {
  const rows = await tx
    .select({ payload: auditLog.payload, type: auditLog.actorType, name: users.name })
    .from(auditLog)
    .leftJoin(members, and(eq(members.orgId, auditLog.orgId), sql`${members.id}::text = ${auditLog.actorId}`))
    .leftJoin(users, eq(users.id, members.userId))
    .where(and(eq(auditLog.orgId, orgId), eq(auditLog.subjectId, conversationId)))
    .orderBy(desc(auditLog.at))
    .limit(2 * PAGE);
  return new Map(rows.map(({ payload, type, name }) => [payload.epoch, { type, name }]));
}
