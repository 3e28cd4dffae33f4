/** How the agent is called and how it sounds. */

import { Part } from '../../../../components/page.tsx';
import { t } from '../../../../lib/language.ts';
import { usePlace } from '../draft.ts';
import { ChoiceField, LinesField, NumberField, TextField, TickField } from '../fields.tsx';
import { TonePresets } from '../tone-presets.tsx';
import { TonePreview } from '../tone-preview.tsx';

const TWO = 'grid gap-4 sm:grid-cols-2';

export const StyleSection = () => (
  <>
    <div className={TWO}>
      <TextField path="agentName" hint={t('Told to customers who ask. It never claims to be a person.')} />
      <LinesField
        path="tone.languages"
        commas
        hint={t('Codes with commas: en, hi, hi-Latn for Hinglish. The first is the default.')}
      />
    </div>
    <TonePresets />
    <div className={TWO}>
      <ChoiceField path="tone.formality" options={['formal', 'professional', 'casual']} />
      <ChoiceField path="tone.persuasion" options={['soft', 'moderate', 'firm']} />
      <ChoiceField path="tone.emoji" options={['never', 'sparingly', 'frequent']} />
      <NumberField path="tone.maxWords" unit={t('words')} hint={t('5 to 25. Longer answers are cut by code.')} />
      <NumberField path="tone.maxQuestions" unit={t('questions')} hint={t('0 to 3')} />
    </div>
    <TickField path="tone.honorifics" hint={t('Such as “ji” after a name, where the language has it.')} />
    <TextField
      path="tone.instructions"
      rows={3}
      placeholder={t('Warm and unhurried, like the person at our front desk.')}
      hint={t(
        'How it speaks, in your own words. It changes how things are said, never what: facts, prices and guardrails go before it.',
      )}
    />
    <LinesField
      path="tone.examples"
      rows={3}
      hint={t(
        'Up to five messages that sound as it should, one a line, within the limits above. It takes their manner, never facts from them.',
      )}
    />
    <Example />
    <TonePreview />
    <div className={TWO}>
      <ChoiceField path="mode" options={['HTL', 'SIMPLE_PROMPT']} />
      <ChoiceField path="talk" options={['chat', 'structured']} />
    </div>
  </>
);

const SAYS: Record<string, string> = {
  formal: t('Good afternoon. A cleaning with examination is $120. Which day would be convenient for you?'),
  professional: t('A cleaning with exam is $120. Which day would suit you?'),
  casual: t('Hey! A cleaning is $120 — which day works for you?'),
};

/** What the choices above do to one answer. */
const Example = () => {
  const formality = String(usePlace('tone.formality').value);
  const emoji = usePlace('tone.emoji').value;
  const words = Number(usePlace('tone.maxWords').value);
  const questions = Number(usePlace('tone.maxQuestions').value);
  const whole = SAYS[formality] ?? SAYS.professional ?? '';
  const kept = whole.split(' ').slice(0, Number.isFinite(words) ? Math.max(1, words) : undefined);
  const text = questions === 0 ? kept.join(' ').replace(/[^.!?—।]*\?$/, '') : kept.join(' ');
  return (
    <Part title={t('About like this')} about={t('An example of ours, by the choices above.')}>
      <p className="w-fit max-w-full rounded-lg border border-line bg-bubble-out px-3 py-2 text-lg [overflow-wrap:anywhere]">
        {text.trim()}
        {emoji === 'frequent' ? ' 😊✨' : emoji === 'sparingly' ? ' 😊' : ''}
      </p>
    </Part>
  );
};
