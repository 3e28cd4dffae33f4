import { expect, it } from 'vitest';
import { fillReply } from './canned.ts';

it('fills what is known, once, and says what is not', () => {
  const known = new Map([
    ['first_name', 'Asha'],
    ['city', '{{first_name}}'],
    ['offer', ''],
  ]);
  expect(fillReply('Hi {{First_Name}}, {{ city }}: {{offer}} {{नाम}} {{offer}}', known)).toEqual({
    text: 'Hi Asha, {{first_name}}: {{offer}} {{नाम}} {{offer}}',
    unknown: ['offer', 'नाम'],
  });
});
