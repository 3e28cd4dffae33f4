/** One contact in the words of its contract. */
import { eq, sql } from 'drizzle-orm';
import { loadConversation } from '../../db/conversation/load.ts';
import { conversationLinks } from '../../db/conversation/table.ts';
import { type FoundContact, findContact } from '../../db/crm/contact.ts';
import { leadsOf } from '../../db/crm/list.ts';
import { undoableMerges } from '../../db/crm/merge.ts';
import type { Tx } from '../../db/database.ts';
import { scoreFor } from '../../db/escalation/brief.ts';
import { organizations } from '../../db/organization/table.ts';
import { addressForPeople } from '../../domain/contact/address.ts';
import { PERSON_MOVES, shownStatus } from '../../domain/lead/moves.ts';
import { type ScoreParts, temperatureOf } from '../../domain/lead/score.ts';
import type { ContactDetail } from '../contracts/contacts.ts';
import { iso, isoOrNull } from '../messages/view.ts';

/** The surest value of each slot, over all conversations of the person. */
function slotsOf({ conversations }: FoundContact): ContactDetail['slots'] {
  const best = new Map<string, ContactDetail['slots'][number]>();
  for (const talk of conversations)
    for (const [key, slot] of Object.entries(talk.memory.slots)) {
      const known = best.get(key);
      if (!known || slot.confidence > known.confidence || (slot.setBy === 'person' && known.setBy === 'agent'))
        best.set(key, {
          key,
          value: String(slot.value),
          confidence: slot.confidence,
          setBy: slot.setBy,
          conversationId: talk.id,
          messageId: slot.sourceMessageId ?? null,
        });
    }
  return [...best.values()].sort((one, other) => one.key.localeCompare(other.key));
}

/** What the score is made of, as the newest conversation stands; null while there is no score. */
async function partsOf(
  tx: Tx,
  { orgId, conversationId, scored }: { orgId: string; conversationId: string | undefined; scored: boolean },
): Promise<ScoreParts | null> {
  if (!scored || conversationId === undefined) return null;
  const loaded = await loadConversation(tx, { orgId, conversationId }, false);
  return loaded ? scoreFor(loaded.row, loaded.playbook).parts : null;
}

export async function contactDetail(
  tx: Tx,
  { orgId, contactId, now }: { orgId: string; contactId: string; now: number },
): Promise<ContactDetail | null> {
  const found = await findContact(tx, { orgId, contactId });
  if (!found) return null;
  const { contact, lead } = found;
  const [organization] = await tx
    .select({ currency: organizations.currency })
    .from(organizations)
    .where(eq(organizations.id, orgId));
  const ids = found.conversations.map(talk => talk.id);
  const links =
    ids.length < 2
      ? []
      : await tx
          .select({ first: conversationLinks.firstId, second: conversationLinks.secondId })
          .from(conversationLinks)
          .where(
            sql`${conversationLinks.orgId} = ${orgId} and ${conversationLinks.firstId} = any(${sql.param(ids)}::uuid[]) and ${conversationLinks.secondId} = any(${sql.param(ids)}::uuid[])`,
          );
  const linked = new Set(links.flatMap(link => [link.first, link.second]));
  const others = found.group.slice(1);
  const names = new Map(
    others.length === 0
      ? []
      : (await leadsOf(tx, { orgId, contactIds: others })).map(row => [
          row.contactId,
          row.name ?? addressForPeople(row.address),
        ]),
  );
  const merges = await undoableMerges(tx, { orgId, keptId: contact.id, now });
  const open = found.conversations.filter(talk => talk.closedAt === null);
  const shown = shownStatus(lead.status, {
    optedOut: contact.optedOutAt !== null,
    owners: open.map(talk => talk.owner),
  });
  const moves = PERSON_MOVES[lead.status];
  return {
    id: contact.id,
    name: contact.displayName ?? contact.name,
    channelName: contact.name,
    displayName: contact.displayName,
    notes: contact.notes,
    language: contact.language,
    zone: contact.zone,
    vip: contact.vip,
    blocked: contact.blocked,
    autoreply: contact.autoreply,
    optedOutAt: isoOrNull(contact.optedOutAt),
    createdAt: iso(contact.createdAt),
    merged: others.map(id => {
      const merge = merges.get(id);
      return {
        id,
        name: names.get(id) ?? null,
        mergeId: merge?.id ?? null,
        undoUntil: isoOrNull(merge?.until ?? null),
      };
    }),
    identities: found.identities.map(identity => ({
      contactId: identity.contactId,
      kind: identity.kind,
      value: identity.value,
      shown: addressForPeople(identity.value),
      since: iso(identity.createdAt),
    })),
    labels: found.labels,
    fields: found.fields,
    conversations: found.conversations.map(talk => ({
      id: talk.id,
      channel: talk.channel,
      channelName: talk.channelName,
      owner: talk.owner,
      stage: talk.stage,
      closed: talk.closedAt !== null,
      lastActivityAt: iso(talk.lastActivityAt),
      linked: linked.has(talk.id),
    })),
    slots: slotsOf(found),
    lead: {
      id: lead.id,
      status: lead.status,
      shown,
      statusSetByPerson: lead.statusSetByPerson,
      statusChangedAt: isoOrNull(lead.statusChangedAt),
      moves: [
        ...moves,
        ...(shown === 'NEEDS_HUMAN' || shown === 'OPTED_OUT'
          ? [lead.status].filter(status => !moves.includes(status))
          : []),
        ...(shown === 'OPTED_OUT' ? [] : ['OPTED_OUT' as const]),
        ...(shown === 'NEEDS_HUMAN' || open.length === 0 ? [] : ['NEEDS_HUMAN' as const]),
      ],
      score: lead.score,
      temperature: temperatureOf(lead.score),
      scoreParts:
        lead.scoreParts ??
        (await partsOf(tx, { orgId, conversationId: found.conversations[0]?.id, scored: lead.score !== null })),
      source: lead.source,
      campaign: lead.campaign,
      owner: lead.ownerMemberId ? { id: lead.ownerMemberId, name: found.ownerName } : null,
      valueMicros: lead.valueMicros,
      currency: organization?.currency ?? 'USD',
      highValue: lead.highValue,
      wonAt: isoOrNull(lead.wonAt),
      updatedAt: iso(lead.updatedAt),
    },
  };
}
