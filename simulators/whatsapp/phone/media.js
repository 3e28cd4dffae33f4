import { control, mediaUrl } from './api.js';
import { h, icon } from './dom.js';
import { richText, timeOf } from './format.js';

/** Where the bytes are: uploads are served by the simulator; links of the business stay links. */
function sourceOf(content) {
  return content?.id === undefined ? null : mediaUrl(content.id);
}

export function mediaNode(message) {
  const { type, content } = message;
  const source = sourceOf(content);
  const caption = content?.caption ? [h('p', { class: 'words' }, richText(content.caption))] : [];
  if (source === null) return [linkCard(type, content), ...caption];
  if (type === 'image' || type === 'sticker') {
    const alt = content.caption ?? (type === 'image' ? 'Photo' : 'Sticker');
    return [
      h(
        'a',
        { href: source, target: '_blank', rel: 'noopener', class: 'picture' },
        h('img', { src: source, alt, loading: 'lazy' }),
      ),
      ...caption,
    ];
  }
  if (type === 'video')
    return [h('video', { src: source, controls: true, preload: 'metadata', class: 'picture' }), ...caption];
  if (type === 'audio') return [voiceNode(message, source)];
  return [fileCard(content.filename ?? 'Document', source), ...caption];
}

function fileCard(name, href) {
  return h(
    'a',
    { class: 'card file', href, target: '_blank', rel: 'noopener', download: name },
    h('span', { class: 'card-icon' }, icon('file')),
    h(
      'span',
      { class: 'card-text' },
      h('b', {}, name),
      h('span', {}, name.includes('.') ? name.split('.').at(-1).toUpperCase() : 'File'),
    ),
  );
}

function linkCard(type, content) {
  const link = content?.link ?? '';
  const name = content?.filename ?? link.split('/').at(-1) ?? type;
  const icons = { image: 'photo', audio: 'mic', video: 'photo', sticker: 'sticker', document: 'file' };
  const safe = /^https?:\/\//.test(link) ? link : undefined;
  return h(
    'a',
    { class: 'card file', href: safe, target: '_blank', rel: 'noopener noreferrer' },
    h('span', { class: 'card-icon' }, icon(icons[type] ?? 'file')),
    h('span', { class: 'card-text' }, h('b', {}, name || type), h('span', {}, safe ? new URL(safe).host : type)),
  );
}

/** A player with play, a line and the length; playing a voice message of the business reports `played`. */
function voiceNode(message, source) {
  const audio = h('audio', { src: source, preload: 'metadata' });
  const fill = h('span', { class: 'voice-fill' });
  const length = h('span', { class: 'voice-length' }, '0:00');
  const seconds = value =>
    Number.isFinite(value) ? `${Math.floor(value / 60)}:${String(Math.round(value % 60)).padStart(2, '0')}` : '0:00';
  const button = h('button', {
    type: 'button',
    class: 'voice-play',
    'aria-label': 'Play voice message',
    onclick: () => (audio.paused ? audio.play().catch(() => {}) : audio.pause()),
  });
  audio.addEventListener('loadedmetadata', () => {
    length.textContent = seconds(audio.duration);
  });
  audio.addEventListener('timeupdate', () => {
    fill.style.setProperty('width', `${(100 * audio.currentTime) / (audio.duration || 1)}%`);
  });
  audio.addEventListener('play', () => {
    button.classList.add('playing');
    if (message.from === 'business')
      control('POST', `messages/${encodeURIComponent(message.wamid)}/play`, {}).catch(() => {});
  });
  for (const event of ['pause', 'ended']) audio.addEventListener(event, () => button.classList.remove('playing'));
  return h(
    'div',
    { class: 'voice', title: timeOf(message.at) },
    button,
    h('span', { class: 'voice-line' }, fill),
    length,
    audio,
  );
}
