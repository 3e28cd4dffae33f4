import { toggle } from './actions.js';
import { bubble, textOf } from './bubble.js';
import { byId, h, icon, reconcile } from './dom.js';
import { dayKeyOf, dayOf, initialsOf } from './format.js';
import { addressText } from './people.js';
import { businessName, chatKey, customer, messagesOf, nowMs, state } from './store.js';

let shownKey = '';
let atEnd = true;

/** The open chat: day separators, bubbles, what waits in the outbox. */
export function renderChat() {
  const who = customer();
  const log = byId('log');
  const switched = shownKey !== chatKey();
  shownKey = chatKey();
  const messages = who === undefined ? [] : messagesOf(who.id);
  const answered = new Set(
    messages.filter(each => each.from === 'me' && each.contextId && each.type !== 'text').map(each => each.contextId),
  );
  const rows = [];
  let day = '';
  for (const message of messages) {
    if (dayKeyOf(message.at) !== day) {
      day = dayKeyOf(message.at);
      rows.push({
        key: `day-${day}`,
        sign: dayOf(message.at),
        build: () => h('div', { class: 'day' }, h('span', {}, dayOf(message.at))),
      });
    }
    const previous = rows.at(-1);
    const first = previous?.from !== message.from;
    const quoted = message.contextId === undefined ? undefined : state.messages.get(message.contextId);
    rows.push({
      key: message.wamid,
      from: message.from,
      sign: JSON.stringify([message, answered.has(message.wamid), first, quoted?.text]),
      build: () => bubble(message, { answered: answered.has(message.wamid), first, quoted }),
    });
  }
  for (const waiting of state.outbox.filter(
    each => each.input.from === who?.id && each.input.phoneNumberId === state.phoneNumberId,
  )) {
    const message = {
      wamid: waiting.key,
      from: 'me',
      at: waiting.at,
      type: 'text',
      content: { body: textOf(waiting.input) },
      text: textOf(waiting.input),
      status: 'waiting',
      reactions: {},
    };
    rows.push({ key: waiting.key, from: 'me', sign: 'waiting', build: () => bubble(message, { first: false }) });
  }
  if (rows.length === 0) rows.push(emptyRow(who));
  reconcile(log, rows, { keyOf: row => row.key, signOf: row => row.sign, build: row => row.build() });
  if (switched) atEnd = true;
  stayAtEnd();
  renderNotice(who);
}

function emptyRow(who) {
  const words = who === undefined ? 'Add a customer to start.' : `No messages yet. Write as ${who.name}.`;
  return { key: 'empty', sign: words, build: () => h('p', { class: 'empty' }, words) };
}

function renderNotice(who) {
  const notice = byId('notice');
  const composer = byId('composer');
  composer.hidden = who === undefined || who.blocked;
  notice.hidden = !(who?.blocked || who?.offline);
  if (who?.blocked) {
    notice.replaceChildren(
      `${who.name} blocked this business.`,
      h('button', { type: 'button', onclick: () => toggle('blocked', false) }, 'Unblock'),
    );
  } else if (who?.offline) {
    notice.replaceChildren(
      icon('plane'),
      'No connection. Messages wait.',
      h('button', { type: 'button', onclick: () => toggle('offline', false) }, 'Go online'),
    );
  }
}

export function renderHead() {
  const { info } = state;
  if (info === null) return;
  const business = businessName();
  document.title = `${business}: customer phones`;
  byId('business-name').textContent = business;
  byId('business-avatar').textContent = initialsOf(business);
  const who = customer();
  const typing = isTyping();
  byId('chat-sub').textContent = typing ? 'typing…' : who === undefined ? '' : `as ${who.name} · ${addressText(who)}`;
  byId('chat-sub').classList.toggle('is-typing', typing);
  byId('number-pick').hidden = info.numbers.length < 2;
  const select = byId('number-select');
  if (select.options.length !== info.numbers.length) {
    select.replaceChildren(
      ...info.numbers.map(each => h('option', { value: each.phoneNumberId }, each.displayPhoneNumber)),
    );
  }
  select.value = state.phoneNumberId;
}

const isTyping = () => (state.typing.get(chatKey()) ?? 0) > nowMs();

export function renderTyping() {
  const row = byId('typing');
  const on = isTyping() && customer()?.offline !== true;
  if (row.hidden !== on) return;
  row.hidden = !on;
  renderHead();
  stayAtEnd();
}

function stayAtEnd() {
  const log = byId('log');
  if (atEnd) log.scrollTop = log.scrollHeight;
}

/** Stays at the newest message while pictures load and the size changes, unless the reader scrolled up. */
export function followEnd() {
  const log = byId('log');
  log.addEventListener('scroll', () => {
    atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 80;
  });
  log.addEventListener('load', stayAtEnd, true);
  new ResizeObserver(stayAtEnd).observe(log);
}
