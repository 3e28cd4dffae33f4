/** How the agent speaks (A-ONB-8), and named presets over it (X-TONE, E-PERS-1). */
import { z } from 'zod';

export const toneSchema = z.strictObject({
  languages: z.array(z.string().min(2).max(16)).min(1).default(['en']),
  formality: z.enum(['formal', 'professional', 'casual']).default('professional'),
  persuasion: z.enum(['soft', 'moderate', 'firm']).default('moderate'),
  emoji: z.enum(['never', 'sparingly', 'frequent']).default('never'),
  maxWords: z.int().min(5).max(25).default(15),
  maxQuestions: z.int().min(0).max(3).default(1),
  honorifics: z.boolean().default(false),
  /** Custom instructions: how it speaks, in the business's own words; never above the guardrails (E-PERS-1, E-PERS-3). */
  instructions: z.string().max(600).default(''),
  /** Messages that sound as it should: its writer takes their manner, and no facts of them (A-ONB-12). */
  examples: z.array(z.string().min(1).max(300)).max(5).default([]),
});
export type Tone = z.infer<typeof toneSchema>;

/** What a preset settles; everything else of a tone stays as it is. */
export type ToneSettings = Pick<Tone, 'formality' | 'persuasion' | 'emoji' | 'maxWords'>;

export const TONE_PRESET_NAMES = [
  'professional',
  'friendly',
  'casual',
  'premium',
  'fast_direct',
  'sales_aggressive',
] as const;
export type TonePreset = (typeof TONE_PRESET_NAMES)[number];

export const TONE_PRESETS: Record<TonePreset, ToneSettings> = {
  professional: { formality: 'professional', persuasion: 'moderate', emoji: 'never', maxWords: 15 },
  friendly: { formality: 'casual', persuasion: 'soft', emoji: 'sparingly', maxWords: 15 },
  casual: { formality: 'casual', persuasion: 'moderate', emoji: 'frequent', maxWords: 15 },
  premium: { formality: 'formal', persuasion: 'soft', emoji: 'never', maxWords: 25 },
  fast_direct: { formality: 'professional', persuasion: 'moderate', emoji: 'never', maxWords: 8 },
  sales_aggressive: { formality: 'professional', persuasion: 'firm', emoji: 'sparingly', maxWords: 15 },
};

/** The preset that a tone is; null where somebody has set it otherwise. */
export const presetOf = (tone: ToneSettings): TonePreset | null =>
  TONE_PRESET_NAMES.find(name => {
    const { formality, persuasion, emoji, maxWords } = TONE_PRESETS[name];
    return (
      tone.formality === formality &&
      tone.persuasion === persuasion &&
      tone.emoji === emoji &&
      tone.maxWords === maxWords
    );
  }) ?? null;

/** The tone as a preset has it; languages, questions, honorifics and own instructions stay. */
export const withPreset = (tone: Tone, name: TonePreset): Tone => ({
  ...tone,
  ...TONE_PRESETS[name],
});
