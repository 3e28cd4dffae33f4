import { control } from './api.js';
import { followEnd, renderChat, renderHead, renderTyping } from './chat.js';
import { startComposer } from './composer.js';
import { renderControls } from './controls.js';
import { byId, h, icon } from './dom.js';
import { timeOf } from './format.js';
import { openNewCustomer, renderPeople } from './people.js';
import { changed, customer, follow, messagesOf, nowMs, onChange, state } from './store.js';
import { renderWebhooks } from './webhooks.js';

const TABS = ['controls', 'webhooks'];

function showPane(name) {
  for (const each of TABS) {
    const on = each === name;
    byId(`tab-${each}`).setAttribute('aria-selected', String(on));
    byId(`tab-${each}`).tabIndex = on ? 0 : -1;
    byId(`pane-${each}`).hidden = !on;
  }
}

function openPanel(name) {
  showPane(name);
  document.body.classList.add('panel-open');
  byId(`tab-${name}`).focus();
}

function closePanel() {
  document.body.classList.remove('panel-open');
}

export function openChat(customerId) {
  state.current = customerId;
  state.quoted = null;
  document.body.dataset.screen = 'chat';
  changed('all');
  byId('input').focus({ preventScroll: true });
}

/** What is on screen is read. */
function readVisible() {
  const hidden =
    document.visibilityState !== 'visible' || (document.body.dataset.screen === 'people' && innerWidth < 760);
  const who = customer();
  if (hidden || who === undefined || who.offline) return;
  const unread = messagesOf(who.id).some(message => message.from === 'business' && message.status === 'delivered');
  if (unread)
    control('POST', `chats/${encodeURIComponent(who.id)}/read`, { phoneNumberId: state.phoneNumberId }).catch(() => {});
}

function renderBar() {
  byId('bar-time').textContent = timeOf(nowMs());
  const offline = customer()?.offline === true;
  byId('bar-icons').replaceChildren(
    offline ? icon('plane') : h('span', { class: 'signal' }),
    h('span', { class: 'battery' }),
  );
}

function start() {
  for (const [id, name] of [
    ['back', 'back'],
    ['open-controls', 'more'],
    ['attach', 'plus'],
    ['voice', 'mic'],
    ['send', 'send'],
    ['close-panel', 'close'],
  ]) {
    byId(id).append(icon(name));
  }
  byId('back').addEventListener('click', () => {
    document.body.dataset.screen = 'people';
  });
  byId('open-controls').addEventListener('click', () => openPanel('controls'));
  byId('open-webhooks').addEventListener('click', () => openPanel('webhooks'));
  byId('close-panel').addEventListener('click', closePanel);
  byId('new-customer').addEventListener('click', () => openNewCustomer(openChat));
  byId('number-select').addEventListener('change', event => {
    state.phoneNumberId = event.target.value;
    changed('all');
  });
  for (const name of TABS) {
    byId(`tab-${name}`).addEventListener('click', () => showPane(name));
    byId(`tab-${name}`).addEventListener('keydown', event => {
      if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
      const other = TABS[1 - TABS.indexOf(name)];
      showPane(other);
      byId(`tab-${other}`).focus();
    });
  }
  document.addEventListener('keydown', event => {
    if (event.key === 'Escape') closePanel();
  });
  document.addEventListener('visibilitychange', readVisible);
  startComposer();
  followEnd();
  onChange(parts => {
    const all = parts.has('all');
    if (all || parts.has('customers') || parts.has('messages')) renderPeople(openChat);
    if (all || parts.has('customers') || parts.has('messages') || parts.has('clock')) renderChat();
    if (all || parts.has('customers') || parts.has('typing')) renderHead();
    if (all || parts.has('typing') || parts.has('messages')) renderTyping();
    if (all || parts.has('customers') || parts.has('clock')) renderControls();
    if (all || parts.has('webhooks')) renderWebhooks();
    renderBar();
    if (all || parts.has('messages') || parts.has('customers')) readVisible();
  });
  setInterval(() => {
    renderBar();
    renderTyping();
    renderControls();
  }, 1000);
  follow(condition => {
    const node = byId('connection');
    node.textContent = condition === 'live' ? 'Live' : 'Connection lost, trying again…';
    node.dataset.condition = condition;
  });
}

start();
