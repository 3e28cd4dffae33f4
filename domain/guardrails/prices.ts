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
    const value = numericValue(/^[\d.,]*\d/.exec(found)?.[0] ?? '') * (scale ? (SCALES[scale] ?? 1) : 1);
    return Math.round(value * 1e6) / 1e6;
  });
}

/** "12,0" is twelve, "1,20,000" is a lakh and twenty thousand. */
function numericValue(digits: string): number {
  return Number.parseFloat(
    /^\d{1,3}(?:,\d{2,3})*,\d{3}(?:\.\d+)?$/.test(digits) ? digits.replace(/,/g, '') : digits.replace(',', '.'),
  );
}

const amountsIn = (price: string): string[] => numbersIn(price).map(value => `${kindOf(price)} ${value}`);

const SPELT: Record<string, number> = Object.fromEntries(
  'one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'
    .split(' ')
    .map((word, index) => [word, index + 1]),
);
'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ').forEach((word, index) => {
  SPELT[word] = (index + 2) * 10;
});
const SPELT_WORD = `(?:${Object.keys(SPELT).join('|')}|hundred|thousand)`;
const SPELT_PRICE = new RegExp(
  String.raw`\b(${SPELT_WORD}(?:[\s-]+(?:and\s+)?${SPELT_WORD}){0,8})\s+(?=${UNITS}|percent|per\s+cent)`,
  'giu',
);

/** "ninety-nine dollars" as "99 dollars". */
const withDigits = (text: string): string =>
  text.replace(SPELT_PRICE, (_all, words: string) => {
    let total = 0;
    let part = 0;
    for (const word of words.toLowerCase().split(/[\s-]+/)) {
      if (word === 'hundred') part = Math.max(part, 1) * 100;
      else if (word === 'thousand') {
        total += Math.max(part, 1) * 1000;
        part = 0;
      } else part += SPELT[word] ?? 0;
    }
    return `${total + part} `;
  });

const readable = (text: string): string => withDigits(asciiDigits(text));

/** Prices and percentages of a text, as they are written; spelt out numbers in digits. */
export const pricesIn = (text: string): string[] => (readable(text).match(PRICE) ?? []).map(price => price.trim());

/** The text without its prices and percentages. */
export const withoutPrices = (text: string): string => readable(text).replace(PRICE, ' ');

/** Reductions without a number. */
const GIFTS =
  /\b(?:free of charge|for free|at no (?:cost|charge)|half[- ](?:off|price)|(?:two|2) for (?:one|1)|buy one,? get one)\b/giu;

/** A line of the sources that only says what the customer wants to spend: good for confirming it, and for nothing else. */
const BUDGET_LINE = /^budget = .*$/gmu;
const ABOUT_BUDGET = /budget|spend|presupuesto|gastar|बजट|खर्च करना/iu;

/** Sentences and clauses, without parting a number at its point. */
const clausesOf = (text: string): string[] =>
  readable(text)
    .split(/[;\n!?।]+|\.(?=\s|$)/u)
    .filter(part => part.trim() !== '');
const contentWords = (text: string): string[] =>
  withoutPrices(text)
    .toLowerCase()
    .match(/[\p{L}\p{M}]{4,}/gu)
    ?.map(word => word.replace(/(?:es|s)$/u, '')) ?? [];

/**
 * Prices and percentages in the text that stand in none of the sources, and gifts that no source promises. Only a price is a
 * price's source: that a visit takes 45 minutes makes nothing cost $45.
 */
export function unsourcedPrices(text: string, sources: string): string[] {
  const facts = sources.replace(BUDGET_LINE, '');
  const known = new Set(pricesIn(facts).flatMap(amountsIn));
  const budget = new Set((sources.match(BUDGET_LINE) ?? []).flatMap(line => pricesIn(line).flatMap(amountsIn)));
  const wrong = clausesOf(text).flatMap(clause =>
    pricesIn(clause).filter(price =>
      amountsIn(price).some(amount => !known.has(amount) && !(budget.has(amount) && ABOUT_BUDGET.test(clause))),
    ),
  );
  const folded = facts.toLowerCase();
  const gifts = [...text.matchAll(GIFTS)].map(([gift]) => gift).filter(gift => !folded.includes(gift.toLowerCase()));
  return [...wrong, ...gifts];
}

/**
 * Known prices given to another thing than the sources do: the clause names something that has a price of its own there, and
 * nothing of what this price is said for.
 */
export function misplacedPrices(text: string, sources: string): string[] {
  const priced = sources
    .replace(BUDGET_LINE, '')
    .split(/[;\n!?।"]+|\.(?=\s|$)/u)
    .flatMap(clause => {
      const amounts = pricesIn(clause).flatMap(amountsIn);
      return amounts.length > 0 ? [{ amounts, words: new Set(contentWords(clause)) }] : [];
    });
  return clausesOf(text).flatMap(clause => {
    const words = contentWords(clause);
    return pricesIn(clause).filter(price =>
      amountsIn(price).some(amount => {
        const own = priced.filter(one => one.amounts.includes(amount));
        if (own.length === 0 || own.some(one => words.some(word => one.words.has(word)))) return false;
        return words.some(word => priced.some(one => !one.amounts.includes(amount) && one.words.has(word)));
      }),
    );
  });
}
