import type { Tx } from '../database.ts';
import { newId } from '../ids.ts';
import { currentOrigin } from './origin.ts';
import { type ActorType, auditLog, timeline } from './table.ts';

export interface Actor {
  type: ActorType;
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
  const origin = currentOrigin();
  // What a member's key does is told as the key's deed.
  const keyId = entry.actor.type === 'member' ? origin?.keyId : undefined;
  await tx.insert(auditLog).values({
    orgId: entry.orgId,
    id: newId(),
    actorType: keyId ? 'key' : entry.actor.type,
    actorId: keyId ?? entry.actor.id,
    action: entry.action,
    subjectId: entry.subjectId,
    payload: entry.payload ?? {},
    ipAddress: origin?.ipAddress ?? null,
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
