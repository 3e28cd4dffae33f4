/** X-TONE: one list of presets over the tone of a playbook; a person's own choice may follow. */
import type { Answers } from './answers.ts';

export type TonePreset = Pick<Answers['tone'], 'formality' | 'persuasion' | 'emoji' | 'maxWords'>;

export const TONE_PRESETS = {
  professional: { formality: 'professional', persuasion: 'moderate', emoji: 'never', maxWords: 15 },
  friendly: { formality: 'casual', persuasion: 'soft', emoji: 'sparingly', maxWords: 15 },
  casual: { formality: 'casual', persuasion: 'moderate', emoji: 'frequent', maxWords: 15 },
  premium: { formality: 'formal', persuasion: 'soft', emoji: 'never', maxWords: 25 },
  fast_direct: { formality: 'professional', persuasion: 'moderate', emoji: 'never', maxWords: 8 },
  sales_aggressive: { formality: 'professional', persuasion: 'firm', emoji: 'sparingly', maxWords: 15 },
} as const satisfies Record<string, TonePreset>;
export type TonePresetName = keyof typeof TONE_PRESETS;

/** The preset that says just this; null when a person has set something of their own. */
export const presetOf = (tone: TonePreset): TonePresetName | null =>
  (Object.keys(TONE_PRESETS) as TonePresetName[]).find(name =>
    Object.entries(TONE_PRESETS[name]).every(([key, value]) => tone[key as keyof TonePreset] === value),
  ) ?? null;
