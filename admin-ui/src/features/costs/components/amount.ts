/** Micros as they are typed: `25`, `0.0041`; empty for none. */
export const dollars = (micros: number | null): string =>
  micros === null ? '' : String(Number((micros / 1_000_000).toFixed(6)));

/** null for empty; undefined when it is no amount. */
export function microsOf(text: string): number | null | undefined {
  const clean = text.trim().replace(/\s/g, '').replace(',', '.');
  if (clean === '') return null;
  if (!/^\d{1,9}(?:\.\d{1,6})?$/.test(clean)) return undefined;
  return Math.round(Number(clean) * 1_000_000);
}
