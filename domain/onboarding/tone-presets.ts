/** The presets of the onboarding are those of every playbook (X-TONE). */
export {
  presetOf,
  TONE_PRESETS,
  type TonePreset as TonePresetName,
  type ToneSettings as TonePreset,
} from '../playbook/tones.ts';
