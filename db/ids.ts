/** Ids: time-ordered random ones, and derived ones that a retry finds again. */
import { createHash } from 'node:crypto';

export { uuidv7 as newId } from 'uuidv7';

/** A uuid (version 8, RFC 9562) derived from its parts: the same parts give the same id for ever. */
export function derivedId(...parts: (string | number)[]): string {
  const bytes = createHash('sha256').update(parts.join('\u0000')).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
