import { parsePhoneNumberFromString } from 'libphonenumber-js';

/** Digits of a number typed with +, spaces, hyphens or parentheses; null when it holds anything else. */
export function digitsOf(input: string): string | null {
  if (!/^\+?[\d\s\-()]+$/.test(input.trim())) return null;
  const digits = input.replace(/\D/g, '');
  return digits.length >= 7 && digits.length <= 15 ? digits : null;
}

/**
 * Digits a `to` resolves to. Without a plus sign the business's own country code is put in front, unless the number
 * already starts with it and is long enough to be whole; so a bare foreign number goes to a stranger.
 */
export function dialledDigits(to: string, businessCallingCode: string): string | null {
  const digits = digitsOf(to);
  if (digits === null || to.trim().startsWith('+')) return digits;
  if (digits.startsWith(businessCallingCode) && digits.length >= businessCallingCode.length + 8) return digits;
  return `${businessCallingCode}${digits}`;
}

/** The wa_id of dialled digits: Brazil drops the ninth digit, Mexico adds 1, Argentina adds 9. */
export function waIdOf(digits: string): string {
  const brazil = /^55([3-9]\d)9([6-9]\d{7})$/.exec(digits);
  if (brazil) return `55${brazil[1]}${brazil[2]}`;
  if (/^52\d{10}$/.test(digits)) return `521${digits.slice(2)}`;
  if (/^54[1-8]\d{9}$/.test(digits)) return `549${digits.slice(2)}`;
  return digits;
}

/** ISO country of a number, "US" when unknown: the prefix of a business-scoped user id. */
export function countryOf(digits: string): string {
  return parsePhoneNumberFromString(`+${digits}`)?.country ?? 'US';
}
