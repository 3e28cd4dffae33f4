import { control } from './api.js';
import { byId, h, reconcile, toast } from './dom.js';
import { timeOf } from './format.js';
import { loadAll, state } from './store.js';

const SHOWN = 100;
const opened = new Set();
let built = false;

/** Every POST to the business, newest first, with its bytes and answers. */
export function renderWebhooks() {
  if (!built) build();
  const rows = [...state.deliveries.values()].slice(-SHOWN).reverse();
  byId('webhook-count').textContent = String(state.deliveries.size);
  const info = state.info;
  byId('webhook-target').textContent = info?.webhookUrl ?? '';
  const shake = info?.handshake;
  byId('webhook-handshake').textContent = shake
    ? shake.ok
      ? 'Handshake answered.'
      : `Handshake failed. ${shake.detail}`
    : 'Handshake not answered yet.';
  byId('webhook-empty').hidden = rows.length > 0;
  reconcile(byId('webhook-list'), rows, {
    keyOf: row => row.id,
    signOf: row => JSON.stringify([row.state, row.attempts.length, row.nextAttemptAt]),
    build: rowNode,
  });
}

function outcomeOf(row) {
  const last = row.attempts.at(-1);
  if (row.state === 'delivered') return ['good', '200'];
  if (row.state === 'dropped') return ['bad', 'dropped'];
  if (last === undefined) return ['wait', 'sending'];
  return ['bad', last.responseStatus === null ? 'no answer' : String(last.responseStatus)];
}

function rowNode(row) {
  const [tone, word] = outcomeOf(row);
  const first =
    row.attempts.length > 1
      ? `${row.attempts.length} tries`
      : row.attempts.length === 1
        ? `${row.attempts[0].durationMs} ms`
        : '';
  const body = h('div', { class: 'webhook-body' });
  const fill = () => body.replaceChildren(...details(row));
  const node = h(
    'details',
    {
      class: 'webhook',
      open: opened.has(row.id),
      ontoggle: () => {
        if (node.open) {
          opened.add(row.id);
          fill();
        } else opened.delete(row.id);
      },
    },
    h(
      'summary',
      {},
      h('span', { class: `pill ${tone}` }, word),
      h('span', { class: 'webhook-summary' }, row.summary),
      h('span', { class: 'webhook-time' }, first, h('time', {}, timeOf(row.createdAt))),
    ),
    body,
  );
  if (opened.has(row.id)) fill();
  return node;
}

function details(row) {
  const attempts = row.attempts.map((attempt, index) =>
    h(
      'li',
      {},
      h('b', {}, `${index + 1}. ${attempt.responseStatus ?? 'no answer'}`),
      ` in ${attempt.durationMs} ms at ${timeOf(attempt.at)}`,
      attempt.signature !== 'good' && `, signature ${attempt.signature}`,
      (attempt.error ?? attempt.responseBody) && h('code', {}, attempt.error ?? attempt.responseBody),
    ),
  );
  const next =
    row.state === 'pending' && row.nextAttemptAt
      ? [h('p', { class: 'hint' }, `Tried again at ${timeOf(row.nextAttemptAt)}.`)]
      : [];
  const pretty = h('pre', { tabindex: '0' }, JSON.stringify(JSON.parse(row.body), null, 2));
  const raw = h('pre', { tabindex: '0', hidden: true, class: 'raw' }, row.body);
  const swap = event => {
    raw.hidden = !raw.hidden;
    pretty.hidden = !raw.hidden;
    event.target.textContent = raw.hidden ? 'Show exact bytes' : 'Show formatted';
  };
  return [
    h('ol', { class: 'attempts' }, attempts),
    ...next,
    h('button', { type: 'button', class: 'link', onclick: swap }, 'Show exact bytes'),
    pretty,
    raw,
  ];
}

function build() {
  built = true;
  const flush = async () => {
    const { retried, deliveries } = await control('POST', 'webhooks/flush', {});
    toast(retried + deliveries.length === 0 ? 'Nothing is waiting.' : `Trying ${retried + deliveries.length} again.`);
  };
  const verify = async () => {
    await control('POST', 'webhooks/verify', {});
    await loadAll();
  };
  byId('pane-webhooks').append(
    h('p', { class: 'target' }, h('code', { id: 'webhook-target' }), h('small', { id: 'webhook-handshake' })),
    h(
      'div',
      { class: 'steps two' },
      h('button', { type: 'button', onclick: flush }, 'Send waiting now'),
      h('button', { type: 'button', onclick: verify }, 'Repeat handshake'),
    ),
    h('p', { id: 'webhook-empty', class: 'hint' }, 'No webhook yet. Write a message on the phone.'),
    h('div', { id: 'webhook-list', class: 'webhook-list' }),
  );
}
