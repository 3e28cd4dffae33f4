import type { Chat } from '../records.ts';

const WINDOW_MS = 86_400_000;

/** Whether the customer wrote in the last 24 hours. */
export function windowOpen(chat: Chat, now: number): boolean {
  return chat.lastInboundAt !== undefined && now - chat.lastInboundAt < WINDOW_MS;
}

/** Whether the 72 hours after an answered ad tap are running. */
export function entryPointOpen(chat: Chat, now: number): boolean {
  return chat.entryPointUntil !== undefined && now < chat.entryPointUntil;
}
