import { h } from './dom.js';
import { nowMs } from './store.js';

const TIME = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const DAY = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' });
const SHORT = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });
const FULL = new Intl.DateTimeFormat(undefined, {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});

export const timeOf = ms => TIME.format(ms);
export const fullTimeOf = ms => FULL.format(ms);
export const dayKeyOf = ms => new Date(ms).toDateString();

export function dayOf(ms) {
  const today = new Date(nowMs());
  if (dayKeyOf(ms) === today.toDateString()) return 'Today';
  today.setDate(today.getDate() - 1);
  return dayKeyOf(ms) === today.toDateString() ? 'Yesterday' : DAY.format(ms);
}

export const shortTimeOf = ms => (dayKeyOf(ms) === dayKeyOf(nowMs()) ? timeOf(ms) : SHORT.format(ms));

/** +1 555 010 0101 out of digits, grouped for reading. */
export function phoneText(digits) {
  const grouped =
    digits.length === 11 && digits.startsWith('1')
      ? digits.replace(/^1(\d{3})(\d{3})(\d{4})$/, '1 $1 $2 $3')
      : digits.replace(/^(\d{2})(?=\d)/, '$1 ').replace(/(\d{3,5})(?=\d{4}$)/, '$1 ');
  return `+${grouped}`;
}

const TOKENS =
  /(https?:\/\/[^\s<>"]+)|```([\s\S]+?)```|\*(\S(?:[^*\n]*\S)?)\*|_(\S(?:[^_\n]*\S)?)_|~(\S(?:[^~\n]*\S)?)~/g;

/** Text with WhatsApp's own marks and links, as nodes. */
export function richText(text) {
  const nodes = [];
  let end = 0;
  for (const match of text.matchAll(TOKENS)) {
    nodes.push(text.slice(end, match.index));
    const [whole, link, mono, bold, italic, struck] = match;
    if (link) nodes.push(h('a', { href: link, target: '_blank', rel: 'noopener noreferrer' }, link));
    else if (mono) nodes.push(h('code', {}, mono));
    else if (bold) nodes.push(h('strong', {}, richText(bold)));
    else if (italic) nodes.push(h('em', {}, richText(italic)));
    else nodes.push(h('s', {}, richText(struck)));
    end = match.index + whole.length;
  }
  nodes.push(text.slice(end));
  return nodes.flat().filter(node => node !== '');
}

export function initialsOf(name) {
  const words = name
    .replace(/[^\p{L}\p{N}\s]/gu, '')
    .trim()
    .split(/\s+/);
  return ((words[0]?.[0] ?? '?') + (words.length > 1 ? (words.at(-1)[0] ?? '') : '')).toUpperCase();
}

/** One of eight calm colours, always the same for a name. */
export function toneOf(name) {
  let sum = 0;
  for (const letter of name) sum = (sum * 31 + letter.codePointAt(0)) % 997;
  return `tone-${sum % 8}`;
}

export const sizeOf = bytes =>
  bytes < 1024
    ? `${bytes} B`
    : bytes < 1048576
      ? `${Math.round(bytes / 1024)} kB`
      : `${(bytes / 1048576).toFixed(1)} MB`;
