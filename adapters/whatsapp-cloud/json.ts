/** Reading JSON of which nothing is promised: every accessor answers null instead of throwing. */
import type { JsonObject } from './wire.ts';

/** Deeper than any documented payload; what lies below is dropped, so that nothing further in can overflow a stack. */
const MAX_DEPTH = 48;

export function asObject(value: unknown): JsonObject | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : null;
}

export function asArray(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The objects of a list; what is no object is left out. */
export function objectsOf(value: unknown): JsonObject[] {
  return asArray(value).flatMap(item => {
    const object = asObject(item);
    return object ? [object] : [];
  });
}

/** A cleaned, non-empty string; numbers (ids that some webhooks send as integers) become strings. */
export function asString(value: unknown): string | null {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  if (typeof value !== 'string') return null;
  const cleaned = cleanText(value);
  return cleaned === '' ? null : cleaned;
}

/** A finite number, given as number or as numeric string. */
export function asNumber(value: unknown): number | null {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : null;
}

export function asBoolean(value: unknown): boolean | null {
  return typeof value === 'boolean' ? value : null;
}

/** Without U+0000 and lone surrogates: Postgres takes neither in text or jsonb. */
export function cleanText(text: string): string {
  const withoutNull = text.includes('\u0000') ? text.replaceAll('\u0000', '') : text;
  return withoutNull.isWellFormed() ? withoutNull : withoutNull.toWellFormed();
}

/** A copy that can be stored and serialized: strings cleaned (keys too), nesting bounded, no `__proto__`. */
export function cleanJson(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return cleanText(value);
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  if (typeof value !== 'object' || value === null || depth >= MAX_DEPTH) return null;
  if (Array.isArray(value)) return value.map(item => cleanJson(item, depth + 1));
  const copy: JsonObject = {};
  for (const [key, item] of Object.entries(value)) {
    if (key !== '__proto__') copy[cleanText(key)] = cleanJson(item, depth + 1);
  }
  return copy;
}

/** The same text for the same content, whatever the order of its keys. */
export function stableStringify(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) => {
    const object = asObject(item);
    if (!object) return item;
    return Object.fromEntries(Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

/** At most this many characters, without cutting a surrogate pair in two. */
export function clip(text: string, maxChars: number): string {
  return text.length <= maxChars ? text : text.slice(0, maxChars).replace(/[\ud800-\udbff]$/, '');
}
