/** Reads the audit log of an organization (B-AUD-1), newest first. */
import { and, desc, eq, gte, lt, sql } from 'drizzle-orm';
import { apiKeys } from '../apikey/table.ts';
import { users } from '../auth/table.ts';
import type { Tx } from '../database.ts';
import { members } from '../organization/table.ts';
import { type ActorType, auditLog } from './table.ts';

export interface AuditFilter {
  /** `member` finds `member.role` and `member.removed` too. */
  action?: string | undefined;
  actorType?: ActorType | undefined;
  actorId?: string | undefined;
  subjectId?: string | undefined;
  /** Epoch ms, included. */
  from?: number | undefined;
  /** Epoch ms, left out. */
  to?: number | undefined;
}

export interface AuditRow {
  id: string;
  at: number;
  actorType: ActorType;
  actorId: string | null;
  /** Of the member or the key; null when they are gone, or nobody. */
  actorName: string | null;
  action: string;
  subjectId: string | null;
  payload: Record<string, unknown>;
  ipAddress: string | null;
}

export interface AuditPosition {
  at: number;
  id: string;
}

export function auditRows(
  tx: Tx,
  input: AuditFilter & { orgId: string; before: AuditPosition | null; limit: number },
): Promise<AuditRow[]> {
  const { orgId, action, actorType, actorId, subjectId, from, to, before, limit } = input;
  const beforeAt = before ? new Date(before.at).toISOString() : '';
  return tx
    .select({
      id: auditLog.id,
      at: auditLog.at,
      actorType: auditLog.actorType,
      actorId: auditLog.actorId,
      actorName: sql<string | null>`coalesce(${users.name}, ${apiKeys.name})`,
      action: auditLog.action,
      subjectId: auditLog.subjectId,
      payload: auditLog.payload,
      ipAddress: auditLog.ipAddress,
    })
    .from(auditLog)
    .leftJoin(members, and(eq(members.orgId, auditLog.orgId), sql`${members.id}::text = ${auditLog.actorId}`))
    .leftJoin(users, eq(users.id, members.userId))
    .leftJoin(apiKeys, and(eq(apiKeys.orgId, auditLog.orgId), sql`${apiKeys.id}::text = ${auditLog.actorId}`))
    .where(
      and(
        eq(auditLog.orgId, orgId),
        action ? sql`(${auditLog.action} = ${action} or starts_with(${auditLog.action}, ${`${action}.`}))` : undefined,
        actorType ? eq(auditLog.actorType, actorType) : undefined,
        actorId ? eq(auditLog.actorId, actorId) : undefined,
        subjectId ? eq(auditLog.subjectId, subjectId) : undefined,
        from === undefined ? undefined : gte(auditLog.at, from),
        to === undefined ? undefined : lt(auditLog.at, to),
        before ? sql`(${auditLog.at}, ${auditLog.id}) < (${beforeAt}::timestamptz, ${before.id}::uuid)` : undefined,
      ),
    )
    .orderBy(desc(auditLog.at), desc(auditLog.id))
    .limit(limit);
}
