/** Amounts of money in words. */

/** The first amount in a text: "5,000 to 10,000" is 5000, "10k" is 10000; null when there is none. */
export function amountOf(text: string): number | null {
  const match = /(\d[\d,]*(?:\.\d+)?)\s*(k|lakh|lac|m)?\b/i.exec(text);
  if (!match?.[1]) return null;
  const factor = { k: 1e3, lakh: 1e5, lac: 1e5, m: 1e6 }[match[2]?.toLowerCase() ?? ''] ?? 1;
  return Number(match[1].replaceAll(',', '')) * factor;
}
