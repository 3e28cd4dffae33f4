import { control } from './api.js';
import { ticks } from './bubble.js';
import { byId, h, reconcile } from './dom.js';
import { initialsOf, phoneText, shortTimeOf, toneOf } from './format.js';
import { closeSheet, openSheet } from './sheet.js';
import { messagesOf, state, unreadOf } from './store.js';

export function avatar(name) {
  return h('span', { class: `avatar ${toneOf(name)}`, 'aria-hidden': 'true' }, initialsOf(name));
}

export const addressText = each =>
  each.phone && !each.hidesNumber
    ? phoneText(each.phone)
    : each.username
      ? `@${each.username.replace(/^@/, '')}`
      : each.userId;

/** The customers, whoever wrote last on top. */
export function renderPeople(open) {
  const rows = [...state.customers.values()]
    .map(each => ({ each, last: messagesOf(each.id).at(-1), unread: unreadOf(each.id) }))
    .sort((a, b) => (b.last?.at ?? b.each.createdAt) - (a.last?.at ?? a.each.createdAt));
  reconcile(byId('people-list'), rows, {
    keyOf: row => row.each.id,
    signOf: row => JSON.stringify([row, row.each.id === state.current]),
    build: row => h('li', {}, personRow(row, open)),
  });
}

function personRow({ each, last, unread }, open) {
  const flags = [each.offline && 'offline', each.blocked && 'blocked', each.losesReply && 'loses the reply'].filter(
    Boolean,
  );
  return h(
    'button',
    {
      type: 'button',
      class: 'person',
      'aria-current': each.id === state.current ? 'true' : undefined,
      dataset: { testid: 'phone-customer', customer: each.id },
      onclick: () => open(each.id),
    },
    avatar(each.name),
    h(
      'span',
      { class: 'person-text' },
      h('span', { class: 'person-line' }, h('b', {}, each.name), last && h('time', {}, shortTimeOf(last.at))),
      h(
        'span',
        { class: 'person-line' },
        h(
          'span',
          { class: 'preview' },
          last?.from === 'me' && ticks(last.status),
          last ? (last.deleted ? 'Deleted message' : last.text) : addressText(each),
        ),
        unread > 0 && h('span', { class: 'badge', 'aria-label': `${unread} unread` }, String(unread)),
      ),
      flags.length > 0 &&
        h(
          'span',
          { class: 'flags' },
          flags.map(flag => h('span', { class: 'flag' }, flag)),
        ),
    ),
  );
}

export function openNewCustomer(open) {
  const field = (name, label, props) =>
    h('label', { class: 'field' }, h('span', {}, label), h('input', { name, ...props }));
  const random = String(100 + Math.floor(Math.random() * 900));
  const form = h(
    'form',
    {
      class: 'sheet-form',
      onsubmit: async event => {
        event.preventDefault();
        const data = new FormData(form);
        const hides = data.get('hidesNumber') === 'on';
        const made = await control('POST', 'customers', {
          name: data.get('name'),
          phone: data.get('phone'),
          ...(data.get('username') ? { username: data.get('username') } : {}),
          hidesNumber: hides,
        });
        state.customers.set(made.id, made);
        closeSheet();
        open(made.id);
      },
    },
    field('name', 'Name', { required: true, maxlength: 80, placeholder: 'Diego Ramos', autocomplete: 'off' }),
    field('phone', 'Phone number', {
      required: true,
      type: 'tel',
      value: `+1 555 010 0${random}`,
      autocomplete: 'off',
    }),
    field('username', 'Username (optional)', { maxlength: 35, placeholder: 'diego.r', autocomplete: 'off' }),
    h(
      'label',
      { class: 'check' },
      h('input', { type: 'checkbox', name: 'hidesNumber' }),
      h('span', {}, 'Hides the phone number from businesses'),
    ),
    h('button', { type: 'submit', class: 'primary' }, 'Add customer'),
  );
  openSheet('New customer', form);
  form.elements.name.focus();
}
