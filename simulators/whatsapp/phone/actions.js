import { control } from './api.js';
import { changed, customer, state } from './store.js';

/** Sends as the open customer. Someone offline keeps it in the outbox until the phone is back. */
export async function sendAs(content, who = customer()) {
  if (who === undefined) return;
  const input = { from: who.id, phoneNumberId: state.phoneNumberId, ...content };
  if (who.offline) {
    state.outbox.push({ key: `out-${Date.now()}-${state.outbox.length}`, at: Date.now() + state.offsetMs, input });
    changed('messages');
    return;
  }
  await control('POST', 'inbound', input);
}

/** What was written offline goes out, in order. */
export async function flushOutbox(customerId) {
  const mine = state.outbox.filter(each => each.input.from === customerId);
  state.outbox = state.outbox.filter(each => each.input.from !== customerId);
  for (const each of mine) await control('POST', 'inbound', each.input);
  changed('messages');
}

export const react = (wamid, emoji) => sendAs({ type: 'reaction', reaction: { message_id: wamid, emoji } });

export async function toggle(name, value) {
  const who = customer();
  if (who === undefined) return;
  const after = await control('PATCH', `customers/${encodeURIComponent(who.id)}`, { [name]: value });
  state.customers.set(after.id, after);
  changed('customers');
  if (name === 'offline' && !value) await flushOutbox(who.id);
}
