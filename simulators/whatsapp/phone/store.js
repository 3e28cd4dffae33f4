import { control } from './api.js';

/** What the page knows. Every change is announced to the listeners by the part that changed. */
export const state = {
  info: null,
  customers: new Map(),
  messages: new Map(),
  typing: new Map(),
  deliveries: new Map(),
  held: 0,
  offsetMs: 0,
  current: null,
  phoneNumberId: null,
  quoted: null,
  outbox: [],
};

const listeners = new Set();

export function onChange(listener) {
  listeners.add(listener);
}

const waiting = new Set();

/** Tells the listeners, all changes of a frame at once. */
export function changed(...parts) {
  if (waiting.size === 0) {
    setTimeout(() => {
      const now = new Set(waiting);
      waiting.clear();
      for (const listener of listeners) listener(now);
    }, 16);
  }
  for (const part of parts) waiting.add(part);
}

export const chatKey = () => `${state.current}|${state.phoneNumberId}`;
/** Whom one writes to: the number's own name, or the simulator's. */
export const businessName = () =>
  state.info?.numbers.find(each => each.phoneNumberId === state.phoneNumberId)?.name ??
  state.info?.businessName ??
  'Business';
export const customer = () => state.customers.get(state.current);
export const nowMs = () => Date.now() + state.offsetMs + state.skewMs;

export function messagesOf(customerId, phoneNumberId = state.phoneNumberId) {
  const key = `${customerId}|${phoneNumberId}`;
  return [...state.messages.values()]
    .filter(message => message.chatKey === key && message.onPhone)
    .sort((a, b) => a.at - b.at);
}

export const unreadOf = customerId =>
  messagesOf(customerId).filter(message => message.from === 'business' && message.status === 'delivered').length;

export async function loadAll() {
  const [info, { customers }, { chats }, webhooks] = await Promise.all([
    control('GET', 'info'),
    control('GET', 'customers'),
    control('GET', 'chats'),
    control('GET', 'webhooks?limit=200'),
  ]);
  state.info = info;
  setClock(info);
  state.customers = new Map(customers.map(each => [each.id, each]));
  state.messages = new Map(chats.flatMap(chat => chat.messages.map(message => [message.wamid, message])));
  state.deliveries = new Map(webhooks.deliveries.map(each => [each.id, each]));
  state.held = webhooks.held;
  state.typing = new Map(chats.filter(chat => chat.typingUntil > info.nowMs).map(chat => [chat.key, chat.typingUntil]));
  const asked = new URLSearchParams(location.search).get('number');
  state.phoneNumberId ??= (info.numbers.find(each => each.phoneNumberId === asked) ?? info.numbers[0]).phoneNumberId;
  if (state.current === null || !state.customers.has(state.current)) state.current = customers[0]?.id ?? null;
  changed('all');
}

function setClock({ nowMs: simMs, offsetMs }) {
  state.offsetMs = offsetMs;
  state.skewMs = simMs - Date.now() - offsetMs;
}

const handlers = {
  message(message) {
    state.messages.set(message.wamid, message);
    changed('messages');
  },
  status({ wamid, status }) {
    const message = state.messages.get(wamid);
    if (message === undefined) return;
    message.status = status;
    changed('messages');
  },
  typing({ chatKey: key, until }) {
    if (until === 0) state.typing.delete(key);
    else state.typing.set(key, until);
    changed('typing');
  },
  customer(each) {
    state.customers.set(each.id, each);
    changed('customers');
  },
  webhook(delivery) {
    state.deliveries.set(delivery.id, delivery);
    changed('webhooks');
  },
  clock(data) {
    setClock(data);
    changed('clock');
  },
  reset: () => loadAll(),
};

/** Follows the simulator live; after a break everything is read again. */
export function follow(onState) {
  const source = new EventSource('/_sim/events');
  source.onopen = () => {
    onState('live');
    loadAll().catch(() => onState('lost'));
  };
  source.onerror = () => onState('lost');
  for (const [type, handle] of Object.entries(handlers)) {
    source.addEventListener(type, event => handle(JSON.parse(event.data)));
  }
}
