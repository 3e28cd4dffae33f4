/**
 * The one fixed confirmation of an opt-out, where the playbook asks for it (X-OPTOUT): written into the ledger in the same
 * transaction as the lock, under an id of its own that no other message can have.
 */
import { fixedText } from '../../domain/guardrails/fixed-text.ts';
import { replyLanguage } from '../../domain/language/language.ts';
import type { Tx } from '../database.ts';
import { publish } from '../event/queries.ts';
import { optOutConfirmationId } from '../message/claim.ts';
import { messages } from '../message/table.ts';
import { tellWorkflow } from '../outbox/queries.ts';
import { loadConversation } from './load.ts';

/** Call after `optOut`, with the conversation in which the customer wrote STOP. */
export async function confirmOptOut(
  tx: Tx,
  { orgId, conversationId, now }: { orgId: string; conversationId: string; now: number },
): Promise<void> {
  const loaded = await loadConversation(tx, { orgId, conversationId }, true);
  const optedOutAt = loaded?.contact.optedOutAt ?? null;
  if (!loaded?.playbook.texts.confirmOptOut || optedOutAt === null) return;
  const { row, playbook, contact } = loaded;
  const language = replyLanguage(row.memory.language ?? contact.language, playbook.tone.languages);
  const text = fixedText(playbook, 'optedOut', language);
  if (text === null) return;
  const id = optOutConfirmationId(conversationId, optedOutAt);
  await tx
    .insert(messages)
    .values({
      orgId,
      id,
      conversationId,
      direction: 'out',
      sender: 'SYSTEM',
      kind: 'TEXT',
      text,
      outbound: { kind: 'text', text, previewUrl: false },
      channelAccountId: row.channelAccountId,
      state: 'QUEUED',
      at: now,
      createdAt: now,
    })
    .onConflictDoNothing();
  await publish(tx, { orgId, kind: 'message.created', conversationId, messageId: id, now });
  await tellWorkflow(tx, { orgId, conversationId, kind: 'outbound', payload: {}, now });
}
