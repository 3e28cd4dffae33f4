/** What a password must be (C-AUTH-1): long, and not what is tried first. Asked by the api and shown by the forms. */

export const MIN_PASSWORD = 10;
export const MAX_PASSWORD = 128;

/** What lists of stolen passwords begin with, and what they are made of. */
const COMMON = [
  'password',
  'passw0rd',
  'qwertyuiop',
  'qwerty123',
  'letmein',
  'welcome',
  'iloveyou',
  'administrator',
  'changeme',
  '1q2w3e4r5t',
  'abcdefghij',
  'football',
  'parley',
];

const plain = (text: string): string => text.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');

/** @returns what is wrong and how to mend it; null when nothing is. @param about the person's address and names: what others know. */
export function passwordProblem(password: string, about: readonly string[] = []): string | null {
  if (password.length < MIN_PASSWORD) return `Use at least ${MIN_PASSWORD} characters: a few words are easy to keep.`;
  if (password.length > MAX_PASSWORD) return `Use at most ${MAX_PASSWORD} characters.`;
  const letters = plain(password);
  if (new Set(password).size < 5) return 'It repeats too few characters: add some others.';
  if (/^\d+$/.test(password)) return 'Digits alone are guessed quickly: add words.';
  if (/^(?:0?123456789|987654321)/.test(letters)) return 'A row of digits is tried first: use words.';
  // A common word with a few characters around it is still that word.
  if (COMMON.some(word => letters.includes(word) && letters.length - word.length < 6))
    return 'This is among the first that are tried: add more words.';
  const known = about
    .flatMap(text => [plain(text), ...text.split(/[@\s.]+/).map(plain)])
    .filter(word => word.length > 3);
  if (known.some(word => letters.includes(word) && letters.length - word.length < 6))
    return 'It is mostly your name or address: add more words.';
  return null;
}
