import { timingSafeEqual } from 'node:crypto';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { sign, verifySignature } from './signature.ts';

vi.mock(import('node:crypto'), async original => {
  const crypto = await original();
  return { ...crypto, timingSafeEqual: vi.fn(crypto.timingSafeEqual) };
});

// Files of one process share what they import.
afterAll(() => {
  vi.doUnmock('node:crypto');
  vi.resetModules();
});

const body = Buffer.from('{"text":"ol\\u00e1 \\ud83d\\udc4b"}');

describe('verifySignature', () => {
  it('names the secret that signed the bytes', () => {
    expect(verifySignature(body, sign(body, 'two'), ['one', 'two', 'three'])).toBe(1);
  });

  it('knows the published value of HMAC-SHA256', () => {
    const header = 'sha256=f7bc83f430538424b13298e6aa6fb143ef4d59a14946175997479dbc2d1a3cd8';
    expect(sign(Buffer.from('The quick brown fox jumps over the lazy dog'), 'key')).toBe(header);
  });

  it.each([
    ['another body', sign(Buffer.from('{}'), 'one')],
    ['no header', undefined],
    ['two headers', [sign(body, 'one'), sign(body, 'one')]],
    ['an empty header', ''],
    ['another algorithm', sign(body, 'one').replace('sha256', 'sha1')],
    ['a short digest', 'sha256=abcd'],
    ['not hex', `sha256=${'z'.repeat(64)}`],
    ['something after it', `${sign(body, 'one')}00`],
  ])('refuses %s', (_name, header) => {
    expect(verifySignature(body, header, ['one'])).toBeNull();
  });

  it('compares whole digests, in a time that says nothing, with every secret: also after one that matched', () => {
    const secrets = ['one', 'two', 'three'];
    for (const header of [sign(body, 'one'), sign(body, 'three'), sign(body, 'none of them')]) {
      vi.mocked(timingSafeEqual).mockClear();
      verifySignature(body, header, secrets);
      const { calls } = vi.mocked(timingSafeEqual).mock;
      expect(calls.map(([a, b]) => [a.byteLength, b.byteLength])).toEqual(secrets.map(() => [32, 32]));
    }
  });

  it('matches nothing when no secret is set', () => {
    expect(verifySignature(body, sign(body, ''), [''])).toBeNull();
    expect(verifySignature(body, sign(body, 'one'), [])).toBeNull();
  });
});
