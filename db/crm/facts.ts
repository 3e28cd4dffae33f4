import { and, asc, eq, inArray } from 'drizzle-orm';
import { setByPerson } from '../../domain/slots/by-person.ts';
import { type Actor, audit } from '../audit/queries.ts';
import { loadConversation, saveConversation } from '../conversation/load.ts';
import { conversations } from '../conversation/table.ts';
import type { Tx } from '../database.ts';
import { tellContact } from '../label/queries.ts';
import { groupOf } from './contact.ts';

/**
 * What a person knows better than the agent, in every conversation with the customer (A-UI-7).
 * @param value null takes the fact away.
 */
export async function setFact(
  tx: Tx,
  {
    orgId,
    contactId,
    key,
    value,
    actor,
    now,
  }: { orgId: string; contactId: string; key: string; value: string | null; actor: Actor; now: number },
): Promise<'set' | 'missing' | 'no_conversation'> {
  const group = await groupOf(tx, { orgId, contactId });
  const [root] = group;
  if (root === undefined) return 'missing';
  const talks = await tx
    .select({ id: conversations.id })
    .from(conversations)
    .where(and(eq(conversations.orgId, orgId), inArray(conversations.contactId, group)))
    .orderBy(asc(conversations.id));
  if (talks.length === 0) return 'no_conversation';
  for (const { id: conversationId } of talks) {
    const loaded = await loadConversation(tx, { orgId, conversationId }, true);
    if (loaded) await saveConversation(tx, loaded, { memory: setByPerson(loaded.row.memory, key, value, now) }, now);
  }
  const payload = { fact: key, filled: value !== null };
  await audit(tx, { orgId, actor, action: 'fact_set', subjectId: root, payload, now });
  await tellContact(tx, { orgId, contactId: root, now });
  return 'set';
}
