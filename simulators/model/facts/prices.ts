import type { Prompt } from '../prompt/prompt.ts';
import { MONEY } from '../understanding/values.ts';

/** One priced thing of the business's price line. */
export interface PriceItem {
  topic: string;
  price: string;
}

/** The free-text price line of the business section, whatever it is called; empty when there is none. */
export function priceLine(prompt: Prompt): string {
  for (const [key, value] of prompt.business)
    if (/^(prices?|pricing|pricing summary|price list|fees|rates)$/.test(key)) return value;
  return '';
}

export function hasMoney(text: string): boolean {
  return [...text.matchAll(MONEY)].length > 0;
}

/** `Cleaning and exam $120; whitening from $350 per arch` as topics and prices. */
export function priceItems(prompt: Prompt): PriceItem[] {
  const items: PriceItem[] = [];
  for (const part of priceLine(prompt).split(/;\s*|\.\s+(?=\p{Lu})|,\s+(?=[\p{L}][^,;]*[₹$€£\d])/u)) {
    const match = [...part.matchAll(MONEY)][0];
    if (!match) continue;
    const before = part.slice(0, match.index);
    const lead = /\b(from|starting at|starts at|starting from|around|about|up to)\s*$/i.exec(before.trim())?.[0] ?? '';
    const topic = before
      .trim()
      .slice(0, before.trim().length - lead.length)
      .replace(/(?:\s+(?:is|are|costs?|at|for)|[:=–—-])*\s*$/i, '')
      .trim();
    if (topic === '') continue;
    items.push({ topic, price: `${lead} ${part.slice(match.index)}`.trim().replace(/[.;]$/, '') });
  }
  return items;
}
