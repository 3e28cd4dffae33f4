/** Members hear that a lead is theirs (C-LEAD-6, C-LEAD-8). */
import type { Actor } from '../audit/queries.ts';
import type { Tx } from '../database.ts';
import { notify } from '../notification/queries.ts';

/** `rule`: by the organization's assignment. */
export type HowGiven = 'handed_off' | 'owner' | 'rule';

/** Nobody is told of what they did themselves. @param conversationId that became theirs with it. */
export async function tellOwner(
  tx: Tx,
  {
    orgId,
    contactId,
    memberId,
    actor,
    how,
    conversationId = null,
    now,
  }: {
    orgId: string;
    contactId: string;
    memberId: string;
    actor: Actor;
    how: HowGiven;
    conversationId?: string | null;
    now: number;
  },
): Promise<void> {
  const by = actor.type === 'member' ? actor.id : null;
  await notify(tx, {
    orgId,
    kind: 'lead_assigned',
    thing: `lead/${contactId}/${now}`,
    conversationId,
    about: { contactId, how, ...(by ? { by } : {}) },
    memberIds: [memberId],
    but: by,
    now,
  });
}

const HOUR_MS = 3_600_000;

/** Of many at once, as an import gives them: one notice an hour, not one each. */
export async function tellOwners(
  tx: Tx,
  { orgId, memberIds, now }: { orgId: string; memberIds: string[]; now: number },
): Promise<void> {
  await notify(tx, {
    orgId,
    kind: 'lead_assigned',
    thing: `leads/${Math.floor(now / HOUR_MS)}`,
    about: { how: 'several' },
    memberIds,
    now,
  });
}
