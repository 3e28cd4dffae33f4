/** Typed fields that a business adds to its contacts (B-CON-5): what a value may be, and how it is written. Pure. */

export const FIELD_TYPES = ['text', 'number', 'date', 'choice', 'yes_no'] as const;
export type FieldType = (typeof FIELD_TYPES)[number];

export interface Field {
  type: FieldType;
  choices: readonly string[];
}

export type FieldValue = { ok: true; value: string; amount: number | null } | { ok: false; problem: string };

export const MAX_VALUE_LENGTH = 1_000;
const YES = new Set(['yes', 'y', 'true', '1', 'haan', 'हाँ']);
const NO = new Set(['no', 'n', 'false', '0', 'nahi', 'नहीं']);

const bad = (problem: string): FieldValue => ({ ok: false, problem });
const good = (value: string, amount: number | null = null): FieldValue => ({ ok: true, value, amount });

/** What is typed or imported, in the one form it is stored in; or what is wrong with it and how to mend it. */
export function fieldValue(field: Field, typed: string): FieldValue {
  const text = typed.trim();
  if (text === '') return bad('is empty');
  if (text.length > MAX_VALUE_LENGTH) return bad(`is longer than ${MAX_VALUE_LENGTH} characters`);
  switch (field.type) {
    case 'text':
      return good(text);
    case 'number':
      return numberOf(text);
    case 'date':
      return dateOf(text);
    case 'choice': {
      const choice = field.choices.find(each => each.toLowerCase() === text.toLowerCase());
      return choice === undefined ? bad(`is none of: ${field.choices.join(', ')}`) : good(choice);
    }
    case 'yes_no': {
      const word = text.toLowerCase();
      if (YES.has(word)) return good('yes');
      return NO.has(word) ? good('no') : bad('is neither yes nor no');
    }
  }
}

/** Commas between groups are taken as such; anything else would be a guess. */
export function numberOf(text: string): FieldValue {
  const bare = /^-?\d{1,3}(,\d{2,3})*(,\d{3})(\.\d+)?$/.test(text) ? text.replaceAll(',', '') : text;
  if (!/^-?\d{1,15}(\.\d{1,6})?$/.test(bare)) return bad('is no number; write it like 1250 or 1250.50');
  const amount = Number(bare);
  return good(String(amount), amount);
}

export function dateOf(text: string): FieldValue {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (!match) return bad('is no date; write it like 2026-11-30');
  const [, year, month, day] = match;
  const at = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  const same = at.getUTCMonth() === Number(month) - 1 && at.getUTCDate() === Number(day);
  return same && Number(year) >= 1000 ? good(text) : bad('is a day that does not exist');
}
