/** Prices and percentages that a text states and no source does (A-GUARD-3: forbidden claims). */

const SCALES: Record<string, number> = {
  k: 1e3,
  thousand: 1e3,
  lakh: 1e5,
  lakhs: 1e5,
  lac: 1e5,
  lacs: 1e5,
  million: 1e6,
  crore: 1e7,
  crores: 1e7,
};
const SCALE = String.raw`(?:\s?(?:${Object.keys(SCALES).join('|')})(?!\p{L}))?`;
const NUMBER = String.raw`\d[\d,]*(?:\.\d+)?${SCALE}`;
const CODES = 'inr|usd|eur|gbp|aed|cad|aud|sgd|mxn|brl';
const UNITS = String.raw`(?:dollars?|bucks|rupees?|euros?|pounds?|dirhams?|pesos?|rs|${CODES}|रुपये|रुपए|रुपया|रु)(?!\p{L})`;
const START = String.raw`(?<![\d.,\p{L}])`;

const NUMBERS = new RegExp(NUMBER, 'giu');
const PRICE = new RegExp(
  [
    String.raw`(?:\p{Sc}|(?<!\p{L})(?:rs\.?|रु\.?|${CODES})\s?)\s?${NUMBER}(?:\s?[-–]\s?\p{Sc}?\s?${NUMBER})?`,
    String.raw`${START}${NUMBER}(?:\s?[-–]\s?${NUMBER})?\s?(?:\p{Sc}(?!\s?\d)|${UNITS})`,
    String.raw`${START}${NUMBER}(?:\s?[-–]\s?${NUMBER})?\s?(?:%|percent|per\s+cent|प्रतिशत)`,
  ].join('|'),
  'giu',
);

/** What an amount is an amount of: 12% is not $12, and ₹120 is not $120. Codes that share a sign count as one. */
const KINDS: [kind: string, spelling: RegExp][] = [
  ['percent', /%|per\s*cent|प्रतिशत/iu],
  ['dollar', /\$|dollars?|bucks|pesos?|usd|cad|aud|sgd|mxn|brl/iu],
  ['euro', /€|euros?|eur/iu],
  ['pound', /£|pounds?|gbp/iu],
  ['dirham', /dirhams?|aed/iu],
  ['rupee', /₹|₨|rupees?|rs|inr|रु/iu],
];
const kindOf = (price: string): string =>
  KINDS.find(([, spelling]) => spelling.test(price))?.[0] ?? /\p{Sc}/u.exec(price)?.[0] ?? '';

/** Digits of every script as ASCII: ₹२,९९९ is ₹2,999. */
export function asciiDigits(text: string): string {
  return text.normalize('NFKC').replace(/[^\P{Nd}0-9]/gu, digit => {
    let zero = digit.codePointAt(0) ?? 0;
    const value = zero;
    while (value - zero < 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero--;
    return String(value - zero);
  });
}

/** Every number of a text as its value: 120.00 and 120 are one; 2 lakh is 200,000. */
function numbersIn(text: string): number[] {
  return (text.match(NUMBERS) ?? []).map(found => {
    const scale = /\p{L}+$/u.exec(found)?.[0].toLowerCase();
    const value = Number.parseFloat(found.replace(/,/g, '')) * (scale ? (SCALES[scale] ?? 1) : 1);
    return Math.round(value * 1e6) / 1e6;
  });
}

const amountsIn = (price: string): string[] => numbersIn(price).map(value => `${kindOf(price)} ${value}`);

/** Prices and percentages of a text, as they are written. */
export const pricesIn = (text: string): string[] => (asciiDigits(text).match(PRICE) ?? []).map(price => price.trim());

/** The text without its prices and percentages. */
export const withoutPrices = (text: string): string => asciiDigits(text).replace(PRICE, ' ');

/**
 * Prices and percentages in the text that stand in none of the sources. Only a price is a price's source: that a visit
 * takes 45 minutes makes nothing cost $45.
 */
export function unsourcedPrices(text: string, sources: string): string[] {
  const known = new Set(pricesIn(sources).flatMap(amountsIn));
  return pricesIn(text).filter(price => amountsIn(price).some(amount => !known.has(amount)));
}
