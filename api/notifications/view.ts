/** A notice in words: made when it is read, so that a name that was erased is gone from it. */
import { and, eq, inArray } from 'drizzle-orm';
import { users } from '../../db/auth/table.ts';
import type { Tx } from '../../db/database.ts';
import { aboutWith, type listNotices } from '../../db/notification/queries.ts';
import { members } from '../../db/organization/table.ts';
import { addressForPeople } from '../../domain/contact/address.ts';
import { noticeWords } from '../../domain/notice/words.ts';
import type { NoticeView } from '../contracts/notifications.ts';
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

export function noticeView(row: Row, actors: ReadonlyMap<string, string>): NoticeView {
  const { notice, contactName, address } = row;
  const { title, text } = noticeWords({
    kind: notice.kind,
    about: aboutWith(row),
    by: actors.get(notice.about.by ?? '') ?? null,
    customer: contactName ?? (address ? addressForPeople(address) : null),
  });
  return {
    id: notice.id,
    kind: notice.kind,
    title,
    text,
    conversationId: notice.conversationId,
    contactId: notice.about.contactId ?? null,
    urgent: notice.urgent,
    read: notice.readAt !== null,
    at: iso(notice.createdAt),
  };
}
