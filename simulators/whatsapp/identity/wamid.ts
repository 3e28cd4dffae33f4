import type { Random } from '../random.ts';

/**
 * A message id as WhatsApp builds them: `wamid.` and base64 of 1C 18, the user's address, 15 02 00, the direction,
 * 18, the message key, 00. It holds the user's phone number.
 */
export function buildWamid(user: string, from: 'customer' | 'business', random: Random): string {
  const address = Buffer.from(user, 'ascii');
  const key = Buffer.from(random.hex(from === 'customer' ? 20 : 18), 'ascii');
  const bytes = Buffer.concat([
    Buffer.from([0x1c, 0x18, address.length]),
    address,
    Buffer.from([0x15, 0x02, 0x00, from === 'customer' ? 0x12 : 0x11, 0x18, key.length]),
    key,
    Buffer.from([0x00]),
  ]);
  return `wamid.${bytes.toString('base64')}`;
}
