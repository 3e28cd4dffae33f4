import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { answer } from './answer.ts';
import { conform, fill, materialOf } from './generic.ts';
import { type JsonSchema, satisfies } from './schema.ts';

const generated = z.strictObject({
  offerSummary: z.string().max(60),
  website: z.url().nullable(),
  words: z.int().min(5).max(25),
  score: z.number().min(0).max(1),
  tone: z.enum(['formal', 'casual']),
  tags: z.array(z.string().min(2).max(12)).min(2).max(4),
  when: z.iso.datetime(),
  phone: z.string().regex(/^\+\d{9,12}$/),
  nested: z.strictObject({ yes: z.boolean(), deep: z.array(z.strictObject({ id: z.uuid() })).max(3) }),
  either: z.union([
    z.strictObject({ kind: z.literal('a'), a: z.string() }),
    z.strictObject({ kind: z.literal('b'), b: z.int() }),
  ]),
});

describe('any other schema', () => {
  const user = 'Offer summary: Surf lessons for children\nWords: 12\nTone: casual';

  it('is filled validly, from the lines of the request where names meet', () => {
    const raw = answer({
      system: '',
      user,
      role: 'config',
      schema: z.toJSONSchema(generated) as JsonSchema,
      jsonObject: false,
      pictures: [],
    });
    const value = generated.parse(JSON.parse(raw));
    expect(value).toMatchObject({
      offerSummary: 'Surf lessons for children',
      words: 12,
      tone: 'casual',
      website: null,
    });
  });

  it('ends for a schema that contains itself', () => {
    const tree: JsonSchema = {
      $ref: '#/$defs/node',
      $defs: {
        node: {
          type: 'object',
          required: ['children'],
          properties: { name: { type: 'string' }, children: { type: 'array', items: { $ref: '#/$defs/node' } } },
        },
      },
    };
    expect(satisfies(fill(tree, tree, materialOf('')), tree)).toBe(true);
  });
});

describe('conform', () => {
  it('drops unknown keys, cuts long texts and fills what is missing', () => {
    const schema: JsonSchema = {
      type: 'object',
      required: ['text', 'list', 'added'],
      additionalProperties: false,
      properties: {
        text: { type: 'string', maxLength: 5 },
        list: { type: 'array', maxItems: 1, items: { type: 'string' } },
        added: { type: 'integer', minimum: 3 },
      },
    };
    const value = conform({ text: 'too long', list: ['a', 'b'], more: 1 }, schema, schema, materialOf(''));
    expect(value).toEqual({ text: 'too l', list: ['a'], added: 3 });
    expect(satisfies(value, schema)).toBe(true);
  });
});
