/** HTTP for one claimed message, and the record of its answer. Nothing stands between the claim's commit and this. */
import { randomUUID } from 'node:crypto';
import { and, asc, eq, sql } from 'drizzle-orm';
import { contactIdentities } from '../../db/contact/table.ts';
import { conversations } from '../../db/conversation/table.ts';
import type { Tx } from '../../db/database.ts';
import { publish } from '../../db/event/queries.ts';
import { recordAnswer, type Settlement } from '../../db/message/settle.ts';
import { messages } from '../../db/message/table.ts';
import type { ChannelIdentity } from '../../domain/message/inbound.ts';
import type { OutboundMessage, SendResult } from '../../domain/message/outbound.ts';
import type { Ports } from '../ports.ts';

/** One id per attempt and process: nobody else can record for a claim. */
export const attemptId = (): string => randomUUID();

interface Envelope {
  message: OutboundMessage;
  channelAccountId: string;
  conversationId: string;
  attempt: string;
}

/** @throws only when the answer could not be recorded; the row is SENDING then, and the reconciler or a status settles it. */
export async function deliver(
  ports: Ports,
  { orgId, messageId }: { orgId: string; messageId: string },
): Promise<Settlement> {
  const envelope = await ports.db.withOrg(orgId, tx => envelopeOf(tx, orgId, messageId));
  let result: SendResult;
  if (!envelope.message) {
    result = refused('no_address', 'This contact has no address on this channel.');
  } else {
    const credentials = await ports.credentials(orgId, envelope.channelAccountId).catch((error: unknown) => {
      ports.log.error({ err: error, channelAccountId: envelope.channelAccountId }, 'credentials could not be opened');
      return null;
    });
    await ports.checkpoint('send.before_http');
    result = credentials
      ? await ports.channels.whatsapp.send(credentials, envelope.message)
      : refused('no_credentials', "The number's credentials could not be opened.");
  }
  await ports.checkpoint('send.after_http');
  const settlement = await ports.db.withOrg(orgId, async tx => {
    const settled = await recordAnswer(tx, {
      orgId,
      messageId,
      attemptId: envelope.attempt,
      result,
      now: ports.clock.now(),
    });
    await idle(tx, orgId, envelope.conversationId, ports.clock.now());
    return settled;
  });
  await ports.checkpoint('send.recorded');
  return settlement;
}

const refused = (code: string, message: string): SendResult => ({
  type: 'refused',
  error: { code, message, verdict: 'ask_person', retryAfterMs: null },
});

/** Strongest first; among equals the newest, because numbers and user ids change. */
const SENDABLE: ChannelIdentity['kind'][] = ['wa_id', 'phone', 'wa_user_id'];

async function envelopeOf(
  tx: Tx,
  orgId: string,
  messageId: string,
): Promise<Omit<Envelope, 'message'> & { message: OutboundMessage | null }> {
  const [row] = await tx
    .select({
      content: messages.outbound,
      channelAccountId: messages.channelAccountId,
      attemptId: messages.attemptId,
      conversationId: messages.conversationId,
      contactId: conversations.contactId,
      replyTo: sql<
        string | null
      >`(select r.provider_message_id from messages r where r.org_id = ${messages.orgId} and r.id = ${messages.replyToId})`,
    })
    .from(messages)
    .innerJoin(
      conversations,
      and(eq(conversations.orgId, messages.orgId), eq(conversations.id, messages.conversationId)),
    )
    .where(and(eq(messages.orgId, orgId), eq(messages.id, messageId)));
  if (!row?.content || !row.attemptId) throw new Error('a claimed message vanished from the ledger');
  const identities = await tx
    .select()
    .from(contactIdentities)
    .where(and(eq(contactIdentities.orgId, orgId), eq(contactIdentities.contactId, row.contactId)))
    .orderBy(asc(contactIdentities.createdAt));
  const address = SENDABLE.flatMap(kind => identities.filter(identity => identity.kind === kind).slice(-1))[0];
  const to =
    address && (address.kind === 'phone' || address.kind === 'wa_id' || address.kind === 'wa_user_id')
      ? { kind: address.kind, value: address.value }
      : null;
  return {
    message: to ? { id: messageId, to, replyToProviderId: row.replyTo, content: row.content } : null,
    channelAccountId: row.channelAccountId,
    attempt: row.attemptId,
    conversationId: row.conversationId,
  };
}

/** The agent is not sending any more, whatever became of it. */
async function idle(tx: Tx, orgId: string, conversationId: string, now: number): Promise<void> {
  await tx
    .update(conversations)
    .set({ activity: 'IDLE' })
    .where(
      and(eq(conversations.orgId, orgId), eq(conversations.id, conversationId), eq(conversations.activity, 'SENDING')),
    );
  await publish(tx, { orgId, kind: 'conversation.updated', conversationId, now });
}
