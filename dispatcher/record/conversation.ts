/** The conversation an inbound update belongs to: found or opened, and locked. */
import { and, eq } from 'drizzle-orm';
import { parsePhoneNumberFromString } from 'libphonenumber-js';
import { resolveContact } from '../../db/contact/resolve.ts';
import { contacts } from '../../db/contact/table.ts';
import { type LoadedConversation, loadConversation } from '../../db/conversation/load.ts';
import { conversations } from '../../db/conversation/table.ts';
import { buriedOptOut } from '../../db/erasure/queries.ts';
import { recordAssignments, variantsFor } from '../../db/experiment/queries.ts';
import { newId } from '../../db/ids.ts';
import { defaultPlaybook } from '../../db/playbook/queries.ts';
import { emptyMemory } from '../../domain/conversation/memory.ts';
import type { Attribution, InboundSender } from '../../domain/message/inbound.ts';
import { COUNTRY_ZONES } from '../../domain/zone/country-zones.ts';
import type { RecordContext } from './context.ts';

const NOTHING_SEEN: Attribution = { leadSource: 'organic_inbound', campaign: {} };

/** One conversation per contact and channel account (X-CONV). A new one is pinned to the playbook's current version. */
export async function openConversation(
  context: RecordContext,
  sender: InboundSender,
  attribution: Attribution | null,
  at: number,
): Promise<LoadedConversation> {
  const { tx, orgId, channelAccountId, now } = context;
  const source = attribution ?? NOTHING_SEEN;
  const { contactId, created } = await resolveContact(tx, {
    orgId,
    sender,
    zone: zoneOf(sender),
    attribution: source,
    now,
  });
  const key = { orgId, contactId, channelAccountId };
  const known = await loadConversation(tx, key, true);
  if (known) return known;
  const optedOut = await isOptedOut(context, sender, contactId, created);
  const conversationId = newId();
  const playbook = await defaultPlaybook(tx, { orgId, conversationId });
  if (!playbook) throw new Error('this organization has no playbook yet, so nothing can answer: save one first');
  const { playbookId } = playbook;
  const variants = await variantsFor(tx, { orgId, playbookId, conversationId, now });
  const inserted = await tx
    .insert(conversations)
    .values({
      orgId,
      id: conversationId,
      contactId,
      channelAccountId,
      playbookId,
      owner: optedOut ? 'PAUSED' : 'AI',
      playbookVersion: playbook.version,
      variants,
      leadSource: source.leadSource,
      campaign: source.campaign,
      memory: emptyMemory(),
      lastActivityAt: at,
      createdAt: now,
    })
    .onConflictDoNothing()
    .returning({ id: conversations.id });
  if (inserted.length > 0) await recordAssignments(tx, { orgId, conversationId, variants, now });
  const opened = await loadConversation(tx, key, true);
  if (!opened) throw new Error('the conversation vanished while it was opened');
  return opened;
}

/** An opt-out holds on every number (X-OPTOUT), and outlives the person's erasure: who is new to us may have said it before (A-DEL-1). */
async function isOptedOut(
  { tx, orgId, hashId }: RecordContext,
  sender: InboundSender,
  contactId: string,
  created: boolean,
): Promise<boolean> {
  const mine = and(eq(contacts.orgId, orgId), eq(contacts.id, contactId));
  if (!created) {
    const [contact] = await tx.select({ optedOutAt: contacts.optedOutAt }).from(contacts).where(mine);
    return contact?.optedOutAt != null;
  }
  const optedOutAt = await buriedOptOut(tx, { orgId, identities: sender.identities, hash: hashId });
  if (optedOutAt !== null) await tx.update(contacts).set({ optedOutAt }).where(mine);
  return optedOutAt !== null;
}

function zoneOf(sender: InboundSender): string | null {
  const phone = sender.identities.find(identity => identity.kind === 'phone')?.value;
  const country = phone ? parsePhoneNumberFromString(phone)?.country : undefined;
  return country ? (COUNTRY_ZONES[country] ?? null) : null;
}
