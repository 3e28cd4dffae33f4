/** What people set on a lead. */
import { and, eq } from 'drizzle-orm';
import { type Actor, audit } from '../audit/queries.ts';
import { leads } from '../contact/table.ts';
import { conversations } from '../conversation/table.ts';
import type { Tx } from '../database.ts';
import { publish } from '../event/queries.ts';

/** @param valueMicros of the organization's currency; null when it is not known. False when the contact has no lead. */
export async function setLeadValue(
  tx: Tx,
  {
    orgId,
    contactId,
    valueMicros,
    actor,
    now,
  }: { orgId: string; contactId: string; valueMicros: number | null; actor: Actor; now: number },
): Promise<boolean> {
  const [lead] = await tx
    .update(leads)
    .set({ valueMicros, updatedAt: now })
    .where(and(eq(leads.orgId, orgId), eq(leads.contactId, contactId)))
    .returning({ id: leads.id });
  if (!lead) return false;
  await audit(tx, {
    orgId,
    actor,
    action: 'lead_value_set',
    subjectId: lead.id,
    payload: { valueMicros },
    now,
  });
  const shown = await tx
    .select({ id: conversations.id })
    .from(conversations)
    .where(and(eq(conversations.orgId, orgId), eq(conversations.contactId, contactId)));
  for (const { id } of shown) await publish(tx, { orgId, kind: 'conversation.updated', conversationId: id, now });
  return true;
}
