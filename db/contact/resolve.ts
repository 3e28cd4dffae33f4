/** Finds or makes the contact behind a sender (X-IDENT). Identities are unique per organization; only a person merges contacts. */
import { and, eq, or, sql } from 'drizzle-orm';
import type { ChannelIdentity, InboundSender } from '../../domain/message/inbound.ts';
import type { LeadSource } from '../../domain/words.ts';
import { assignLeads } from '../crm/assignment.ts';
import type { Tx } from '../database.ts';
import { newId } from '../ids.ts';
import { contactIdentities, contacts, leads } from './table.ts';

export interface Resolved {
  contactId: string;
  created: boolean;
}

/**
 * Joins the contact of the strongest known identity and adds the others to it. An identity that already belongs to
 * somebody else stays there: two matches are for a person to merge.
 * @param attribution of the first message: a new contact's first touch. Later ones are the recorder's (lastTouch).
 */
export async function resolveContact(
  tx: Tx,
  input: {
    orgId: string;
    sender: InboundSender;
    zone: string | null;
    attribution: { leadSource: LeadSource; campaign: Record<string, string> };
    now: number;
  },
): Promise<Resolved> {
  const { orgId, sender, now } = input;
  // Two first messages of one person at once take turns here; keys are locked in sorted order.
  const keys = sender.identities.map(identity => `${orgId}/${identity.kind}/${identity.value}`).sort();
  await tx.execute(
    sql`select pg_advisory_xact_lock(hashtextextended(key, 0)) from unnest(${sql.param(keys)}::text[]) with ordinality as k(key, n)`,
  );

  const known = await tx
    .select()
    .from(contactIdentities)
    .where(
      and(
        eq(contactIdentities.orgId, orgId),
        // Row by row, so that the primary key answers it.
        or(
          ...sender.identities.map(identity =>
            and(eq(contactIdentities.kind, identity.kind), eq(contactIdentities.value, identity.value)),
          ),
        ),
      ),
    );
  const strongest = sender.identities
    .map(identity => known.find(row => row.kind === identity.kind && row.value === identity.value))
    .find(row => row !== undefined);

  const contactId = strongest?.contactId ?? newId();
  if (!strongest) {
    await tx
      .insert(contacts)
      .values({ orgId, id: contactId, name: sender.name ?? sender.username, zone: input.zone, createdAt: now });
    await tx.insert(leads).values({
      orgId,
      id: newId(),
      contactId,
      source: input.attribution.leadSource,
      campaign: input.attribution.campaign,
      createdAt: now,
      updatedAt: now,
    });
    await assignLeads(tx, { orgId, contactIds: [contactId], now });
  } else if (sender.name) {
    await tx
      .update(contacts)
      .set({ name: sender.name })
      .where(and(eq(contacts.orgId, orgId), eq(contacts.id, contactId), sql`${contacts.name} is null`));
  }
  await addIdentities(tx, {
    orgId,
    contactId,
    identities: sender.identities.filter(
      identity => !known.some(row => row.kind === identity.kind && row.value === identity.value),
    ),
    now,
  });
  return { contactId, created: !strongest };
}

export async function addIdentities(
  tx: Tx,
  {
    orgId,
    contactId,
    identities,
    now,
  }: { orgId: string; contactId: string; identities: ChannelIdentity[]; now: number },
): Promise<void> {
  if (identities.length === 0) return;
  await tx
    .insert(contactIdentities)
    .values(identities.map(identity => ({ orgId, contactId, ...identity, createdAt: now })))
    .onConflictDoNothing();
}

/** The identities of a contact. */
export async function identitiesOf(
  tx: Tx,
  { orgId, contactId }: { orgId: string; contactId: string },
): Promise<ChannelIdentity[]> {
  return tx
    .select({ kind: contactIdentities.kind, value: contactIdentities.value })
    .from(contactIdentities)
    .where(and(eq(contactIdentities.orgId, orgId), eq(contactIdentities.contactId, contactId)));
}
