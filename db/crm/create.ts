/** A contact that a person adds (X-IDENT): identities are unique, so one that is known is told and never taken. */
import { and, eq, or } from 'drizzle-orm';
import { type Actor, audit } from '../audit/queries.ts';
import { addIdentities } from '../contact/resolve.ts';
import { contactIdentities, contacts, leads } from '../contact/table.ts';
import type { Tx } from '../database.ts';
import { newId } from '../ids.ts';
import { tellContact } from '../label/queries.ts';
import { assignLeads } from './assignment.ts';

export type Created = { kind: 'created'; contactId: string } | { kind: 'known'; contactId: string };

/** @param phone E.164. @param email lower case. At least one of them. */
export async function createContact(
  tx: Tx,
  {
    orgId,
    name,
    phone,
    email,
    actor,
    now,
  }: { orgId: string; name: string; phone: string | null; email: string | null; actor: Actor; now: number },
): Promise<Created> {
  const identities = [
    ...(phone === null ? [] : [{ kind: 'phone' as const, value: phone }]),
    ...(email === null ? [] : [{ kind: 'email' as const, value: email }]),
  ];
  const [known] = await tx
    .select({ contactId: contactIdentities.contactId })
    .from(contactIdentities)
    .where(
      and(
        eq(contactIdentities.orgId, orgId),
        or(
          ...identities.map(each =>
            and(eq(contactIdentities.kind, each.kind), eq(contactIdentities.value, each.value)),
          ),
        ),
      ),
    );
  if (known) return { kind: 'known', contactId: known.contactId };
  const contactId = newId();
  await tx.insert(contacts).values({ orgId, id: contactId, name, createdAt: now });
  await tx.insert(leads).values({ orgId, id: newId(), contactId, source: 'manual', createdAt: now, updatedAt: now });
  await addIdentities(tx, { orgId, contactId, identities, now });
  await assignLeads(tx, { orgId, contactIds: [contactId], now });
  await audit(tx, { orgId, actor, action: 'contact_created', subjectId: contactId, now });
  await tellContact(tx, { orgId, contactId, now });
  return { kind: 'created', contactId };
}
