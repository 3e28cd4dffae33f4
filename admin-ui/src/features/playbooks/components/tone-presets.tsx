import { clsx } from 'clsx';
import {
  presetOf,
  TONE_PRESET_NAMES,
  type TonePreset,
  toneSchema,
  withPreset,
} from '../../../../../domain/playbook/tones.ts';
import { t } from '../../../lib/language.ts';
import { PRESET_LABELS } from '../model/labels.ts';
import { usePlace } from './draft.ts';

/** A named way of speaking sets four of the fields below (X-TONE). */
export const TonePresets = () => {
  const { value, readOnly, set } = usePlace('tone');
  const tone = toneSchema.safeParse(value);
  const current = tone.success ? presetOf(tone.data) : null;
  return (
    <fieldset>
      <legend className="mb-1.5 font-medium text-sm">{t('Way of speaking')}</legend>
      <div className="grid gap-2 sm:grid-cols-3">
        {TONE_PRESET_NAMES.map(name => (
          <Choice
            key={name}
            name={name}
            chosen={current === name}
            disabled={readOnly || !tone.success}
            onChoose={() => tone.success && set(withPreset(tone.data, name))}
          />
        ))}
      </div>
      <p className="mt-1.5 text-ink-2 text-xs">
        {current === null
          ? t('Set by hand: none of these.')
          : t('It sets formality, persuasion, emoji and words; change any of them below.')}
      </p>
    </fieldset>
  );
};

const Choice = ({
  name,
  chosen,
  disabled,
  onChoose,
}: {
  name: TonePreset;
  chosen: boolean;
  disabled: boolean;
  onChoose: () => void;
}) => (
  <label
    className={clsx(
      'flex items-start gap-2 rounded-xl border px-3 py-2 text-sm',
      chosen ? 'border-accent bg-accent-soft' : 'border-line bg-surface',
      disabled ? 'cursor-not-allowed' : 'cursor-pointer',
    )}
  >
    <input
      type="radio"
      name="tone-preset"
      data-testid={`preset-${name}`}
      checked={chosen}
      disabled={disabled}
      onChange={onChoose}
      className="mt-0.5 size-4 shrink-0 accent-accent"
    />
    <span>
      <span className="block font-medium">{PRESET_LABELS[name].label}</span>
      <span className="block text-ink-2 text-xs">{PRESET_LABELS[name].about}</span>
    </span>
  </label>
);
