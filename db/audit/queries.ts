import type { Tx } from '../database.ts';
import { newId } from '../ids.ts';
import { auditLog, timeline } from './table.ts';

export interface Actor {
  type: 'member' | 'agent' | 'customer' | 'system';
  id: string | null;
}

export const SYSTEM: Actor = { type: 'system', id: null };
export const AGENT: Actor = { type: 'agent', id: null };
export const CUSTOMER: Actor = { type: 'customer', id: null };

export async function audit(
  tx: Tx,
  entry: {
    orgId: string;
    actor: Actor;
    action: string;
    subjectId: string | null;
    payload?: Record<string, unknown>;
    now: number;
  },
): Promise<void> {
  await tx.insert(auditLog).values({
    orgId: entry.orgId,
    id: newId(),
    actorType: entry.actor.type,
    actorId: entry.actor.id,
    action: entry.action,
    subjectId: entry.subjectId,
    payload: entry.payload ?? {},
    at: entry.now,
  });
}

/** One line of what happened to a conversation; enums and numbers only. */
export async function note(
  tx: Tx,
  entry: {
    orgId: string;
    conversationId: string;
    kind: string;
    outcome?: string | null;
    data?: Record<string, string | number | boolean | null>;
    now: number;
  },
): Promise<void> {
  await tx.insert(timeline).values({
    orgId: entry.orgId,
    id: newId(),
    conversationId: entry.conversationId,
    kind: entry.kind,
    outcome: entry.outcome ?? null,
    data: entry.data ?? {},
    at: entry.now,
  });
}
