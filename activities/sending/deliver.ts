/** HTTP for one claimed message, and the record of its answer. Nothing stands between the claim's commit and this. */
import { randomUUID } from 'node:crypto';
import { and, asc, eq, sql } from 'drizzle-orm';
import { contactIdentities } from '../../db/contact/table.ts';
import type { LoadedConversation } from '../../db/conversation/load.ts';
import { conversations } from '../../db/conversation/table.ts';
import type { Tx } from '../../db/database.ts';
import { publish } from '../../db/event/queries.ts';
import { recordAnswer, type Settlement } from '../../db/message/settle.ts';
import { messages } from '../../db/message/table.ts';
import { preparedOn } from '../../db/prepared.ts';
import type { ChannelIdentity } from '../../domain/message/inbound.ts';
import type { OutboundContent, OutboundMessage, SendResult } from '../../domain/message/outbound.ts';
import type { Ports } from '../ports.ts';

/** One id per attempt and process: nobody else can record for a claim. */
export const attemptId = (): string => randomUUID();

/** All that the HTTP call needs, read in the transaction of the claim: nothing stands between its commit and the call. */
export interface Envelope {
  messageId: string;
  channelAccountId: string;
  conversationId: string;
  /** The attempt that holds the claim. */
  attempt: string;
  content: OutboundContent;
  /** Null when the contact has no address on this channel. */
  to: OutboundMessage['to'] | null;
  replyToProviderId: string | null;
}

/** @throws only when the answer could not be recorded; the row is SENDING then, and the reconciler or a status settles it. */
export async function deliver(ports: Ports, orgId: string, envelope: Envelope): Promise<Settlement> {
  const { messageId, content, to, replyToProviderId } = envelope;
  let result: SendResult;
  if (!to) {
    result = refused('no_address', 'This contact has no address on this channel.');
  } else {
    const credentials = await ports.credentials(orgId, envelope.channelAccountId).catch((error: unknown) => {
      ports.log.error({ err: error, channelAccountId: envelope.channelAccountId }, 'credentials could not be opened');
      return null;
    });
    await ports.checkpoint('send.before_http');
    result = credentials
      ? await ports.channels.whatsapp.send(credentials, { id: messageId, to, replyToProviderId, content })
      : refused('no_credentials', "The number's credentials could not be opened.");
  }
  await ports.checkpoint('send.after_http');
  const settlement = await ports.db.withOrg(orgId, async tx => {
    const now = ports.clock.now();
    // The conversation first, as everywhere: whoever locks both takes them in one order.
    const [, settled] = await Promise.all([
      idle(tx, orgId, envelope.conversationId, now),
      recordAnswer(tx, { orgId, messageId, attemptId: envelope.attempt, result, now }),
    ]);
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

export async function envelopeOf(
  tx: Tx,
  { row }: LoadedConversation,
  claimed: { messageId: string; attempt: string; content: OutboundContent; replyToId: string | null },
): Promise<Envelope> {
  const { messageId, attempt, content, replyToId } = claimed;
  const [identities, [original]] = await Promise.all([
    preparedOn(tx, 'identities, oldest first', on =>
      on
        .select({ kind: contactIdentities.kind, value: contactIdentities.value })
        .from(contactIdentities)
        .where(
          and(
            eq(contactIdentities.orgId, sql.placeholder('orgId')),
            eq(contactIdentities.contactId, sql.placeholder('contactId')),
          ),
        )
        .orderBy(asc(contactIdentities.createdAt)),
    ).execute({ orgId: row.orgId, contactId: row.contactId }),
    replyToId
      ? tx
          .select({ providerMessageId: messages.providerMessageId })
          .from(messages)
          .where(and(eq(messages.orgId, row.orgId), eq(messages.id, replyToId)))
      : [],
  ]);
  const address = SENDABLE.flatMap(kind => identities.filter(identity => identity.kind === kind).slice(-1))[0];
  const to =
    address && (address.kind === 'phone' || address.kind === 'wa_id' || address.kind === 'wa_user_id')
      ? { kind: address.kind, value: address.value }
      : null;
  return {
    messageId,
    channelAccountId: row.channelAccountId,
    conversationId: row.id,
    attempt,
    content,
    to,
    replyToProviderId: original?.providerMessageId ?? null,
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
