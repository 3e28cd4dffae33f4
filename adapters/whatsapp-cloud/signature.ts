/** The webhook's signature: HMAC-SHA256 over the exact bytes received, keyed with the app secret (A-WA-2). */
import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto';

const PREFIX = 'sha256=';

/** The `X-Hub-Signature-256` header of these bytes. */
export function sign(rawBytes: Buffer, appSecret: string): string {
  return PREFIX + createHmac('sha256', appSecret).update(rawBytes).digest('hex');
}

const MOST_KEYS = 1_000;
const keys = new Map<string, KeyObject>();

/** A secret that is given as text is made ready anew at each use, which takes longer than the signature of a short body. */
function keyOf(secret: string): KeyObject {
  let key = keys.get(secret);
  if (!key) {
    if (keys.size >= MOST_KEYS) keys.clear();
    key = createSecretKey(secret, 'utf8');
    keys.set(secret, key);
  }
  return key;
}

/**
 * Which app secret signed these bytes.
 * @param header value of `X-Hub-Signature-256`; anything but one well-formed value matches nothing.
 * @returns index into `appSecrets`, or null. Every secret is tried, so the time says nothing about which one matched.
 */
export function verifySignature(
  rawBytes: Buffer,
  header: string | string[] | undefined,
  appSecrets: readonly string[],
): number | null {
  if (typeof header !== 'string' || !/^sha256=[0-9a-f]{64}$/i.test(header)) return null;
  const given = Buffer.from(header.slice(PREFIX.length), 'hex');
  let match: number | null = null;
  for (const [index, secret] of appSecrets.entries()) {
    if (secret === '') continue;
    const expected = createHmac('sha256', keyOf(secret)).update(rawBytes).digest();
    if (timingSafeEqual(expected, given) && match === null) match = index;
  }
  return match;
}
