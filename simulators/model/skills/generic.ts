import { hash32 } from '../prompt/random.ts';
import { stem, words } from '../prompt/text.ts';
import { isObject, type JsonSchema, resolve, satisfies, typesOf } from './schema.ts';

/** Text of the request that a generic answer may quote, as `key: value` lines and as a whole. */
export interface Material {
  lines: { key: Set<string>; value: string }[];
  all: string;
}

export function materialOf(text: string): Material {
  const lines = text.split(/\r?\n/).flatMap(line => {
    const match = /^[\s\-*"]*([\p{L}][\p{L}\p{N} _/-]{0,50})["']?\s*[:=]\s*(.+)$/u.exec(line);
    return match ? [{ key: stems(match[1] ?? ''), value: (match[2] ?? '').replace(/^["']|["',]+$/g, '').trim() }] : [];
  });
  return { lines: lines.filter(line => line.value !== ''), all: text };
}

function stems(name: string): Set<string> {
  return new Set(words(name.replace(/([a-z])([A-Z])/g, '$1 $2').replaceAll('_', ' ')).map(stem));
}

function lookUp(name: string, material: Material): string | null {
  const wanted = stems(name);
  let best: { value: string; score: number } | null = null;
  for (const line of material.lines) {
    const common = [...wanted].filter(word => line.key.has(word)).length;
    const score = common / Math.max(1, new Set([...wanted, ...line.key]).size);
    if (score >= 0.5 && (best === null || score > best.score)) best = { value: line.value, score };
  }
  return best?.value ?? null;
}

const FORMATS: Record<string, string> = {
  'date-time': '2026-01-01T00:00:00Z',
  date: '2026-01-01',
  time: '09:00:00Z',
  email: 'demo@example.com',
  uri: 'https://example.com/',
  url: 'https://example.com/',
  uuid: '00000000-0000-4000-8000-000000000000',
  ipv4: '192.0.2.1',
};

function text(name: string, schema: JsonSchema, material: Material): string {
  if (schema.format !== undefined && FORMATS[schema.format] !== undefined) return FORMATS[schema.format] ?? '';
  const found =
    lookUp(name, material) ??
    `Demo ${name
      .replace(/([a-z])([A-Z])/g, '$1 $2')
      .replaceAll('_', ' ')
      .toLowerCase()}`.trim();
  const shaped =
    schema.pattern === undefined || new RegExp(schema.pattern, 'u').test(found) ? found : fromPattern(schema.pattern);
  return shaped.slice(0, schema.maxLength ?? 400).padEnd(schema.minLength ?? 0, '.');
}

/** A string for simple patterns (character classes, groups, alternatives, repeats); else the empty string. */
function fromPattern(pattern: string): string {
  let source = pattern.replace(/^\^|\$$/g, '');
  for (let i = 0; i < 20 && /\((?:\?:)?[^()]*\)/.test(source); i++)
    source = source.replace(/\((?:\?:)?([^()|]*)[^()]*\)[?*]?/, '$1');
  source = source.split('|')[0] ?? '';
  const out: string[] = [];
  for (const match of source.matchAll(/(\[\^?(?:\\.|[^\]\\])+\]|\\.|.)(\{(\d+)(?:,\d*)?\}|[+*?])?/gu)) {
    const unit = match[1] ?? '';
    const times = match[3] === undefined ? (match[2] === '*' || match[2] === '?' ? 0 : 1) : Number(match[3]);
    const sample = unit.startsWith('[')
      ? (/\[(?:\\(.)|(.))/.exec(unit)?.slice(1).find(Boolean) ?? 'a')
      : unit === '\\d'
        ? '0'
        : unit === '\\w' || unit === '.'
          ? 'a'
          : unit === '\\s'
            ? ' '
            : unit.replace('\\', '');
    out.push((sample === 'd' && unit.startsWith('[\\') ? '0' : sample).repeat(times));
  }
  return out.join('');
}

function number(name: string, schema: JsonSchema, material: Material, whole: boolean): number {
  const said = Number(/-?\d+(?:\.\d+)?/.exec((lookUp(name, material) ?? '').replace(/,/g, ''))?.[0] ?? Number.NaN);
  const step = whole ? 1 : 0.01;
  const low = Math.max(
    schema.minimum ?? -Infinity,
    schema.exclusiveMinimum === undefined ? -Infinity : schema.exclusiveMinimum + step,
  );
  const high = Math.min(
    schema.maximum ?? Infinity,
    schema.exclusiveMaximum === undefined ? Infinity : schema.exclusiveMaximum - step,
  );
  const middle =
    Number.isFinite(low) && Number.isFinite(high) && high - low <= 1000
      ? (low + high) / 2
      : Number.isFinite(low) && Math.abs(low) < 1e9
        ? low
        : 1;
  let value = Math.min(high, Math.max(low, Number.isNaN(said) ? middle : said));
  if (schema.multipleOf !== undefined)
    value = Math.max(Math.ceil(low / schema.multipleOf), Math.round(value / schema.multipleOf)) * schema.multipleOf;
  return whole ? Math.round(value) : value;
}

/** Fills any schema with a valid value, quoting `key: value` lines of the request where names meet. */
export function fill(raw: JsonSchema, root: JsonSchema, material: Material, name = 'value', depth = 0): unknown {
  const schema = resolve(raw, root);
  if (schema.const !== undefined) return schema.const;
  if (schema.enum && schema.enum.length > 0) {
    const said = lookUp(name, material)?.toLowerCase();
    return (
      schema.enum.find(one => typeof one === 'string' && one.toLowerCase() === said) ??
      schema.enum[hash32(`${name}${material.all}`) % schema.enum.length]
    );
  }
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices && choices.length > 0) {
    const full = choices.find(choice => !typesOf(resolve(choice, root)).includes('null'));
    const empty = choices.find(choice => typesOf(resolve(choice, root)).includes('null'));
    // Nullable things are filled only when the request says something about them: nothing is invented.
    if (empty && (lookUp(name, material) === null || depth > 6)) return null;
    return fill(full ?? choices[0] ?? {}, root, material, name, depth + 1);
  }
  const types = typesOf(schema);
  if (types.includes('null') && (types.length === 1 || lookUp(name, material) === null)) return null;
  switch (types.find(type => type !== 'null')) {
    case 'object': {
      const value: Record<string, unknown> = {};
      for (const [key, part] of Object.entries(schema.properties ?? {})) {
        if (depth > 6 && !(schema.required ?? []).includes(key)) continue;
        value[key] = fill(part, root, material, key, depth + 1);
      }
      return value;
    }
    case 'array': {
      const count = Math.max(schema.minItems ?? 0, depth > 4 || schema.maxItems === 0 ? 0 : 1);
      return Array.from({ length: depth > 8 ? (schema.minItems ?? 0) : count }, () =>
        fill(schema.items ?? {}, root, material, name.replace(/s$/, ''), depth + 1),
      );
    }
    case 'integer':
      return number(name, schema, material, true);
    case 'number':
      return number(name, schema, material, false);
    case 'boolean':
      return /^(true|yes)$/i.test(lookUp(name, material) ?? '');
    default:
      return text(name, schema, material);
  }
}

/** Makes a skill's answer fit the schema of the request: unknown keys go, missing or unfit ones are filled. */
export function conform(
  value: unknown,
  raw: JsonSchema,
  root: JsonSchema,
  material: Material,
  name = 'value',
): unknown {
  const schema = resolve(raw, root);
  if (isObject(value) && schema.properties) {
    const fitted: Record<string, unknown> = {};
    for (const [key, part] of Object.entries(schema.properties))
      fitted[key] = key in value ? conform(value[key], part, root, material, key) : fill(part, root, material, key);
    return fitted;
  }
  if (satisfies(value, schema, root)) return value;
  if (typeof value === 'string' && schema.maxLength !== undefined && value.length > schema.maxLength)
    return value.slice(0, schema.maxLength);
  const items = schema.items;
  if (Array.isArray(value) && items) {
    const kept = value
      .map(item => conform(item, items, root, material, name))
      .filter(item => satisfies(item, items, root))
      .slice(0, schema.maxItems ?? value.length);
    if (satisfies(kept, schema, root)) return kept;
  }
  if (typeof value === 'string' && schema.anyOf) {
    const cut = schema.anyOf
      .map(choice => conform(value, resolve(choice, root), root, material, name))
      .find(one => satisfies(one, schema, root));
    if (cut !== undefined) return cut;
  }
  return fill(schema, root, material, name);
}
