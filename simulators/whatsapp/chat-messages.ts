import type { ChatMessage } from './records.ts';
import type { World } from './world.ts';

// Marking read happens for every message of a busy number, so the messages of a chat are kept together.
const byChat = new WeakMap<World, Map<string, ChatMessage[]>>();

function indexOf(world: World): Map<string, ChatMessage[]> {
  const known = byChat.get(world);
  if (known !== undefined) return known;
  const index = new Map<string, ChatMessage[]>();
  byChat.set(world, index);
  for (const message of world.stores.messages.values()) add(index, message);
  return index;
}

function add(index: Map<string, ChatMessage[]>, message: ChatMessage): void {
  const list = index.get(message.chatKey);
  if (list === undefined) index.set(message.chatKey, [message]);
  else list.push(message);
}

/** Keeps a new message of a chat. */
export function putMessage(world: World, message: ChatMessage): ChatMessage {
  const index = indexOf(world);
  world.stores.messages.set(message.wamid, message);
  add(index, message);
  return message;
}

/** The messages of a chat, in the order they came. */
export function messagesOf(world: World, chatKey: string): readonly ChatMessage[] {
  return indexOf(world).get(chatKey) ?? [];
}
