import { expect, it } from 'vitest';
import { acceptedStep, base32, codeOf, otpauthUri, stepOf } from './totp.ts';

const SECRET = Buffer.from('12345678901234567890');

it.each([
  [59, '287082'],
  [1111111109, '081804'],
  [1111111111, '050471'],
  [1234567890, '005924'],
  [2000000000, '279037'],
  [20000000000, '353130'],
])('C-AUTH-5: RFC 6238, appendix B: at %i s the code is %s', (seconds, code) => {
  expect(codeOf(SECRET, stepOf(seconds * 1000))).toBe(code);
});

it('C-AUTH-5: takes a code one step early or late, no further, and none twice', () => {
  const now = 1_700_000_000_000;
  const step = stepOf(now);
  for (const off of [-1, 0, 1])
    expect(acceptedStep(SECRET, codeOf(SECRET, step + off), { now, after: 0 })).toBe(step + off);
  for (const off of [-2, 2]) expect(acceptedStep(SECRET, codeOf(SECRET, step + off), { now, after: 0 })).toBeNull();
  expect(acceptedStep(SECRET, codeOf(SECRET, step), { now, after: step })).toBeNull();
  expect(acceptedStep(SECRET, codeOf(SECRET, step - 1), { now, after: step })).toBeNull();
  for (const nonsense of ['', '12345', '1234567', 'abcdef', '１２３４５６'])
    expect(acceptedStep(SECRET, nonsense, { now, after: 0 })).toBeNull();
});

it('C-AUTH-5: writes what an app reads', () => {
  expect(base32(Buffer.from('foobar'))).toBe('MZXW6YTBOI');
  expect(otpauthUri({ secret: Buffer.from('foobar'), account: 'a b@example.com', issuer: 'Parley' })).toBe(
    'otpauth://totp/Parley:a%20b%40example.com?secret=MZXW6YTBOI&issuer=Parley&algorithm=SHA1&digits=6&period=30',
  );
});
