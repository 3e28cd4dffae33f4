import { toggle } from './actions.js';
import { control } from './api.js';
import { byId, h } from './dom.js';
import { fullTimeOf } from './format.js';
import { customer, nowMs, state } from './store.js';

const HOUR = 3600000;

const SWITCHES = [
  ['offline', 'Offline', 'Messages are sent, not delivered, until the phone is back.', 'phone-offline'],
  ['blocked', 'Blocked the business', 'Messages fail with 131026.', 'phone-blocked'],
  [
    'losesReply',
    'Loses the reply',
    'A send is accepted, then the connection drops before the answer.',
    'phone-loses-reply',
  ],
  ['hidesNumber', 'Hides the phone number', 'Webhooks name only the user id.', 'phone-hides-number'],
  ['autoRead', 'Reads at once', 'Read receipts come without opening the chat.', 'phone-auto-read'],
];

const STEPS = [
  ['+10 min', HOUR / 6],
  ['+1 h', HOUR],
  ['+23 h', 23 * HOUR],
  ['+25 h', 25 * HOUR],
  ['+3 days', 72 * HOUR],
  ['+7 days', 168 * HOUR],
];

let built = false;

/** Switches of the open customer and the clock. Built once, then brought up to date. */
export function renderControls() {
  if (!built) build();
  const who = customer();
  byId('panel-name').textContent = who?.name ?? 'No customer';
  for (const [name] of SWITCHES) {
    const box = byId(`switch-${name}`);
    box.checked = who?.[name] === true;
    box.disabled = who === undefined;
  }
  byId('clock-now').textContent = fullTimeOf(nowMs());
  const moved = Math.abs(state.offsetMs) >= 1000;
  byId('clock-note').textContent = moved ? `Moved by ${spanOf(state.offsetMs)}.` : 'The real time.';
  byId('clock-back').disabled = !moved;
}

function spanOf(ms) {
  const minutes = Math.round(Math.abs(ms) / 60000);
  const parts = [
    [Math.floor(minutes / 1440), 'd'],
    [Math.floor((minutes % 1440) / 60), 'h'],
    [minutes % 60, 'min'],
  ].filter(([count]) => count > 0);
  return `${ms < 0 ? '−' : '+'}${parts.map(([count, unit]) => `${count} ${unit}`).join(' ') || '0 min'}`;
}

const move = body => control('POST', 'clock', body).catch(() => {});

function build() {
  built = true;
  const switches = SWITCHES.map(([name, label, hint, testid]) =>
    h(
      'label',
      { class: 'switch' },
      h('span', {}, h('b', {}, label), h('small', {}, hint)),
      h('input', {
        type: 'checkbox',
        role: 'switch',
        id: `switch-${name}`,
        dataset: { testid },
        onchange: event => toggle(name, event.target.checked).catch(() => {}),
      }),
    ),
  );
  const set = h('input', { type: 'datetime-local', 'aria-label': 'Set the clock to', step: 60 });
  byId('pane-controls').append(
    h('h3', { id: 'panel-name' }),
    h('div', { class: 'group' }, switches),
    h('h3', {}, 'Clock of the simulator'),
    h(
      'div',
      { class: 'group clock' },
      h(
        'p',
        { class: 'clock-face' },
        h('span', { id: 'clock-now', dataset: { testid: 'phone-clock' } }),
        h('small', { id: 'clock-note' }),
      ),
      h(
        'div',
        { class: 'steps' },
        STEPS.map(([label, advanceMs]) => h('button', { type: 'button', onclick: () => move({ advanceMs }) }, label)),
      ),
      h(
        'div',
        { class: 'clock-set' },
        set,
        h(
          'button',
          { type: 'button', onclick: () => set.value && move({ nowMs: new Date(set.value).getTime() }) },
          'Set',
        ),
      ),
      h(
        'button',
        { type: 'button', id: 'clock-back', class: 'wide', onclick: () => move({ reset: true }) },
        'Back to the real time',
      ),
      h(
        'p',
        { class: 'hint' },
        'Moves the 24 hour window, media links, reviews and retries here. The business keeps its own clock.',
      ),
    ),
  );
}
