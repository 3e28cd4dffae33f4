import { and, eq } from 'drizzle-orm';
import { type HandoffBrief, higherPriority, priorityOf, raisePriority } from '../../domain/escalation/escalation.ts';
import type { EscalationReason } from '../../domain/words.ts';
import { AGENT, audit, note } from '../audit/queries.ts';
import type { Tx } from '../database.ts';
import { publish } from '../event/queries.ts';
import { newId } from '../ids.ts';
import { escalations } from './table.ts';

/**
 * Opens an escalation or adds a reason to the open one: one per conversation, highest priority wins (X-ESC).
 * `staff_silent` raises the open one by a step.
 */
export async function escalate(
  tx: Tx,
  input: {
    orgId: string;
    conversationId: string;
    reason: EscalationReason;
    effect: 'hand_over' | 'notify';
    brief: HandoffBrief | null;
    now: number;
  },
): Promise<void> {
  const { orgId, conversationId, reason, effect, now } = input;
  // The brief carries the playbook's own priority (A-ESC-2).
  const priorityNow = input.brief?.priority ?? priorityOf(reason);
  const [open] = await tx
    .select()
    .from(escalations)
    .where(
      and(
        eq(escalations.orgId, orgId),
        eq(escalations.conversationId, conversationId),
        eq(escalations.state, 'pending'),
      ),
    )
    .for('update');
  if (open) {
    const priority =
      reason === 'staff_silent' && !open.reasons.includes('staff_silent')
        ? raisePriority(open.priority)
        : higherPriority(open.priority, priorityNow);
    await tx
      .update(escalations)
      .set({
        reasons: open.reasons.includes(reason) ? open.reasons : [...open.reasons, reason],
        priority,
        handsOver: effect === 'hand_over' ? effect : open.handsOver,
        // Why a person was called in the first place is what a person needs to read.
        brief:
          input.brief && !(reason === 'staff_silent' && open.brief)
            ? { ...input.brief, priority }
            : open.brief && { ...open.brief, priority },
      })
      .where(and(eq(escalations.orgId, orgId), eq(escalations.id, open.id)));
  } else {
    await tx.insert(escalations).values({
      orgId,
      id: newId(),
      conversationId,
      state: 'pending',
      priority: priorityNow,
      reasons: [reason],
      handsOver: effect,
      brief: input.brief,
      createdAt: now,
    });
  }
  await note(tx, { orgId, conversationId, kind: 'ESCALATION', outcome: reason, data: { effect }, now });
  await audit(tx, {
    orgId,
    actor: AGENT,
    action: 'escalate',
    subjectId: conversationId,
    payload: { reason, effect },
    now,
  });
  await publish(tx, { orgId, kind: 'escalation.updated', conversationId, now });
}
