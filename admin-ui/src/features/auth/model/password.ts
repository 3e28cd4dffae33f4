/** What is wrong with a password, in the language of the interface. */
import { MAX_PASSWORD, MIN_PASSWORD, passwordProblem } from '../../../../../domain/identity/password.ts';
import { t } from '../../../lib/language.ts';

const WORDS: Record<string, string> = {
  [`Use at least ${MIN_PASSWORD} characters: a few words are easy to keep.`]: t(
    'Use at least {least} characters: a few words are easy to keep.',
    { least: MIN_PASSWORD },
  ),
  [`Use at most ${MAX_PASSWORD} characters.`]: t('Use at most {most} characters.', { most: MAX_PASSWORD }),
  'It repeats too few characters: add some others.': t('It repeats too few characters: add some others.'),
  'Digits alone are guessed quickly: add words.': t('Digits alone are guessed quickly: add words.'),
  'A row of digits is tried first: use words.': t('A row of digits is tried first: use words.'),
  'This is among the first that are tried: add more words.': t(
    'This is among the first that are tried: add more words.',
  ),
  'It is mostly your name or address: add more words.': t('It is mostly your name or address: add more words.'),
};

/** @returns null when nothing is. A sentence the table does not know stays as it is. */
export const weakness = (password: string, about: readonly string[] = []): string | null => {
  const problem = passwordProblem(password, about);
  return problem === null ? null : (WORDS[problem] ?? problem);
};
