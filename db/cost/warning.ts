/** A cap is nearly or wholly spent: people hear of it once a month and step (X-BUDGET, X-NOTE budget_warning). */
import type { CapState } from '../../domain/cost/caps.ts';
import { monthOf } from '../../domain/cost/month.ts';
import { SYSTEM } from '../audit/queries.ts';
import { auditLog } from '../audit/table.ts';
import type { Tx } from '../database.ts';
import { publish } from '../event/queries.ts';
import { derivedId } from '../ids.ts';

export async function warnOfBudget(
  tx: Tx,
  { orgId, state, now }: { orgId: string; state: Exclude<CapState, 'free'>; now: number },
): Promise<void> {
  const month = monthOf(now);
  const told = await tx
    .insert(auditLog)
    .values({
      orgId,
      id: derivedId('budget', orgId, month, state),
      actorType: SYSTEM.type,
      actorId: null,
      action: 'budget_warning',
      subjectId: null,
      payload: { month, percent: state === 'warn' ? 80 : 100 },
      at: now,
    })
    .onConflictDoNothing()
    .returning({ id: auditLog.id });
  if (told.length > 0) await publish(tx, { orgId, kind: 'budget.updated', conversationId: null, now });
}
