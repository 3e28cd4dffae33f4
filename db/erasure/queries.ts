/**
 * Forgetting a person (A-DEL-1, design.md section 8). Asking for it is one transaction that silences everything of theirs;
 * the erasure workflow, which carries ids only, does the rest. What stays names nobody: keyed hashes, sums, an audit entry.
 */
import { and, eq, inArray, sql } from 'drizzle-orm';
import { type Actor, audit, SYSTEM } from '../audit/queries.ts';
import { timeline } from '../audit/table.ts';
import { contactIdentities, contacts } from '../contact/table.ts';
import { loadConversation } from '../conversation/load.ts';
import { changeOwner, routeWithoutTurn } from '../conversation/ownership.ts';
import { conversations } from '../conversation/table.ts';
import type { Tx } from '../database.ts';
import { publish } from '../event/queries.ts';
import { events } from '../event/table.ts';
import { newId } from '../ids.ts';
import { mediaFiles, messages } from '../message/table.ts';
import { outbox } from '../outbox/table.ts';
import { erasures, tombstones } from './table.ts';

export type ErasureRow = typeof erasures.$inferSelect;
export type HashIdentity = (text: string) => Buffer;

/** What a tombstone is the hash of. */
export const identityText = (orgId: string, { kind, value }: { kind: string; value: string }): string =>
  `erased/${orgId}/${kind}/${value}`;

/** Silences every conversation of a person at once and leaves a request behind. Null when there is no such contact. */
export async function requestErasure(
  tx: Tx,
  { orgId, contactId, actor, now }: { orgId: string; contactId: string; actor: Actor; now: number },
): Promise<string | null> {
  const mine = and(eq(contacts.orgId, orgId), eq(contacts.id, contactId));
  const [contact] = await tx.select({ id: contacts.id }).from(contacts).where(mine).for('update');
  if (!contact) return null;
  const [open] = await tx
    .select({ id: erasures.id })
    .from(erasures)
    .where(and(eq(erasures.orgId, orgId), eq(erasures.contactId, contactId), eq(erasures.state, 'RUNNING')));
  if (open) return open.id;
  await tx.update(contacts).set({ blocked: true }).where(mine);
  const rows = await tx
    .select({ id: conversations.id })
    .from(conversations)
    .where(and(eq(conversations.orgId, orgId), eq(conversations.contactId, contactId)))
    .orderBy(conversations.id);
  for (const { id: conversationId } of rows) {
    const loaded = await loadConversation(tx, { orgId, conversationId }, true);
    if (!loaded) continue;
    const routed = await routeWithoutTurn(tx, loaded, 'PAUSED', now);
    await tx
      .update(messages)
      .set({ state: 'FAILED', errorCode: 'erased', errorMessage: 'The person was erased before this was sent.' })
      .where(and(eq(messages.orgId, orgId), eq(messages.conversationId, conversationId), eq(messages.state, 'QUEUED')));
    await changeOwner(tx, loaded, {
      owner: 'PAUSED',
      actor,
      action: 'erase',
      now,
      patch: { ...routed, customerWaitingAt: null },
    });
  }
  const id = newId();
  await tx.insert(erasures).values({
    orgId,
    id,
    contactId,
    conversationIds: rows.map(row => row.id),
    state: 'RUNNING',
    requestedBy: actor.type === 'member' ? actor.id : null,
    requestedAt: now,
  });
  await publish(tx, { orgId, kind: 'erasure.updated', conversationId: null, now });
  return id;
}

export async function findErasure(tx: Tx, { orgId, id }: { orgId: string; id: string }): Promise<ErasureRow | null> {
  const [row] = await tx
    .select()
    .from(erasures)
    .where(and(eq(erasures.orgId, orgId), eq(erasures.id, id)));
  return row ?? null;
}

export interface Tombstone {
  orgId: string;
  /** Hex. */
  hash: string;
  optedOutAt: number | null;
  erasedAt: number;
}

/** Sets the tombstones of a person, before anything is deleted. @returns all of this erasure, also of an earlier attempt. */
export async function bury(
  tx: Tx,
  { orgId, erasure, hash, now }: { orgId: string; erasure: ErasureRow; hash: HashIdentity; now: number },
): Promise<Tombstone[]> {
  const known = await tx
    .select({ kind: contactIdentities.kind, value: contactIdentities.value, optedOutAt: contacts.optedOutAt })
    .from(contactIdentities)
    .innerJoin(contacts, and(eq(contacts.orgId, contactIdentities.orgId), eq(contacts.id, contactIdentities.contactId)))
    .where(and(eq(contactIdentities.orgId, orgId), eq(contactIdentities.contactId, erasure.contactId)));
  for (const identity of known) {
    const values = { erasureId: erasure.id, optedOutAt: identity.optedOutAt, erasedAt: now };
    await tx
      .insert(tombstones)
      .values({ orgId, identityHash: hash(identityText(orgId, identity)), ...values })
      .onConflictDoUpdate({ target: [tombstones.orgId, tombstones.identityHash], set: values });
  }
  const rows = await tx
    .select()
    .from(tombstones)
    .where(and(eq(tombstones.orgId, orgId), eq(tombstones.erasureId, erasure.id)));
  return rows.map(row => ({
    orgId,
    hash: row.identityHash.toString('hex'),
    optedOutAt: row.optedOutAt,
    erasedAt: row.erasedAt,
  }));
}

/** Keys of the stored files of these conversations. */
export async function mediaKeysOf(
  tx: Tx,
  { orgId, conversationIds }: { orgId: string; conversationIds: string[] },
): Promise<string[]> {
  if (conversationIds.length === 0) return [];
  const rows = await tx
    .select({ key: mediaFiles.storageKey })
    .from(mediaFiles)
    .where(and(eq(mediaFiles.orgId, orgId), inArray(mediaFiles.conversationId, conversationIds)));
  return rows.flatMap(row => (row.key === null ? [] : [row.key]));
}

/** Deletes the rows: messages, turns, decisions, briefs, drafts, embeddings and slots go with their conversation, identities and lead with the contact. */
export async function deletePerson(
  tx: Tx,
  { orgId, erasure }: { orgId: string; erasure: ErasureRow },
): Promise<Record<string, number>> {
  const ids = erasure.conversationIds;
  const counts: Record<string, number> = {};
  if (ids.length > 0) {
    const said = await tx
      .select({ count: sql<number>`count(*)::int` })
      .from(messages)
      .where(and(eq(messages.orgId, orgId), inArray(messages.conversationId, ids)));
    counts.messages = said[0]?.count ?? 0;
    await tx.delete(outbox).where(and(eq(outbox.orgId, orgId), inArray(outbox.conversationId, ids)));
    await tx.delete(timeline).where(and(eq(timeline.orgId, orgId), inArray(timeline.conversationId, ids)));
    await tx.delete(events).where(and(eq(events.orgId, orgId), inArray(events.conversationId, ids)));
    const gone = await tx
      .delete(conversations)
      .where(and(eq(conversations.orgId, orgId), inArray(conversations.id, ids)))
      .returning({ id: conversations.id });
    counts.conversations = gone.length;
  }
  const people = await tx
    .delete(contacts)
    .where(and(eq(contacts.orgId, orgId), eq(contacts.id, erasure.contactId)))
    .returning({ id: contacts.id });
  counts.contacts = people.length;
  return counts;
}

/** Raw updates that are handled hold the person's words, sealed: nothing needs them any more. System transaction. */
export async function deleteHandledUpdates(tx: Tx, { orgId }: { orgId: string }): Promise<number> {
  const result = await tx.execute(sql`delete from raw_updates where org_id = ${orgId} and handled_at is not null`);
  return result.rowCount ?? 0;
}

export async function finishErasure(
  tx: Tx,
  {
    orgId,
    erasure,
    hashes,
    erased,
    now,
  }: { orgId: string; erasure: ErasureRow; hashes: string[]; erased: Record<string, number>; now: number },
): Promise<void> {
  await tx
    .update(erasures)
    .set({ state: 'DONE', completedAt: now, erased })
    .where(and(eq(erasures.orgId, orgId), eq(erasures.id, erasure.id)));
  await audit(tx, {
    orgId,
    actor: erasure.requestedBy ? { type: 'member', id: erasure.requestedBy } : SYSTEM,
    action: 'data_deletion',
    subjectId: erasure.id,
    payload: { hashes },
    now,
  });
  await publish(tx, { orgId, kind: 'erasure.updated', conversationId: null, now });
}

/** The opt-out that outlives an erasure; null when the person had none, or is not known. */
export async function buriedOptOut(
  tx: Tx,
  { orgId, identities, hash }: { orgId: string; identities: { kind: string; value: string }[]; hash: HashIdentity },
): Promise<number | null> {
  if (identities.length === 0) return null;
  const rows = await tx
    .select({ optedOutAt: tombstones.optedOutAt })
    .from(tombstones)
    .where(
      and(
        eq(tombstones.orgId, orgId),
        inArray(
          tombstones.identityHash,
          identities.map(identity => hash(identityText(orgId, identity))),
        ),
      ),
    );
  return rows.map(row => row.optedOutAt).find(at => at !== null) ?? null;
}

/**
 * After a restore: puts back tombstones that the backup did not have, and asks for the erasure of everyone who was there
 * before they were erased. @returns how many people are erased again.
 */
export async function applyTombstones(
  tx: Tx,
  { orgId, kept, hash, now }: { orgId: string; kept: readonly Tombstone[]; hash: HashIdentity; now: number },
): Promise<number> {
  const mine = kept.filter(tombstone => tombstone.orgId === orgId);
  if (mine.length === 0) return 0;
  for (const tombstone of mine)
    await tx
      .insert(tombstones)
      .values({
        orgId,
        identityHash: Buffer.from(tombstone.hash, 'hex'),
        erasureId: newId(),
        optedOutAt: tombstone.optedOutAt,
        erasedAt: tombstone.erasedAt,
      })
      .onConflictDoNothing();
  const erasedAt = new Map(mine.map(tombstone => [tombstone.hash, tombstone.erasedAt]));
  const people = await tx
    .select({
      contactId: contactIdentities.contactId,
      kind: contactIdentities.kind,
      value: contactIdentities.value,
      createdAt: contactIdentities.createdAt,
    })
    .from(contactIdentities)
    .where(eq(contactIdentities.orgId, orgId));
  const back = new Set(
    people
      .filter(row => row.createdAt < (erasedAt.get(hash(identityText(orgId, row)).toString('hex')) ?? 0))
      .map(row => row.contactId),
  );
  for (const contactId of back) await requestErasure(tx, { orgId, contactId, actor: SYSTEM, now });
  return back.size;
}
