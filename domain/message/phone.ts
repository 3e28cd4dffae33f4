/**
 * One canonical form per phone number, so that a number meets itself however it was written (X-IDENT): E.164, and for
 * three countries the form both spellings of one mobile number fold into.
 */
import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js';

/**
 * E.164 with plus of digits in international form (a wa_id); null when they cannot be a number.
 * Brazil: the ninth digit is added to old mobile numbers, never to landlines. Mexico: the 1 after 52 is dropped.
 * Argentina: the 9 after 54 is dropped. Those are for matching: a reply goes to the wa_id as it was given.
 */
export function canonicalPhone(digits: string): string | null {
  const bare = digits.replace(/^\+/, '');
  if (!/^[1-9]\d{6,14}$/.test(bare)) return null;
  const brazil = /^55([1-9]\d)([6-9]\d{7})$/.exec(bare);
  if (brazil) return `+55${brazil[1]}9${brazil[2]}`;
  const mexico = /^521(\d{10})$/.exec(bare);
  if (mexico) return `+52${mexico[1]}`;
  const argentina = /^549(\d{10})$/.exec(bare);
  if (argentina) return `+54${argentina[1]}`;
  return `+${bare}`;
}

/**
 * The canonical form of a number a person typed, with or without country code.
 * @param country ISO code assumed for numbers without a plus; without it such numbers are null.
 */
export function parsePhone(typed: string, country: string | null = null): string | null {
  const assumed = country !== null && isSupportedCountry(country) ? (country as CountryCode) : undefined;
  const parsed = parsePhoneNumberFromString(typed, assumed);
  return parsed?.isPossible() ? canonicalPhone(parsed.number) : null;
}
