import { describe, expect, it } from 'vitest';
import { playbookSchema } from './playbook.ts';
import { presetOf, TONE_PRESET_NAMES, TONE_PRESETS, withPreset } from './tones.ts';

const { tone } = playbookSchema.parse({ business: { name: 'Acme', offer: 'Tea' }, agentName: 'Mia' });

describe('E-PERS-1: named presets', () => {
  it('has the settings of the list, and professional is where a playbook begins', () => {
    expect(TONE_PRESETS.premium).toEqual({ formality: 'formal', persuasion: 'soft', emoji: 'never', maxWords: 25 });
    expect(TONE_PRESETS.casual).toEqual({
      formality: 'casual',
      persuasion: 'moderate',
      emoji: 'frequent',
      maxWords: 15,
    });
    expect(presetOf(tone)).toBe('professional');
  });

  it('finds every preset again in the tone it makes; one changed setting is none of them', () => {
    for (const name of TONE_PRESET_NAMES) expect(presetOf(withPreset(tone, name))).toBe(name);
    expect(presetOf({ ...TONE_PRESETS.premium, maxWords: 24 })).toBeNull();
  });

  it('leaves languages, questions, honorifics and own instructions alone', () => {
    const own = { ...tone, languages: ['hi'], maxQuestions: 0, honorifics: true, instructions: 'Say ji.' };
    expect(withPreset(own, 'casual')).toMatchObject({
      languages: ['hi'],
      maxQuestions: 0,
      honorifics: true,
      instructions: 'Say ji.',
      emoji: 'frequent',
    });
  });
});
