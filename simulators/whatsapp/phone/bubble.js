import { react, sendAs } from './actions.js';
import { byId, h, icon } from './dom.js';
import { richText, timeOf } from './format.js';
import { interactiveParts, templateParts } from './interactive.js';
import { mediaNode } from './media.js';
import { openMenu } from './sheet.js';
import { businessName, changed, state } from './store.js';

const EMOJIS = [
  ['👍', 'thumbs up'],
  ['❤️', 'heart'],
  ['😂', 'laughing'],
  ['😮', 'surprised'],
  ['😢', 'sad'],
  ['🙏', 'thanks'],
];
const TICK_NAMES = {
  waiting: 'Waiting for a connection',
  sent: 'Sent',
  delivered: 'Delivered to the business',
  read: 'Read by the business',
};

export function ticks(status) {
  const name = status === 'waiting' ? 'clock' : status === 'sent' ? 'tick' : 'ticks';
  return h(
    'span',
    { class: `ticks ticks-${status}`, role: 'img', 'aria-label': TICK_NAMES[status] ?? status },
    icon(name),
  );
}

/** Words for what waits in the outbox. */
export const textOf = input =>
  input.text ?? input.button_reply?.title ?? input.list_reply?.title ?? input.button?.text ?? `[${input.type}]`;

/** One message with its quote, content, buttons, reactions and time. */
export function bubble(message, { answered = false, first = true, quoted } = {}) {
  const mine = message.from === 'me';
  const { body, buttons } = message.deleted
    ? { body: [h('p', { class: 'gone' }, 'This message was deleted')], buttons: [] }
    : partsOf(message, answered);
  const reactions = [...new Set(Object.values(message.reactions ?? {}))];
  const meta = h(
    'span',
    { class: 'meta' },
    message.edited && 'edited ',
    h('time', {}, timeOf(message.at)),
    mine && ticks(message.status),
  );
  const box = h(
    'div',
    {
      class: `bubble type-${message.type} ${first ? 'first' : ''}`,
      dataset: {
        testid: 'bubble',
        from: message.from,
        type: message.type,
        status: message.status,
        wamid: message.wamid,
      },
    },
    quoted && quoteNode(quoted),
    h('span', { class: 'hidden' }, mine ? 'You: ' : 'Business: '),
    body,
    meta,
    message.status !== 'waiting' && !message.deleted && menuButton(message),
    reactions.length > 0 &&
      h('span', { class: 'reactions', dataset: { testid: 'phone-reactions' } }, reactions.join('')),
  );
  return h(
    'div',
    { class: `row ${mine ? 'mine' : 'theirs'} ${reactions.length > 0 ? 'has-reactions' : ''} ${first ? 'first' : ''}` },
    h('div', { class: 'stack' }, box, buttons.length > 0 && h('div', { class: 'buttons' }, buttons)),
  );
}

function quoteNode(quoted) {
  return h(
    'button',
    {
      type: 'button',
      class: 'quote',
      onclick: () => {
        const target = document.querySelector(`[data-wamid="${CSS.escape(quoted.wamid)}"]`);
        target?.scrollIntoView({ block: 'center', behavior: 'smooth' });
        target?.classList.add('flash');
        setTimeout(() => target?.classList.remove('flash'), 1200);
      },
    },
    h('b', {}, quoted.from === 'me' ? 'You' : businessName()),
    h('span', {}, quoted.deleted ? 'Deleted message' : quoted.text),
  );
}

function partsOf(message, answered) {
  const { type, content } = message;
  if (type === 'text')
    return { body: [h('p', { class: 'words' }, richText(content?.body ?? message.text))], buttons: [] };
  if (['image', 'video', 'audio', 'document', 'sticker'].includes(type))
    return { body: mediaNode(message), buttons: [] };
  if (type === 'location') return { body: [locationNode(content)], buttons: [] };
  if (type === 'contacts') return { body: contactNodes(content), buttons: [] };
  if (type === 'template') return templateParts(message, answered);
  if (type === 'interactive' && message.from === 'business') return interactiveParts(message, answered);
  if (type === 'order')
    return {
      body: [h('p', { class: 'words' }, icon('list'), ` Order of ${content?.product_items?.length ?? 0} products`)],
      buttons: [],
    };
  return { body: [h('p', { class: 'words' }, richText(message.text))], buttons: [] };
}

function locationNode(content) {
  const place = `${Number(content?.latitude).toFixed(4)}, ${Number(content?.longitude).toFixed(4)}`;
  return h(
    'div',
    { class: 'card location' },
    h('span', { class: 'map', 'aria-hidden': 'true' }, icon('pin')),
    h(
      'span',
      { class: 'card-text' },
      h('b', {}, content?.name ?? 'Location'),
      h('span', {}, content?.address ?? place),
    ),
  );
}

function contactNodes(contacts) {
  return (Array.isArray(contacts) ? contacts : []).map(contact =>
    h(
      'div',
      { class: 'card' },
      h('span', { class: 'card-icon' }, icon('person')),
      h(
        'span',
        { class: 'card-text' },
        h('b', {}, contact.name?.formatted_name ?? 'Contact'),
        h('span', {}, contact.phones?.[0]?.phone ?? ''),
      ),
    ),
  );
}

function menuButton(message) {
  const open = event => {
    const mine = message.reactions?.me;
    const row = EMOJIS.map(([label, name]) => ({
      label,
      name: `React with ${name}`,
      run: () => react(message.wamid, mine === label ? '' : label),
    }));
    const items = [{ label: 'Reply', icon: 'reply', run: () => quote(message) }];
    if (mine) items.push({ label: 'Remove my reaction', icon: 'close', run: () => react(message.wamid, '') });
    if (message.from === 'me') {
      items.push({
        label: 'Delete for everyone',
        icon: 'close',
        run: () => sendAs({ type: 'revoke', revoke: { original_message_id: message.wamid } }),
      });
    }
    openMenu(event.currentTarget, items, row);
  };
  return h(
    'button',
    { type: 'button', class: 'bubble-menu', 'aria-label': 'Reply or react', 'aria-haspopup': 'menu', onclick: open },
    icon('smile'),
  );
}

function quote(message) {
  state.quoted = message.wamid;
  changed('quote');
  byId('input').focus();
}
