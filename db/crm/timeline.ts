/** Everything that happened with a person, from every table that knows of it, newest first: one keyset page at a time. */
import { type SQL, sql } from 'drizzle-orm';
import type { Tx } from '../database.ts';

export const HAPPENINGS = [
  'message',
  'note',
  'decision',
  'conversation',
  'escalation',
  'appointment',
  'status',
  'change',
] as const;
export type HappeningKind = (typeof HAPPENINGS)[number];

export interface Happening {
  kind: HappeningKind;
  id: string;
  at: number;
  conversationId: string | null;
  actorType: string | null;
  actorName: string | null;
  /** What a person may read; null where `data` says it all. */
  text: string | null;
  /** Enums, numbers and names, by kind. */
  data: Record<string, unknown>;
}

export interface HappeningPosition {
  at: number;
  id: string;
}

const AUTHOR = (memberId: SQL): SQL =>
  sql`(select u.name from members b join users u on u.id = b.user_id where b.org_id = e.org_id and b.id::text = ${memberId}::text)`;

/** Who made the conversation reach the epoch that the line tells of. */
const ACT = (what: SQL): SQL =>
  sql`(select ${what} from audit_log a where a.org_id = e.org_id and a.subject_id = e.conversation_id and e.data ? 'epoch' and a.payload->'epoch' = e.data->'epoch' order by a.at desc limit 1)`;
const ACTOR_NAME = sql`(select u.name from members b join users u on u.id = b.user_id where b.org_id = a.org_id and b.id::text = a.actor_id)`;

/** Of each: `kind, id, at, conversation_id, actor_type, actor_name, text, data`. `e` is the row. */
const SOURCES: Record<HappeningKind, { from: SQL; at: SQL; id: SQL; row: SQL }> = {
  message: {
    from: sql`messages e where e.org_id = (select org from who) and e.conversation_id in (select id from talks)`,
    at: sql`e.created_at`,
    id: sql`e.id`,
    row: sql`e.conversation_id, lower(e.sender), ${AUTHOR(sql`e.member_id`)}, case when e.deleted_at is null then left(e.text, 2000) end,
      jsonb_build_object('direction', e.direction, 'messageKind', e.kind, 'state', e.state, 'error', e.error_code, 'turnId', e.turn_id, 'deleted', e.deleted_at is not null)`,
  },
  note: {
    from: sql`notes e where e.org_id = (select org from who) and e.conversation_id in (select id from talks)`,
    at: sql`e.created_at`,
    id: sql`e.id`,
    row: sql`e.conversation_id, 'member', ${AUTHOR(sql`e.member_id`)}, left(e.text, 4000), jsonb_build_object('mentions', jsonb_array_length(e.mentions))`,
  },
  decision: {
    from: sql`turns e where e.org_id = (select org from who) and e.conversation_id in (select id from talks) and e.outcome <> 'RUNNING'`,
    at: sql`e.started_at`,
    id: sql`e.id`,
    row: sql`e.conversation_id, 'agent', null, null,
      jsonb_build_object('trigger', e.trigger, 'outcome', e.outcome, 'refusal', e.refusal, 'reasonCode', e.decision->>'reasonCode', 'stageTo', e.decision->>'stageTo')`,
  },
  conversation: {
    from: sql`timeline e where e.org_id = (select org from who) and e.conversation_id in (select id from talks) and e.kind not in ('ESCALATION', 'APPOINTMENT')`,
    at: sql`e.at`,
    id: sql`e.id`,
    row: sql`e.conversation_id, ${ACT(sql`a.actor_type`)}, ${ACT(ACTOR_NAME)}, null, jsonb_build_object('what', e.kind, 'outcome', e.outcome, 'action', e.data->>'action', 'from', e.data->>'from')`,
  },
  escalation: {
    from: sql`escalations e where e.org_id = (select org from who) and e.conversation_id in (select id from talks)`,
    at: sql`e.created_at`,
    id: sql`e.id`,
    row: sql`e.conversation_id, 'agent', null, e.brief->>'summary', jsonb_build_object('priority', e.priority, 'reasons', e.reasons, 'state', e.state, 'effect', e.effect)`,
  },
  appointment: {
    from: sql`audit_log e where e.org_id = (select org from who) and e.action like 'appointment%' and e.subject_id in (select b.id from appointments b where b.org_id = (select org from who) and b.contact_id in (select id from people))`,
    at: sql`e.at`,
    id: sql`e.id`,
    row: sql`(select b.conversation_id from appointments b where b.org_id = e.org_id and b.id = e.subject_id), e.actor_type,
      coalesce(${AUTHOR(sql`e.actor_id`)}, (select a.name from api_keys a where a.org_id = e.org_id and a.id::text = e.actor_id)),
      (select b.title from appointments b where b.org_id = e.org_id and b.id = e.subject_id), jsonb_build_object('action', e.action) || e.payload`,
  },
  status: {
    from: sql`lead_moves e where e.org_id = (select org from who) and e.contact_id in (select id from people)`,
    at: sql`e.at`,
    id: sql`e.id`,
    row: sql`null::uuid, case when e.by_person then 'member' else 'agent' end, null, null, jsonb_build_object('from', e.from_status, 'to', e.to_status)`,
  },
  change: {
    from: sql`audit_log e where e.org_id = (select org from who) and e.action <> 'erase' and e.subject_id in (select id from subjects)`,
    at: sql`e.at`,
    id: sql`e.id`,
    row: sql`null::uuid, e.actor_type, coalesce(${AUTHOR(sql`e.actor_id`)}, (select a.name from api_keys a where a.org_id = e.org_id and a.id::text = e.actor_id)), null,
      jsonb_build_object('action', e.action) || e.payload`,
  },
};

/** @param contactIds the whole group of the contact. */
export async function timelineOf(
  tx: Tx,
  {
    orgId,
    contactIds,
    kinds,
    before,
    limit,
  }: {
    orgId: string;
    contactIds: string[];
    kinds: readonly HappeningKind[];
    before: HappeningPosition | null;
    limit: number;
  },
): Promise<Happening[]> {
  const earlier = (at: SQL, id: SQL): SQL =>
    before ? sql` and (${at}, ${id}) < (${new Date(before.at).toISOString()}::timestamptz, ${before.id}::uuid)` : sql``;
  // Each source gives its own newest ones by its own index, so that a long history costs no more than a short one.
  const parts = kinds.map(kind => {
    const { from, at, id, row } = SOURCES[kind];
    return sql`(select ${kind}::text as kind, ${id} as id, ${at} as at, ${row} from ${from}${earlier(at, id)} order by ${at} desc, ${id} desc limit ${limit})`;
  });
  const { rows } = await tx.execute<Record<string, unknown>>(sql`
    with who as materialized (select ${orgId}::uuid as org),
    people as materialized (select unnest(${sql.param(contactIds)}::uuid[]) as id),
    talks as materialized (select c.id from conversations c where c.org_id = ${orgId} and c.contact_id in (select id from people)),
    subjects as materialized (select id from people union all select l.id from leads l where l.org_id = ${orgId} and l.contact_id in (select id from people))
    select * from (${sql.join(parts, sql` union all `)}) as happened (kind, id, at, conversation_id, actor_type, actor_name, text, data)
    order by at desc, id desc limit ${limit}`);
  return rows.map(row => ({
    kind: row.kind as HappeningKind,
    id: String(row.id),
    at: row.at instanceof Date ? row.at.getTime() : Date.parse(String(row.at)),
    conversationId: row.conversation_id === null ? null : String(row.conversation_id),
    actorType: row.actor_type as string | null,
    actorName: row.actor_name as string | null,
    text: row.text as string | null,
    data: (row.data ?? {}) as Record<string, unknown>,
  }));
}
