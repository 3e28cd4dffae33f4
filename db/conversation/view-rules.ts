/**
 * What each view of the inbox holds: the one place that says so, for the list, its counts and the search. A partial index
 * stands behind each (table.ts); the words here must stay those of its predicate.
 */
import { type SQL, sql } from 'drizzle-orm';

export type ListView =
  | 'all'
  | 'open'
  | 'needs_human'
  | 'mine'
  | 'ai'
  | 'approval'
  | 'unread'
  | 'unassigned'
  | 'snoozed'
  | 'resolved';

const OPEN = '@.closed_at is null and @.snoozed_at is null';

/** `@` is the conversation, `?` the member who asks. */
const RULES: Record<ListView, string> = {
  all: 'true',
  open: OPEN,
  needs_human: `${OPEN} and (@.owner = 'HUMAN' or @.escalated or @.unconfirmed)`,
  mine: `${OPEN} and (@.owner_member_id = ? or @.assignee_id = ?)`,
  ai: `${OPEN} and @.owner = 'AI'`,
  approval: `${OPEN} and @.awaits_approval`,
  unread: `${OPEN} and @.unread > 0`,
  unassigned: `${OPEN} and @.owner_member_id is null and @.assignee_id is null`,
  snoozed: '@.closed_at is null and @.snoozed_at is not null',
  resolved: '@.closed_at is not null',
};

export const LIST_VIEWS = Object.keys(RULES) as ListView[];

/** As text for SQL that is put together by hand. @param row alias of the conversation. @param member SQL for the member's id. */
export const viewRule = (view: ListView, row: string, member: string): string =>
  RULES[view].replaceAll('@', row).replaceAll('?', member);

/** As a condition on `conversations`. */
export function viewFilter(view: ListView, memberId: string): SQL {
  const pieces = viewRule(view, 'conversations', '?').split('?');
  return sql.join(
    pieces.map(piece => sql.raw(piece)),
    sql`${memberId}::uuid`,
  );
}
