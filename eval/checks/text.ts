/** Small readings of a text. Written for the checks alone: a mistake shared with the product would be seen by neither. */

/** Letters and digits only, lower case, no accents, single spaces, nothing invisible. */
export const flat = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f\u200b-\u200f\u2060\ufeff\u00ad]/g, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim();

const URL =
  /\b(?:https?:\/\/|www\.)\S+|\b[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:com|example|net|org|io|in|es|shop|site|info)(?:\/\S*)?/giu;

export const withoutLinks = (text: string): string => text.replace(URL, ' ');
export const linksIn = (text: string): string[] => (text.match(URL) ?? []).map(link => link.replace(/[.,;:!?)]+$/, ''));

/** Runs of letters or digits that white space parts, as a reader counts words. */
export const wordsIn = (text: string): number =>
  withoutLinks(text)
    .split(/[\s—–/]+/u)
    .filter(part => /[\p{L}\p{N}]/u.test(part)).length;

export const questionsIn = (text: string): number => (withoutLinks(text).match(/[?？؟]+/gu) ?? []).length;

export function emojiIn(text: string): number {
  let count = 0;
  for (const { segment } of new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(text))
    if (/\p{Emoji_Presentation}|\p{Emoji}\ufe0f|\u20e3/u.test(segment)) count++;
  return count;
}

/** Amounts of money and percentages, as value and kind: "₹ 2,999" is "₹2999". Spelt out ones count too. */
export function amountsIn(text: string): string[] {
  const plain = text.normalize('NFKC').replace(/[०-९]/g, digit => String('०१२३४५६७८९'.indexOf(digit)));
  const found: string[] = [];
  const number = String.raw`(\d+(?:[,.]\d{3})*(?:\.\d{1,2})?)(?:\s?(k|thousand|lakh|lac|million|crore))?`;
  const scale: Record<string, number> = { k: 1e3, thousand: 1e3, lakh: 1e5, lac: 1e5, million: 1e6, crore: 1e7 };
  const value = (digits: string, unit: string | undefined): number =>
    Number(digits.replace(/[,.](?=\d{3}(?:\D|$))/g, '')) * (scale[unit?.toLowerCase() ?? ''] ?? 1);
  const sign = (mark: string): string =>
    /^(?:\$|dollar|buck|usd)/i.test(mark)
      ? '$'
      : /^(?:₹|rs|rupee|inr|रु)/i.test(mark)
        ? '₹'
        : /^(?:€|eur)/i.test(mark)
          ? '€'
          : /^(?:£|pound|gbp)/i.test(mark)
            ? '£'
            : '%';
  for (const [, mark, digits, unit] of plain.matchAll(
    new RegExp(String.raw`([$₹€£]|\b(?:rs\.?|inr|usd|eur|gbp)\s?)\s?${number}`, 'giu'),
  ))
    found.push(`${sign(mark ?? '')}${value(digits ?? '', unit)}`);
  for (const [, digits, unit, mark] of plain.matchAll(
    new RegExp(
      String.raw`(?<![\d.,])${number}\s?(\$|₹|€|£|%|dollars?\b|bucks\b|rupees?\b|euros?\b|pounds?\b|percent\b|per cent\b|por ciento|रुपये|रुपए|प्रतिशत|usd\b|inr\b)`,
      'giu',
    ),
  ))
    found.push(
      `${/%|percent|cent|ciento|प्रतिशत/i.test(mark ?? '') ? '%' : sign(mark ?? '')}${value(digits ?? '', unit)}`,
    );
  return [...new Set(found)];
}

const WORDS: Record<string, RegExp> = {
  en: /\b(?:the|you|your|is|are|we|and|for|with|can|have|would|please|thanks|thank|what|which|will|our|a|to|of|in|it|i'm|i|day|there)\b/giu,
  es: /\b(?:el|la|los|las|que|de|para|con|usted|tiene|es|son|por|gracias|hola|qué|cuál|día|su|una|un|y|en|cuesta|nuestro|está|podemos|puede|le)\b/giu,
  'hi-en':
    /\b(?:hai|hain|ka|ki|ke|aap|aapka|aapko|kya|nahi|mein|hum|se|ko|kar|karein|karna|liye|ho|bataiye|chahiye|kaun|din|ji|haan|accha|theek|namaste|kaise|kab|hoga|raha|rahe|milega|aur|dhanyavaad|shukriya)\b/giu,
  fr: /\b(?:le|les|des|nous|vous|votre|est|merci|bonjour|avec|pour|dans|plaisir|et|une|du|répondrons|plus)\b/giu,
  de: /\b(?:der|die|das|und|ist|nicht|wir|sie|ihnen|guten|tag|leider|aber|morgen|mehr|können|möglich)\b/giu,
};

/** The language most of its small words belong to; null when too few are known. Hindi is told by its script. */
export function languageOf(text: string): string | null {
  const letters = withoutLinks(text).match(/\p{L}/gu)?.length ?? 0;
  if (letters < 3) return null;
  const devanagari = text.match(/\p{Script=Devanagari}/gu)?.length ?? 0;
  if (devanagari > letters * 0.3) return 'hi';
  const latin = text.match(/\p{Script=Latin}/gu)?.length ?? 0;
  if (latin < letters * 0.5) return 'other';
  const scores = Object.entries(WORDS).map(([language, words]) => ({
    language,
    score: (withoutLinks(text).match(words) ?? []).length,
  }));
  scores.sort((a, b) => b.score - a.score);
  const [first, second] = scores;
  if (!first || first.score === 0 || first.score === second?.score) return null;
  return first.language;
}
