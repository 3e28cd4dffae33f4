import { sendAs } from './actions.js';
import { upload } from './api.js';
import { byId, h, icon, toast } from './dom.js';
import { openMenu } from './sheet.js';
import { businessName, onChange, state } from './store.js';
import { startVoice } from './voice.js';

const MAX_BYTES = 100 * 1024 * 1024;

/** The line at the bottom: text, files, voice, the quoted message. */
export function startComposer() {
  const input = byId('input');
  const form = byId('composer');
  const grow = () => {
    input.style.setProperty('height', 'auto');
    input.style.setProperty('height', `${Math.min(input.scrollHeight, 120)}px`);
    form.classList.toggle('has-text', input.value.trim() !== '');
  };
  input.addEventListener('input', grow);
  input.addEventListener('keydown', event => {
    if (event.key === 'Escape' && state.quoted !== null) setQuoted(null);
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  });
  form.addEventListener('submit', event => {
    event.preventDefault();
    const text = input.value.trim();
    if (text === '') return;
    input.value = '';
    grow();
    send({ type: 'text', text }).catch(() => {
      if (input.value === '') input.value = text;
      grow();
    });
  });
  byId('attach').addEventListener('click', event => openMenu(event.currentTarget, attachments()));
  byId('voice').addEventListener('click', () => startVoice(byId('voice'), sendVoice));
  byId('file').addEventListener('change', event => {
    const [file] = event.target.files;
    event.target.value = '';
    if (file) sendFile(file);
  });
  byId('log').addEventListener('dragover', event => event.preventDefault());
  byId('log').addEventListener('drop', event => {
    event.preventDefault();
    for (const file of event.dataTransfer?.files ?? []) sendFile(file);
  });
  onChange(renderQuote);
}

function send(content) {
  const context = state.quoted === null ? {} : { context: state.quoted };
  setQuoted(null);
  return sendAs({ ...content, ...context });
}

function attachments() {
  const pick = accept => () => {
    byId('file').accept = accept;
    byId('file').click();
  };
  return [
    { label: 'Photo or video', icon: 'photo', run: pick('image/*,video/*') },
    { label: 'Document', icon: 'file', run: pick('') },
    { label: 'Voice message (sample)', icon: 'mic', run: () => send({ type: 'audio' }) },
    { label: 'Photo (sample)', icon: 'photo', run: () => send({ type: 'image', media: { caption: takeText() } }) },
    { label: 'Document (sample)', icon: 'file', run: () => send({ type: 'document' }) },
    { label: 'Sticker', icon: 'sticker', run: () => send({ type: 'sticker' }) },
    {
      label: 'Location',
      icon: 'pin',
      run: () =>
        send({
          type: 'location',
          location: { latitude: 40.7359, longitude: -73.9911, name: 'Union Square', address: 'New York' },
        }),
    },
  ];
}

/** What is typed becomes the caption. */
function takeText() {
  const text = byId('input').value.trim();
  byId('input').value = '';
  byId('input').dispatchEvent(new Event('input'));
  return text === '' ? undefined : text;
}

async function sendFile(file) {
  if (file.size > MAX_BYTES) return toast('The file is larger than 100 MB.');
  const kind = file.type.split('/')[0];
  const type = kind === 'image' || kind === 'video' || kind === 'audio' ? kind : 'document';
  const media = await upload(file, state.phoneNumberId, file.name);
  await send({
    type,
    media: {
      id: media.id,
      caption: takeText(),
      ...(type === 'document' ? { filename: file.name } : {}),
      ...(type === 'audio' ? { voice: false } : {}),
    },
  });
}

async function sendVoice(blob) {
  const media = await upload(blob, state.phoneNumberId);
  await send({ type: 'audio', media: { id: media.id, voice: true } });
}

function setQuoted(wamid) {
  state.quoted = wamid;
  renderQuote();
}

function renderQuote() {
  const box = byId('quote');
  const message = state.quoted === null ? undefined : state.messages.get(state.quoted);
  box.hidden = message === undefined;
  if (message === undefined) return;
  const who = message.from === 'me' ? 'You' : businessName();
  const close = h(
    'button',
    { type: 'button', class: 'icon', 'aria-label': 'Do not quote', onclick: () => setQuoted(null) },
    icon('close'),
  );
  box.replaceChildren(h('span', { class: 'quote' }, h('b', {}, who), h('span', {}, message.text)), close);
}
