import { describe, expect, it } from 'vitest';
import { isOwnPath } from './own-path.ts';

const HERE = 'https://parley.example';

describe('a place to go after signing in', () => {
  it.each(['/inbox', '/', '/inbox/1?tab=why&q=a%5Cb#x', '/temporal/namespaces'])('may be %s', path => {
    expect(isOwnPath(path)).toBe(true);
    expect(new URL(path, HERE).origin).toBe(HERE);
  });

  it.each([
    '//evil.example',
    '/\\evil.example',
    '/\t/evil.example',
    '/\n/evil.example',
    '/\r\\evil.example',
    '\\\\evil.example',
    'https://evil.example',
    'javascript:alert(1)',
    ' //evil.example',
    'inbox',
    '',
    7,
    undefined,
  ])('may not be %j', path => expect(isOwnPath(path)).toBe(false));
});
