/** How sure a fact is, in words (A-SLOT-2). Pure. */
export const CONFIDENCE_BANDS = ['stated', 'implied', 'guessed'] as const;
export type ConfidenceBand = (typeof CONFIDENCE_BANDS)[number];

/** From here on a fact was said outright. */
export const STATED = 0.8;
/** From here on it is implied; below it is a guess. */
export const IMPLIED = 0.6;

/** @param confidence 0-1. */
export const bandOf = (confidence: number): ConfidenceBand =>
  confidence >= STATED ? 'stated' : confidence >= IMPLIED ? 'implied' : 'guessed';
