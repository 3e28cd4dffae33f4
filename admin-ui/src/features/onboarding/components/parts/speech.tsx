import { clsx } from 'clsx';
import { LANGUAGES } from '../../../../../../domain/onboarding/answers.ts';
import {
  presetOf,
  TONE_PRESETS,
  type TonePreset,
  type TonePresetName,
} from '../../../../../../domain/onboarding/tone-presets.ts';
import { Tick } from '../../../../components/field.tsx';
import { Part } from '../../../../components/page.tsx';
import { useDraft } from '../../../playbooks/components/draft.ts';
import { ChoiceField, LinesField, NumberField, TextField, TickField } from '../../../playbooks/components/fields.tsx';
import { ListField } from '../../../playbooks/components/list-field.tsx';
import { listAt, valueAt } from '../../../playbooks/model/paths.ts';

const TWO = 'grid gap-4 sm:grid-cols-2';

/** A-ONB-7. */
export const GuardrailsPart = () => (
  <div className="flex flex-col gap-6">
    <LinesField path="guardrails.forbidden" label="Never said" hint="One phrase a line: “guaranteed”, “risk-free”" />
    <Part title="Disclaimers" about="Added word for word whenever a text mentions one of the words.">
      <ListField
        path="guardrails.disclaimers"
        name="Disclaimer"
        add="Add a disclaimer"
        most={20}
        empty="None is needed."
        make={() => ({ triggers: [], text: '' })}
      >
        {path => (
          <div className={TWO}>
            <LinesField path={`${path}.triggers`} label="When the text mentions" commas hint="With commas between" />
            <TextField path={`${path}.text`} label="This is added" rows={2} />
          </div>
        )}
      </ListField>
    </Part>
    <TextField path="guardrails.language" label="How it may not speak" placeholder="no slang, no capitals" />
    <LinesField path="guardrails.rules" label="Rules in your own words" hint="One a line" />
  </div>
);

const LANGUAGE_NAMES: Record<(typeof LANGUAGES)[number], string> = {
  en: 'English',
  'hi-en': 'Hinglish',
  hi: 'Hindi',
  es: 'Spanish',
};

const PRESETS: Record<TonePresetName, { label: string; says: string }> = {
  professional: { label: 'Professional', says: 'Thank you. Which day would suit you?' },
  friendly: { label: 'Friendly', says: 'Lovely! Which day works for you? 🙂' },
  casual: { label: 'Casual', says: 'Great 🙌 when do you want to come by? 😊' },
  premium: { label: 'Premium', says: 'It would be our pleasure. May I ask which day you would prefer?' },
  fast_direct: { label: 'Fast and direct', says: 'Sure. Which day?' },
  sales_aggressive: { label: 'Pushing', says: 'Places go fast. Shall I keep one for you today? 🙂' },
};

/** A-ONB-8, X-TONE. */
export const TonePart = () => {
  const { config, readOnly, set } = useDraft();
  const languages = listAt(config, 'tone.languages');
  const tone = valueAt(config, 'tone') as TonePreset;
  const chosen = presetOf(tone);
  return (
    <div className="flex flex-col gap-6">
      <TextField
        path="tone.agentName"
        label="Name of the agent"
        hint="Told when asked. It never claims to be a person."
        className="max-w-80"
      />
      <fieldset>
        <legend className="mb-2 font-medium text-sm">Voice</legend>
        <div className="grid gap-2 sm:grid-cols-2 lg:grid-cols-3">
          {(Object.keys(TONE_PRESETS) as TonePresetName[]).map(name => (
            <button
              key={name}
              type="button"
              disabled={readOnly}
              aria-pressed={chosen === name}
              data-testid={`tone-${name}`}
              onClick={() => set('tone', { ...tone, ...TONE_PRESETS[name] })}
              className={clsx(
                'flex flex-col gap-1 rounded-xl border p-3 text-left text-sm disabled:cursor-not-allowed',
                chosen === name ? 'border-accent bg-accent-soft' : 'border-line bg-surface hover:bg-sunken',
              )}
            >
              <span className="font-medium">{PRESETS[name].label}</span>
              <span className="text-ink-2">“{PRESETS[name].says}”</span>
            </button>
          ))}
        </div>
        {chosen === null ? <p className="mt-2 text-ink-2 text-sm">You have set a voice of your own below.</p> : null}
      </fieldset>
      <fieldset>
        <legend className="mb-2 font-medium text-sm">
          Languages, the first one unless the customer writes another
        </legend>
        <div className="flex flex-wrap gap-x-6 gap-y-2">
          {LANGUAGES.map(language => (
            <Tick
              key={language}
              checked={languages.includes(language)}
              disabled={readOnly}
              onChange={on =>
                set('tone.languages', on ? [...languages, language] : languages.filter(each => each !== language))
              }
            >
              {LANGUAGE_NAMES[language]}
              {languages[0] === language ? <span className="text-ink-2"> (first)</span> : null}
            </Tick>
          ))}
        </div>
        {languages.length === 0 ? <p className="mt-1 text-danger-text text-sm">Choose at least one language.</p> : null}
      </fieldset>
      <div className={TWO}>
        <ChoiceField
          path="tone.formality"
          label="Formality"
          options={[
            ['formal', 'Formal'],
            ['professional', 'Professional'],
            ['casual', 'Casual'],
          ]}
        />
        <ChoiceField
          path="tone.persuasion"
          label="Persuasion"
          options={[
            ['soft', 'Soft'],
            ['moderate', 'Moderate'],
            ['firm', 'Firm'],
          ]}
        />
        <ChoiceField path="tone.emoji" label="Emoji" options={['never', 'sparingly', 'frequent']} />
        <NumberField path="tone.maxWords" label="Words per message, at most" hint="5 to 25" />
      </div>
      <TickField path="tone.honorifics" label="Uses honorifics (“ji”, “Sir”, “Madam”)" />
    </div>
  );
};
