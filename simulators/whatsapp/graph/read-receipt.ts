import { messagesOf } from '../chat-messages.ts';
import type { BusinessNumber, ChatMessage, Json } from '../records.ts';
import type { World } from '../world.ts';
import { GraphError } from './errors.ts';
import { isObject, requiredText } from './validate/checks.ts';

const TYPING_MS = 25_000;
const READABLE_MS = 30 * 86_400_000;

/** The business marks a customer's message, and all before it, read; with a typing indicator when asked. */
export function markRead(world: World, number: BusinessNumber, body: Json): Json {
  const wamid = requiredText(body, 'message_id', 'message_id', 512);
  const message = world.stores.messages.get(wamid);
  const known = message?.from === 'me' && message.phoneNumberId === number.phoneNumberId;
  if (message === undefined || !known || world.clock.now() - message.at > READABLE_MS) {
    throw new GraphError(131009, `message_id ${wamid} is not a message to this number of the last 30 days.`);
  }
  const typing = body.typing_indicator;
  if (typing !== undefined && (!isObject(typing) || typing.type !== 'text')) {
    throw new GraphError(100, "Param typing_indicator['type'] must be one of {text}.");
  }
  readUpTo(world, message);
  if (typing !== undefined) showTyping(world, message.chatKey);
  return { success: true };
}

function readUpTo(world: World, last: ChatMessage): void {
  for (const message of messagesOf(world, last.chatKey)) {
    if (message.from !== 'me' || message.at > last.at || message.status === 'read') continue;
    world.stores.messages.patch(message.wamid, { status: 'read' });
    world.events.emit({ type: 'status', data: { wamid: message.wamid, chatKey: message.chatKey, status: 'read' } });
  }
}

function showTyping(world: World, chatKey: string): void {
  const until = world.clock.now() + TYPING_MS;
  world.stores.chats.patch(chatKey, { typingUntil: until });
  world.events.emit({ type: 'typing', data: { chatKey, until, forMs: TYPING_MS } });
}
