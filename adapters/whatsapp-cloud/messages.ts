/** `messages[]` and `message_echoes[]`: what customers and the business's own phone wrote. */
import type { InboundContent, InboundSender, InboundUpdate } from '../../domain/message/inbound.ts';
import { attributionFromReferral, attributionFromText, referredProduct } from './attribution.ts';
import { notice, readContent } from './content.ts';
import { explain } from './errors.ts';
import { senderOf } from './identity.ts';
import { asNumber, asObject, asString, objectsOf } from './json.ts';
import { systemUpdate } from './system.ts';
import { timeOf } from './time.ts';
import type { JsonObject } from './wire.ts';

export interface MessageContext {
  /** The contact entry that came beside the message. */
  contact: JsonObject | null;
  /** `value.errors` beside a message explains it. */
  errors: unknown;
  /** Another agent on the number answers this conversation: we only listen. */
  standby: boolean;
  /** Epoch ms; used when the wire gives no usable time. */
  receivedAt: number;
}

const ignored = (reason: string): InboundUpdate => ({ type: 'ignored', reason });

/** One item of `messages[]`. */
export function normalizeMessage(item: unknown, context: MessageContext): InboundUpdate {
  const message = asObject(item);
  if (!message) return ignored('message_not_an_object');
  if (message.group_id !== undefined || asString(message.recipient_type) === 'group') return ignored('group_message');
  const providerMessageId = asString(message.id);
  if (!providerMessageId) return ignored('message_without_id');
  const type = asString(message.type);
  if (type === 'system') return systemUpdate(message, providerMessageId, context);
  const sender = senderOf(
    { userId: message.from_user_id, parentUserId: message.from_parent_user_id, waId: message.from },
    context.contact,
  );
  if (!sender) return ignored('message_without_sender');
  const head = { providerMessageId, sender, sentAt: timeOf(message.timestamp, context.receivedAt) };
  if (type === 'reaction') return reaction(message, head);
  if (type === 'edit') return edit(message, head);
  if (type === 'revoke') return revoke(message, head);

  const withErrors =
    message.errors === undefined && context.errors !== undefined ? { ...message, errors: context.errors } : message;
  const { content, answerable } = readContent(withErrors);
  const reply = asObject(message.context);
  const product = referredProduct(reply);
  return {
    type: 'message',
    ...head,
    content: product ? { ...content, extra: { ...content.extra, referredProduct: product } } : content,
    replyToProviderId: asString(reply?.id),
    forwarded: reply?.forwarded === true || reply?.frequently_forwarded === true,
    attribution: attributionFromReferral(message.referral) ?? attributionFromText(content.text),
    answerable: answerable && !context.standby,
  };
}

interface Head {
  providerMessageId: string;
  sender: InboundSender;
  sentAt: number;
}

/** A removed reaction has an empty `emoji`, or none. */
function reaction(message: JsonObject, head: Head): InboundUpdate {
  const target = asString(asObject(message.reaction)?.message_id);
  if (!target) return ignored('reaction_without_target');
  return { type: 'reaction', ...head, targetProviderId: target, emoji: asString(asObject(message.reaction)?.emoji) };
}

function edit(message: JsonObject, head: Head): InboundUpdate {
  const change = asObject(message.edit);
  const target = asString(change?.original_message_id);
  const inner = asObject(change?.message);
  if (!target || !inner) return ignored('edit_without_target');
  return { type: 'edit', ...head, targetProviderId: target, content: readContent(inner).content };
}

function revoke(message: JsonObject, head: Head): InboundUpdate {
  const target = asString(asObject(message.revoke)?.original_message_id);
  return target ? { type: 'delete', ...head, targetProviderId: target } : ignored('revoke_without_target');
}

/** One item of `message_echoes[]`: sent from the business's own phone or by another agent, to `to`. */
export function normalizeEcho(item: unknown, context: Pick<MessageContext, 'contact' | 'receivedAt'>): InboundUpdate {
  const message = asObject(item);
  const providerMessageId = asString(message?.id);
  if (!message || !providerMessageId) return ignored('echo_without_id');
  if (message.group_id !== undefined || asString(message.recipient_type) === 'group') return ignored('group_message');
  const recipient = senderOf(
    { userId: message.to_user_id, parentUserId: message.to_parent_user_id, waId: message.to },
    context.contact,
  );
  if (!recipient) return ignored('echo_without_recipient');
  return {
    type: 'echo',
    providerMessageId,
    recipient,
    sentAt: timeOf(message.timestamp, context.receivedAt),
    content: echoContent(message),
  };
}

/** Edits, deletions and reactions of the business are shown as what they are: the takeover counts, not the words. */
function echoContent(message: JsonObject): InboundContent {
  const target =
    asString(asObject(message.edit)?.original_message_id) ??
    asString(asObject(message.revoke)?.original_message_id) ??
    asString(asObject(message.reaction)?.message_id);
  const extra = target ? { targetProviderId: target } : null;
  const type = asString(message.type);
  if (type === 'revoke') return notice('A message was deleted on the phone.', { ...extra, action: 'revoke' }).content;
  if (type === 'reaction')
    return notice(`Reacted on the phone: ${asString(asObject(message.reaction)?.emoji) ?? 'reaction removed'}`, {
      ...extra,
      action: 'reaction',
    }).content;
  if (type === 'edit') {
    const inner = asObject(asObject(message.edit)?.message);
    const { content } = inner ? readContent(inner) : notice('A message was edited on the phone.');
    return { ...content, extra: { ...content.extra, ...extra, action: 'edit' } };
  }
  if (type === 'template' || message.template !== undefined)
    return {
      ...notice('A template was sent.').content,
      kind: 'TEMPLATE',
      extra: { name: asString(asObject(message.template)?.name) },
    };
  if (type === 'interactive') {
    const body = asString(asObject(asObject(message.interactive)?.body)?.text);
    if (body) return { ...notice(body).content, kind: 'INTERACTIVE' };
  }
  const { content } = readContent(message);
  const isPlaceholder = content.kind === 'SYSTEM';
  if (!isPlaceholder) return content;
  const code = asNumber(objectsOf(message.errors)[0]?.code);
  return notice(
    `A message of a kind that is not passed on was sent from the phone.${code === null ? '' : ` ${explain(code).explanation}`}`,
    { type },
  ).content;
}
