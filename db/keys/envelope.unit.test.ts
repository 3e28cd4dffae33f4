import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deriveKey, keyedHash, open, SealError, seal, sealedKeyId } from './envelope.ts';

const KEY = Buffer.alloc(32, 1);
const KEY_ID = '0197f0c2-1234-7abc-8def-0123456789ab';
const ORG_A = '0197f0c2-0000-7000-8000-00000000000a:access_token';
const ORG_B = '0197f0c2-0000-7000-8000-00000000000b:access_token';

describe('design section 8: envelope encryption', () => {
  it('what was sealed opens, whatever its bytes and length', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 500 }),
        fc.string({ maxLength: 80 }),
        fc.uuid(),
        (plain, purpose, keyId) => {
          const sealed = seal(KEY, keyId, purpose, plain);
          expect(new Uint8Array(open(KEY, purpose, sealed))).toEqual(plain);
          expect(sealedKeyId(sealed)).toBe(keyId);
        },
      ),
    );
  });
  it('the same value never seals alike, and its text is not in it', () => {
    const plain = Buffer.from('EAAG-a-secret-token');
    const sealed = [seal(KEY, KEY_ID, ORG_A, plain), seal(KEY, KEY_ID, ORG_A, plain)] as const;
    expect(sealed[0].equals(sealed[1])).toBe(false);
    expect(sealed[0].includes('secret')).toBe(false);
  });
  it('moved to another organization or field it does not open', () => {
    const sealed = seal(KEY, KEY_ID, ORG_A, Buffer.from('x'));
    expect(() => open(KEY, ORG_B, sealed)).toThrow(SealError);
    expect(() => open(KEY, ORG_A.replace('access_token', 'app_secret'), sealed)).toThrow(SealError);
  });
  it('under another key it does not open', () =>
    expect(() => open(randomBytes(32), ORG_A, seal(KEY, KEY_ID, ORG_A, Buffer.from('x')))).toThrow(SealError));
  it('one changed bit anywhere is noticed', () => {
    const sealed = seal(KEY, KEY_ID, ORG_A, Buffer.from('hello'));
    fc.assert(
      fc.property(fc.integer({ min: 0, max: sealed.length * 8 - 1 }), bit => {
        const changed = Buffer.from(sealed);
        changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        expect(() => open(KEY, ORG_A, changed)).toThrow(SealError);
      }),
    );
  });
  it('cut short it is no sealed value', () => {
    const sealed = seal(KEY, KEY_ID, ORG_A, Buffer.from('hello'));
    for (let length = 0; length < sealed.length; length++)
      expect(() => open(KEY, ORG_A, sealed.subarray(0, length))).toThrow(SealError);
  });
  it('a key id that is no uuid is refused', () =>
    expect(() => seal(KEY, 'master', ORG_A, Buffer.from('x'))).toThrow(SealError));
});

describe('deriveKey, keyedHash', () => {
  it('one key for each use, the same for ever', () => {
    const master = Buffer.alloc(32, 9);
    expect(deriveKey(master, 'provider-ids')).toHaveLength(32);
    expect(deriveKey(master, 'provider-ids')).toEqual(deriveKey(master, 'provider-ids'));
    expect(deriveKey(master, 'provider-ids')).not.toEqual(deriveKey(master, 'wrap-data-keys'));
    expect(deriveKey(Buffer.alloc(32, 8), 'provider-ids')).not.toEqual(deriveKey(master, 'provider-ids'));
    // Written down: a change of the derivation would lose everything sealed.
    expect(deriveKey(master, 'provider-ids').toString('hex')).toBe(
      '11596505ae4d4dede9ef4df02eb2ccba3740dc12e0cb1e1d3db37dfe1d71646f',
    );
  });
  it('a hash needs its key and tells texts apart', () => {
    expect(keyedHash(KEY, 'wamid.1')).toEqual(keyedHash(KEY, 'wamid.1'));
    expect(keyedHash(KEY, 'wamid.1')).not.toEqual(keyedHash(KEY, 'wamid.2'));
    expect(keyedHash(Buffer.alloc(32, 2), 'wamid.1')).not.toEqual(keyedHash(KEY, 'wamid.1'));
  });
});
