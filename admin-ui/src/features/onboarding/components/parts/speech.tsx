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
import { t } from '../../../../lib/language.ts';
import { useDraft } from '../../../playbooks/components/draft.ts';
import { ChoiceField, LinesField, NumberField, TextField, TickField } from '../../../playbooks/components/fields.tsx';
import { ListField } from '../../../playbooks/components/list-field.tsx';
import { listAt, valueAt } from '../../../playbooks/model/paths.ts';

const TWO = 'grid gap-4 sm:grid-cols-2';

/** A-ONB-7. */
export const GuardrailsPart = () => (
  <div className="flex flex-col gap-6">
    <LinesField
      path="guardrails.forbidden"
      label={t('Never said')}
      hint={t('One phrase a line: “guaranteed”, “risk-free”')}
    />
    <Part title={t('Disclaimers')} about={t('Added word for word whenever a text mentions one of the words.')}>
      <ListField
        path="guardrails.disclaimers"
        name={t('Disclaimer')}
        add={t('Add a disclaimer')}
        most={20}
        empty={t('None is needed.')}
        make={() => ({ triggers: [], text: '' })}
      >
        {path => (
          <div className={TWO}>
            <LinesField
              path={`${path}.triggers`}
              label={t('When the text mentions')}
              commas
              hint={t('With commas between')}
            />
            <TextField path={`${path}.text`} label={t('This is added')} rows={2} />
          </div>
        )}
      </ListField>
    </Part>
    <TextField path="guardrails.language" label={t('How it may not speak')} placeholder={t('no slang, no capitals')} />
    <LinesField path="guardrails.rules" label={t('Rules in your own words')} hint={t('One a line')} />
  </div>
);

const LANGUAGE_NAMES: Record<(typeof LANGUAGES)[number], string> = {
  en: t('English'),
  'hi-en': t('Hinglish'),
  hi: t('Hindi'),
  es: t('Spanish'),
};

const PRESETS: Record<TonePresetName, { label: string; says: string }> = {
  professional: { label: t('Professional'), says: t('Thank you. Which day would suit you?') },
  friendly: { label: t('Friendly'), says: t('Lovely! Which day works for you? 🙂') },
  casual: { label: t('Casual'), says: t('Great 🙌 when do you want to come by? 😊') },
  premium: { label: t('Premium'), says: t('It would be our pleasure. May I ask which day you would prefer?') },
  fast_direct: { label: t('Fast and direct'), says: t('Sure. Which day?') },
  sales_aggressive: { label: t('Pushing'), says: t('Places go fast. Shall I keep one for you today? 🙂') },
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
        label={t('Name of the agent')}
        hint={t('Told when asked. It never claims to be a person.')}
        className="max-w-80"
      />
      <fieldset>
        <legend className="mb-2 font-medium text-sm">{t('Voice')}</legend>
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
        {chosen === null ? (
          <p className="mt-2 text-ink-2 text-sm">{t('You have set a voice of your own below.')}</p>
        ) : null}
      </fieldset>
      <fieldset>
        <legend className="mb-2 font-medium text-sm">
          {t('Languages, the first one unless the customer writes another')}
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
              {languages[0] === language ? <span className="text-ink-2"> {t('(first)')}</span> : null}
            </Tick>
          ))}
        </div>
        {languages.length === 0 ? (
          <p className="mt-1 text-danger-text text-sm">{t('Choose at least one language.')}</p>
        ) : null}
      </fieldset>
      <div className={TWO}>
        <ChoiceField
          path="tone.formality"
          label={t('Formality')}
          options={[
            ['formal', t('Formal')],
            ['professional', t('Professional')],
            ['casual', t('Casual')],
          ]}
        />
        <ChoiceField
          path="tone.persuasion"
          label={t('Persuasion')}
          options={[
            ['soft', t('Soft')],
            ['moderate', t('Moderate')],
            ['firm', t('Firm')],
          ]}
        />
        <ChoiceField path="tone.emoji" label={t('Emoji')} options={['never', 'sparingly', 'frequent']} />
        <NumberField path="tone.maxWords" label={t('Words per message, at most')} hint={t('5 to 25')} />
      </div>
      <TickField path="tone.honorifics" label={t('Uses honorifics (“ji”, “Sir”, “Madam”)')} />
    </div>
  );
};
