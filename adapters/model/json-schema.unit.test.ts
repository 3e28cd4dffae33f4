import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  critiqueSchema,
  extractionSchema,
  planSchema,
  simpleSchema,
  summarySchema,
  writtenSchema,
} from '../../domain/agent/schemas.ts';
import { strictJsonSchema } from './json-schema.ts';

/** Every object in a JSON Schema. */
function objects(node: unknown): Record<string, unknown>[] {
  if (typeof node !== 'object' || node === null) return [];
  const self = (node as { type?: unknown }).type === 'object' ? [node as Record<string, unknown>] : [];
  return [...self, ...Object.values(node).flatMap(objects)];
}

describe('strictJsonSchema', () => {
  it.each(Object.entries({ extractionSchema, planSchema, writtenSchema, critiqueSchema, simpleSchema, summarySchema }))(
    'makes %s strict: closed, all required, no keyword strict mode refuses',
    (_name, schema) => {
      const strict = strictJsonSchema(schema);
      for (const object of objects(strict)) {
        expect(object.additionalProperties).toBe(false);
        expect(object.required).toEqual(Object.keys(object.properties as object));
      }
      expect(JSON.stringify(strict)).not.toMatch(
        /"(\$schema|minLength|maxLength|minItems|maxItems|minimum|maximum|pattern|format|const|oneOf|default)":/,
      );
    },
  );

  it('keeps descriptions and tells limits in words', () => {
    const schema = z.strictObject({
      a: z.string().min(1).max(20).describe('a title'),
      n: z.number().min(0).max(1).nullable(),
      list: z.array(z.int()).max(3),
      k: z.literal('x'),
    });
    expect(strictJsonSchema(schema)).toEqual({
      type: 'object',
      properties: {
        a: { type: 'string', description: 'a title; at most 20 characters, not empty' },
        n: { anyOf: [{ type: 'number', description: 'from 0 to 1' }, { type: 'null' }] },
        list: { type: 'array', items: { type: 'integer' }, description: 'at most 3 items' },
        k: { type: 'string', enum: ['x'] },
      },
      required: ['a', 'n', 'list', 'k'],
      additionalProperties: false,
    });
  });

  it.each([
    ['an optional property', z.strictObject({ a: z.string().optional() }), /\$\.a: .*nullable/],
    ['a record', z.strictObject({ a: z.record(z.string(), z.number()) }), /list of key and value/],
    ['a bare string', z.string(), /object/],
  ])('refuses %s and says how to mend it', (_name, schema, message) => {
    expect(() => strictJsonSchema(schema)).toThrow(message);
  });
});
