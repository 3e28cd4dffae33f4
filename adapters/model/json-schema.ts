/** A zod schema as the JSON Schema that strict structured output takes. What it does not take is told in words. */
import { z } from 'zod';

type Node = Record<string, unknown>;

/** Keywords of strict mode; everything else is stripped, and zod still checks it afterwards. */
const KEPT = new Set([
  'type',
  'enum',
  'const',
  'description',
  'properties',
  'required',
  'additionalProperties',
  'items',
  'anyOf',
  '$ref',
  '$defs',
]);
const cache = new WeakMap<object, Node>();

/** @throws TypeError for what strict mode cannot express: optional properties, records, tuples, intersections. */
export function strictJsonSchema(schema: z.ZodType): Node {
  const known = cache.get(schema);
  if (known) return known;
  const { $schema: _dialect, ...root } = z.toJSONSchema(schema, {
    target: 'draft-2020-12',
    io: 'output',
    unrepresentable: 'throw',
  }) as Node;
  const strict = strip(root, '$');
  if (strict.type !== 'object') throw new TypeError('Structured output must be an object: wrap the value in one.');
  cache.set(schema, strict);
  return strict;
}

function strip(node: Node, path: string): Node {
  if (node.allOf !== undefined || node.prefixItems !== undefined)
    throw new TypeError(`${path}: structured output takes no intersections or tuples.`);
  const result: Node = {};
  for (const [key, value] of Object.entries(node)) {
    if (key === 'oneOf') result.anyOf = children(value, `${path}|`);
    else if (key === 'anyOf') result.anyOf = children(value, `${path}|`);
    else if (key === 'items') result.items = strip(value as Node, `${path}[]`);
    else if (key === 'properties' || key === '$defs')
      result[key] = Object.fromEntries(
        Object.entries(value as Record<string, Node>).map(([name, child]) => [name, strip(child, `${path}.${name}`)]),
      );
    else if (key === 'const') result.enum = [value];
    else if (KEPT.has(key)) result[key] = value;
  }
  if (node.type === 'object') {
    const names = Object.keys((node.properties as Node | undefined) ?? {});
    const required = new Set(Array.isArray(node.required) ? node.required : []);
    const optional = names.find(name => !required.has(name));
    if (optional !== undefined)
      throw new TypeError(`${path}.${optional}: structured output takes no optional properties: make it nullable.`);
    if (typeof node.additionalProperties === 'object')
      throw new TypeError(`${path}: structured output takes no records: use a list of key and value.`);
    Object.assign(result, { properties: result.properties ?? {}, required: names, additionalProperties: false });
  }
  const limits = limitsInWords(node);
  if (limits) result.description = [node.description, limits].filter(Boolean).join('; ');
  return result;
}

const children = (value: unknown, path: string): Node[] =>
  (value as Node[]).map((child, index) => strip(child, `${path}${index}`));

/** Limits that strict mode ignores: a model keeps them better when it reads them. */
function limitsInWords(node: Node): string | null {
  const words = [
    typeof node.maxLength === 'number' ? `at most ${node.maxLength} characters` : null,
    typeof node.minLength === 'number' && node.minLength > 0 ? 'not empty' : null,
    typeof node.maxItems === 'number' ? `at most ${node.maxItems} items` : null,
    typeof node.minItems === 'number' && node.minItems > 0 ? `at least ${node.minItems} items` : null,
    bound(node.minimum) && bound(node.maximum) ? `from ${node.minimum} to ${node.maximum}` : null,
  ].filter(word => word !== null);
  return words.length > 0 ? words.join(', ') : null;
}

/** z.int() carries the safe-integer bounds, which say nothing. */
const bound = (value: unknown): value is number =>
  typeof value === 'number' && Math.abs(value) < Number.MAX_SAFE_INTEGER;
