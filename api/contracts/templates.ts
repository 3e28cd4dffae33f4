import { z } from 'zod';
import { id } from './common.ts';

const variable = z.strictObject({
  part: z.enum(['BODY', 'HEADER']),
  variable: z.string(),
  text: z.string().nullable(),
});

export const templateViewSchema = z.strictObject({
  name: z.string(),
  language: z.string(),
  category: z.string(),
  status: z.string(),
  quality: z.string().nullable(),
  preview: z.string(),
  header: z.string().nullable().describe('with its variables as {{…}}'),
  body: z.string().describe('with its variables as {{…}}'),
  footer: z.string().nullable(),
  buttons: z.array(z.string()),
  variables: z.array(variable).describe('in the order in which they stand; text null = nothing is known'),
  priceMicros: z.int().nullable().describe('of a US dollar, for one message as the rates stand; null = not known'),
  sendable: z.boolean().describe('may be sent, and every variable has a value or a fallback'),
  why: z.string().nullable().describe('what keeps it from being sent'),
  blocked: z.string().nullable().describe('what no value could mend'),
});
export type TemplateView = z.infer<typeof templateViewSchema>;

/** GET /conversations/:id/templates */
export const templateListSchema = z.strictObject({ templates: z.array(templateViewSchema) });

const LINE = /^(?!.*(?:[\n\r\t]| {5}))/;

/** POST /conversations/:id/templates — a person sends a template. Variables that are not given keep what is known of the lead. */
export const sendTemplateSchema = z.strictObject({
  id,
  name: z.string().min(1).max(512),
  language: z.string().min(2).max(20),
  variables: z
    .array(
      z.strictObject({
        part: z.enum(['BODY', 'HEADER']),
        variable: z.string().min(1).max(100),
        text: z
          .string()
          .trim()
          .min(1, 'Write what should stand there.')
          .max(1_000)
          .regex(LINE, 'A value may hold no line breaks, tabs or more than four spaces in a row.'),
      }),
    )
    .max(50)
    .default([]),
});
export type SendTemplate = z.input<typeof sendTemplateSchema>;
