/** What is wrong with a configuration, by its place, in words. Pure. */

import type { z } from 'zod';
import { playbookSchema } from '../../../../../domain/playbook/playbook.ts';
import { t } from '../../../lib/language.ts';
import { type Path, placeOf } from './paths.ts';

export type Errors = ReadonlyMap<Path, string>;
type Issue = z.core.$ZodIssue;

const sizeWords = (issue: Extract<Issue, { code: 'too_big' | 'too_small' }>): string => {
  const small = issue.code === 'too_small';
  const limit = Number(small ? issue.minimum : issue.maximum);
  if (issue.origin === 'string')
    return small
      ? limit <= 1
        ? t('Write something here.')
        : t('At least {limit} characters.', { limit })
      : t('At most {limit} characters.', { limit });
  if (issue.origin === 'array')
    return small ? t('At least {limit} of these.', { limit }) : t('At most {limit} of these.', { limit });
  return small ? t('At least {limit}.', { limit }) : t('At most {limit}.', { limit });
};

const EXPECTED: Record<string, string> = {
  string: t('a text'),
  boolean: t('yes or no'),
  array: t('a list'),
  object: t('an object'),
};

const wordsOf = (issue: Issue): string => {
  if (issue.code === 'too_small' || issue.code === 'too_big') return sizeWords(issue);
  if (issue.code === 'invalid_type')
    return issue.expected === 'int' || issue.expected === 'number'
      ? t('Write a number.')
      : t('This must be {expected}.', { expected: EXPECTED[issue.expected] ?? issue.expected });
  if (issue.code === 'unrecognized_keys')
    return t('Nothing is known by this name: {keys}.', { keys: issue.keys.join(', ') });
  if (issue.code === 'invalid_value') return t('This is none of the choices.');
  return issue.message;
};

/** Empty when it fits. What the texts themselves may not say is checked by the api when it is saved. */
export function errorsOf(config: unknown): Errors {
  const result = playbookSchema.safeParse(config);
  const errors = new Map<Path, string>();
  if (result.success) return errors;
  for (const issue of result.error.issues) {
    const path = issue.path.join('.');
    if (!errors.has(path)) errors.set(path, wordsOf(issue));
  }
  return errors;
}

/** What the api found wrong, by its place. */
export const errorsFrom = (errors: readonly { path: string; message: string }[]): Errors =>
  new Map(errors.map(error => [placeOf(error.path), error.message]));
