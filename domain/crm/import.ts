/** What a row of a file says about a contact, or what is wrong with it (C-LEAD-1, X-IDENT). Pure. */
import { z } from 'zod';
import { parsePhone } from '../message/phone.ts';
import { type Field, fieldValue } from './fields.ts';

export const IMPORT_TARGETS = ['name', 'phone', 'email', 'value', 'notes', 'language'] as const;
export type ImportTarget = (typeof IMPORT_TARGETS)[number];

/** One of the above, or `field:` and the id of a custom field. */
export const importTargetSchema = z.union([
  z.enum(IMPORT_TARGETS),
  z.string().regex(/^field:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
]);

export const importOptionsSchema = z.strictObject({
  known: z.enum(['update', 'skip']).default('update').describe('what becomes of contacts that are there already'),
  country: z
    .string()
    .regex(/^[A-Z]{2}$/)
    .nullable()
    .default(null)
    .describe('ISO 3166, assumed for numbers without a country code'),
  labelIds: z.array(z.uuid()).max(20).default([]).describe('labels for everybody in the file'),
  assign: z.boolean().default(false).describe('give new leads their owners by the rule'),
});
export type ImportOptions = z.infer<typeof importOptionsSchema>;

export interface ImportField extends Field {
  id: string;
  name: string;
}

export interface PlannedContact {
  name: string | null;
  /** E.164. */
  phone: string | null;
  /** Lower case. */
  email: string | null;
  valueMicros: number | null;
  notes: string | null;
  language: string | null;
  fields: { fieldId: string; value: string; amount: number | null }[];
}

export type PlannedRow = { ok: true; contact: PlannedContact } | { ok: false; errors: string[] };

const EMAIL = /^[^\s@"<>()]{1,64}@[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63}){1,8}$/;
const MOST_NAME = 200;
const MOST_NOTES = 10_000;
const MOST_VALUE = 1e9;

/** @param mapping target by column; null = the column is not taken. */
export function planRow(
  cells: readonly string[],
  mapping: readonly (string | null)[],
  fields: ReadonlyMap<string, ImportField>,
  { country }: Pick<ImportOptions, 'country'>,
): PlannedRow {
  const contact: PlannedContact = {
    ...{ name: null, phone: null, email: null, valueMicros: null, notes: null, language: null },
    fields: [],
  };
  const errors: string[] = [];
  if (cells.slice(mapping.length).some(cell => cell.trim() !== ''))
    errors.push(
      `has ${cells.length} cells, and the file has ${mapping.length} columns: put cells with a separator in quotes`,
    );
  mapping.forEach((target, column) => {
    // What our own files put before a formula is not part of it.
    const text = (cells[column] ?? '').replace(/^'(?=\s*[=+\-@\t\r|%\uff1d\uff0b\uff0d\uff20])/, '').trim();
    if (target === null || text === '') return;
    const problem = take(contact, target, text, fields, country);
    if (problem !== null) errors.push(problem);
  });
  if (errors.length === 0 && contact.phone === null && contact.email === null)
    errors.push('has neither a phone number nor an e-mail address');
  return errors.length > 0 ? { ok: false, errors } : { ok: true, contact };
}

/** Null when it was taken; otherwise what is wrong. */
function take(
  contact: PlannedContact,
  target: string,
  text: string,
  fields: ReadonlyMap<string, ImportField>,
  country: string | null,
): string | null {
  if (hasControls(text)) return `${target} holds a character that cannot be stored`;
  switch (target) {
    case 'name':
      contact.name = text;
      return text.length > MOST_NAME ? `name is longer than ${MOST_NAME} characters` : null;
    case 'phone':
      contact.phone = parsePhone(text, country);
      return contact.phone === null ? `phone “${text.slice(0, 30)}” is no phone number` : null;
    case 'email':
      contact.email = text.toLowerCase();
      return EMAIL.test(contact.email) ? null : `e-mail “${text.slice(0, 60)}” is no e-mail address`;
    case 'value': {
      const amount = Number(text.replaceAll(/[,\s]/g, ''));
      if (!Number.isFinite(amount) || amount < 0 || amount > MOST_VALUE)
        return `value “${text.slice(0, 30)}” is no amount; write it like 1250.50`;
      contact.valueMicros = Math.round(amount * 1_000_000);
      return null;
    }
    case 'notes':
      contact.notes = text;
      return text.length > MOST_NOTES ? `notes are longer than ${MOST_NOTES} characters` : null;
    case 'language':
      contact.language = text.toLowerCase();
      return /^[a-z]{2,3}$/.test(contact.language) ? null : `language “${text.slice(0, 20)}” is no code like en or hi`;
    default: {
      const field = fields.get(target.slice('field:'.length));
      if (!field) return null;
      const value = fieldValue(field, text);
      if (!value.ok) return `${field.name} ${value.problem}`;
      contact.fields.push({ fieldId: field.id, value: value.value, amount: value.amount });
      return null;
    }
  }
}

const hasControls = (text: string): boolean => text.includes('\u0000') || !text.isWellFormed();

const GUESSES: [ImportTarget, RegExp][] = [
  ['email', /e-?mail|correo/i],
  ['phone', /phone|mobile|whatsapp|number|tel|cell/i],
  ['value', /value|amount|worth|price|budget/i],
  ['notes', /note|comment|remark/i],
  ['language', /language|lang$/i],
  ['name', /name/i],
];

/** What each column probably is, by its name; each target once. */
export function guessMapping(
  columns: readonly string[],
  fields: readonly { id: string; name: string }[],
): (string | null)[] {
  const taken = new Set<string>();
  return columns.map(column => {
    const field = fields.find(each => each.name.toLowerCase() === column.trim().toLowerCase());
    const target = field
      ? `field:${field.id}`
      : GUESSES.find(([each, pattern]) => !taken.has(each) && pattern.test(column))?.[0];
    if (!target || taken.has(target)) return null;
    taken.add(target);
    return target;
  });
}
