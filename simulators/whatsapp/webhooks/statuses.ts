import { messagesOf } from '../chat-messages.ts';
import type { Customer, SendRecord, StatusMode, StatusName, Task } from '../records.ts';
import { findNumber, type World } from '../world.ts';
import { statusContent } from './status-payload.ts';
import { numberUpdate } from './updates.ts';

const TTL_MS = 30 * 86_400_000;
const AUTHENTICATION_TTL_MS = 600_000;

/** Starts the life of an accepted send: sent, then delivered when the customer can be reached, then read. */
export function planStatuses(world: World, send: SendRecord): void {
  schedule(world, send, 'sent');
}

export function registerStatusTasks(world: World): void {
  world.scheduler.on('status', task => runStep(world, task));
}

function schedule(world: World, send: SendRecord, step: string): void {
  const base = world.options.statusDelaysMs[step === 'sent' || step === 'read' ? step : 'delivered'];
  const jitter = base === 0 ? 0 : Math.floor(base * 0.4 * world.random.fraction());
  world.scheduler.add({ dueAt: world.clock.now() + base + jitter, kind: 'status', ref: send.wamid, step });
}

function runStep(world: World, task: Task): void {
  const send = world.stores.sends.get(task.ref);
  if (send === undefined) return;
  const customer = world.stores.customers.get(send.customerId);
  if (task.step === 'sent') sentStep(world, send, customer);
  else if (task.step === 'delivered') deliveredStep(world, send, customer);
  else if (task.step === 'read') readStep(world, send);
  else if (task.step?.startsWith('owed:')) emitStatus(world, send, task.step.slice(5) as StatusName);
}

function sentStep(world: World, send: SendRecord, customer: Customer | undefined): void {
  if (send.failWith === undefined && customer?.blocked === true) {
    world.stores.sends.patch(send.wamid, { failWith: { code: 131026, details: 'Message undeliverable.' } });
  }
  if (send.failWith !== undefined) {
    emitStatus(world, send, 'failed');
    markOnPhone(world, send, 'failed');
    return;
  }
  if (send.type === 'reaction') {
    emitStatus(world, send, 'sent');
    showReaction(world, send);
    return;
  }
  if (modeOf(world, send) !== 'out_of_order') emitStatus(world, send, 'sent');
  markOnPhone(world, send, 'sent');
  if (customer?.offline !== true) schedule(world, send, 'delivered');
}

function deliveredStep(world: World, send: SendRecord, customer: Customer | undefined): void {
  if (customer?.offline === true || send.deliveredToPhoneAt !== undefined) return;
  if (send.statuses.some(each => each.status === 'failed')) return;
  const ttlMs = send.category === 'authentication' ? AUTHENTICATION_TTL_MS : TTL_MS;
  if (world.clock.now() - send.at > ttlMs) return;
  world.stores.sends.patch(send.wamid, { deliveredToPhoneAt: world.clock.now() });
  markOnPhone(world, send, 'delivered');
  const mode = modeOf(world, send);
  if (mode === 'out_of_order') {
    markOnPhone(world, send, 'read');
    for (const [index, status] of (['read', 'delivered', 'sent'] as const).entries()) {
      const dueAt = world.clock.now() + index * Math.max(world.options.statusDelaysMs.sent, 30);
      world.scheduler.add({ dueAt, kind: 'status', ref: send.wamid, step: `owed:${status}` });
    }
    return;
  }
  if (mode !== 'read_without_delivered') emitStatus(world, send, 'delivered');
  const reads = customer?.autoRead ?? world.options.autoRead ?? false;
  if (reads || mode === 'read_without_delivered') schedule(world, send, 'read');
}

function readStep(world: World, send: SendRecord): void {
  if (send.statuses.some(each => each.status === 'read')) return;
  markOnPhone(world, send, 'read');
  emitStatus(world, send, 'read');
}

/** The customer opens the chat: every delivered message in it is read now. */
export function readChat(world: World, chatKey: string): number {
  let count = 0;
  for (const message of messagesOf(world, chatKey)) {
    if (message.from !== 'business' || message.status !== 'delivered') continue;
    const send = world.stores.sends.get(message.wamid);
    if (send === undefined) markMessage(world, message.wamid, 'read');
    else readStep(world, send);
    count += 1;
  }
  return count;
}

/** A voice message is played for the first time. */
export function playMessage(world: World, wamid: string): boolean {
  const send = world.stores.sends.get(wamid);
  if (send?.type !== 'audio' || send.statuses.some(each => each.status === 'played')) return false;
  readStep(world, send);
  emitStatus(world, send, 'played');
  return true;
}

/** Someone back online gets what waited for them. */
export function deliverWaiting(world: World, customer: Customer): void {
  for (const send of world.stores.sends.values()) {
    const waits = send.customerId === customer.id && send.deliveredToPhoneAt === undefined && send.type !== 'reaction';
    if (waits && send.failWith === undefined) schedule(world, send, 'delivered');
  }
}

function modeOf(world: World, send: SendRecord): StatusMode {
  if (send.statusMode !== 'chaos') return send.statusMode;
  const draw = world.random.fraction();
  if (draw < 0.2) return 'duplicate';
  return draw < 0.35 ? 'read_without_delivered' : 'normal';
}

function emitStatus(world: World, send: SendRecord, status: StatusName): void {
  const number = findNumber(world, send.phoneNumberId);
  if (number === undefined) return;
  const at = world.clock.now();
  const update = numberUpdate(number, statusContent(world, send, status, at));
  const code = status === 'failed' ? { code: send.failWith?.code ?? 131000 } : {};
  world.stores.sends.patch(send.wamid, { statuses: [...send.statuses, { status, at, ...code }] });
  const mode = modeOf(world, send);
  if (mode === 'none') return;
  const copies = mode === 'duplicate' ? 2 : 1;
  for (let copy = 0; copy < copies; copy += 1) world.webhooks.push([update], { withhold: mode === 'withhold' });
}

function markOnPhone(world: World, send: SendRecord, status: 'sent' | 'delivered' | 'read' | 'failed'): void {
  markMessage(world, send.wamid, status);
}

function markMessage(world: World, wamid: string, status: 'sent' | 'delivered' | 'read' | 'failed'): void {
  const message = world.stores.messages.get(wamid);
  if (message === undefined || message.status === 'read') return;
  const appears = status === 'delivered' && !message.onPhone;
  world.stores.messages.patch(wamid, { status, ...(appears ? { onPhone: true, at: world.clock.now() } : {}) });
  if (appears) {
    const chat = world.stores.chats.patch(message.chatKey, { lastAt: world.clock.now(), typingUntil: undefined });
    world.events.emit({ type: 'typing', data: { chatKey: chat?.key, until: 0 } });
    world.events.emit({ type: 'message', data: message });
  } else {
    world.events.emit({ type: 'status', data: { wamid, chatKey: message.chatKey, status } });
  }
}

function showReaction(world: World, send: SendRecord): void {
  const reaction = send.body.reaction as { message_id?: string; emoji?: string } | undefined;
  const target = world.stores.messages.get(reaction?.message_id ?? '');
  if (target === undefined) return;
  const { business: _old, ...others } = target.reactions;
  world.stores.messages.patch(target.wamid, {
    reactions: reaction?.emoji ? { ...others, business: reaction.emoji } : others,
  });
  world.stores.sends.patch(send.wamid, { deliveredToPhoneAt: world.clock.now() });
  world.events.emit({ type: 'message', data: target });
}
