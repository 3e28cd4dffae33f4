/** What happens to a person's account, told to every organization they belong to (C-AUTH-6). */
import { eq } from 'drizzle-orm';
import type { Tx } from '../database.ts';
import { members } from '../organization/table.ts';
import { audit } from './queries.ts';

export type AccountEvent =
  | 'sign_in.done'
  | 'sign_in.failed'
  | 'sign_in.locked'
  | 'sign_out.done'
  | 'session.ended'
  | 'name.changed'
  | 'password.changed'
  | 'password.reset_asked'
  | 'password.reset'
  | 'email.verified'
  | 'second_factor.on'
  | 'second_factor.off'
  | 'second_factor.recovery_used'
  | 'second_factor.codes_renewed';

/** As the system role. A person nobody knows costs as much and writes nothing. */
export async function auditAccount(
  tx: Tx,
  entry: { userId: string; event: AccountEvent; payload?: Record<string, unknown>; now: number },
): Promise<void> {
  const memberships = await tx
    .select({ orgId: members.orgId, id: members.id })
    .from(members)
    .where(eq(members.userId, entry.userId));
  for (const { orgId, id } of memberships)
    await audit(tx, {
      orgId,
      actor: { type: 'member', id },
      action: entry.event,
      subjectId: id,
      ...(entry.payload ? { payload: entry.payload } : {}),
      now: entry.now,
    });
}
