import { expect, it } from 'vitest';
import { passwordProblem } from './password.ts';

it.each([
  ['short', /at least 10/],
  ['a'.repeat(129), /at most 128/],
  ['aaaaaaaaaaaa', /repeats/],
  ['8372916450', /Digits alone/],
  ['1234567890abc', /row of digits/],
  ['Password123!', /first that are tried/],
  ['P.a.s.s.w.o.r.d.2', /first that are tried/],
  ['anabelle2024', /name or address/],
  ['ana@example.com', /name or address/],
])('C-AUTH-1: "%s" is refused with what to do', (password, why) => {
  expect(passwordProblem(password, ['ana@example.com', 'Anabelle Ortiz'])).toMatch(why);
});

it.each(['correct horse battery', 'my-password-is-a-long-one', 'ग्राहक सेवा के लिए', 'Tr0ub4dor&3x'])(
  'C-AUTH-1: "%s" is taken',
  password => expect(passwordProblem(password, ['ana@example.com', 'Anabelle Ortiz'])).toBeNull(),
);
