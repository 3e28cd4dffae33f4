/** A notice in words: made when it is read, so that a name that was erased is gone from it. */
import { and, eq, inArray } from 'drizzle-orm';
import { users } from '../../db/auth/table.ts';
import type { Tx } from '../../db/database.ts';
import type { listNotices } from '../../db/notification/queries.ts';
import { members } from '../../db/organization/table.ts';
import { NOTICE_RULES, type NoticeKind } from '../../domain/notice/notice.ts';
import type { NoticeView } from '../contracts/notifications.ts';
import { addressForPeople } from '../conversations/view.ts';
import { iso } from '../messages/view.ts';

type Row = Awaited<ReturnType<typeof listNotices>>[number];

/** Names of the members who did what the notices tell of, by their ids. */
export async function actorsOf(tx: Tx, orgId: string, rows: readonly Row[]): Promise<Map<string, string>> {
  const ids = [...new Set(rows.flatMap(row => row.notice.about.by ?? []))];
  if (ids.length === 0) return new Map();
  const found = await tx
    .select({ id: members.id, name: users.name })
    .from(members)
    .innerJoin(users, eq(users.id, members.userId))
    .where(and(eq(members.orgId, orgId), inArray(members.id, ids)));
  return new Map(found.map(({ id, name }) => [id, name]));
}

/** @param by who did it; @param customer who it is about; @param how a lead came to be theirs. */
const TITLES: Partial<Record<NoticeKind, (by: string, customer: string, how: string | undefined) => string>> = {
  escalation_needed: (_by, customer) => `${customer} needs a person`,
  approval_needed: (_by, customer) => `A draft for ${customer} waits for approval`,
  human_reply_needed: (_by, customer) => `${customer} waits for an answer`,
  mention: (by, customer) => `${by} mentioned you in a note about ${customer}`,
  assigned: (by, customer) => `${by} gave you the conversation with ${customer}`,
  lead_assigned: (by, customer, how) =>
    how === 'handed_off'
      ? `${by} handed ${customer} off to you`
      : how === 'rule'
        ? `${customer} is a new lead of yours`
        : how === 'several'
          ? 'New leads are yours'
          : `${by} gave you the lead ${customer}`,
  snooze_over: (_by, customer) => `${customer}: back from snooze`,
  unconfirmed_send: (_by, customer) => `A message to ${customer} is not confirmed`,
  new_contact: (_by, customer) => `${customer} wrote for the first time`,
  ai_failure: (_by, customer) => `The agent could not answer ${customer}`,
  hot_lead: (_by, customer) => `${customer} is a hot lead`,
};

export function noticeView({ notice, contactName, address }: Row, actors: ReadonlyMap<string, string>): NoticeView {
  const by = actors.get(notice.about.by ?? '') ?? 'A colleague';
  const customer = contactName ?? (address ? addressForPeople(address) : 'a customer');
  const title = TITLES[notice.kind]?.(by, customer, notice.about.how) ?? NOTICE_RULES[notice.kind].label;
  const { priority, reason } = notice.about;
  const text = [priority?.toLowerCase(), reason?.replaceAll('_', ' ')].filter(Boolean).join(' · ');
  return {
    id: notice.id,
    kind: notice.kind,
    title: title.replace(/^./u, letter => letter.toUpperCase()),
    text: text === '' ? null : text,
    conversationId: notice.conversationId,
    contactId: notice.about.contactId ?? null,
    urgent: notice.urgent,
    read: notice.readAt !== null,
    at: iso(notice.createdAt),
  };
}
