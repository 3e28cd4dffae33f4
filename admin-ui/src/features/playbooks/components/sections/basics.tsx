/** Who the business is, and how its agent sounds. */
import { Part } from '../../../../components/page.tsx';
import { usePlace } from '../draft.ts';
import { ChoiceField, LinesField, NumberField, TextField, TickField } from '../fields.tsx';

const TWO = 'grid gap-4 sm:grid-cols-2';

export const BusinessSection = () => (
  <>
    <div className={TWO}>
      <TextField path="business.name" />
      <TextField path="business.industry" />
      <TextField path="business.city" />
      <TextField path="business.phone" />
      <TextField path="business.email" />
      <TextField path="business.website" />
    </div>
    <TextField path="business.offer" rows={3} />
    <TextField
      path="business.prices"
      rows={3}
      hint="A price that stands neither here nor in your knowledge never leaves: the agent asks a person instead."
    />
    <TextField path="business.hours" />
  </>
);

export const StyleSection = () => (
  <>
    <div className={TWO}>
      <TextField path="agentName" hint="Told to customers who ask. It never claims to be a person." />
      <LinesField
        path="tone.languages"
        commas
        hint="Codes with commas: en, hi, hi-Latn for Hinglish. The first is the default."
      />
      <ChoiceField path="tone.formality" options={['formal', 'professional', 'casual']} />
      <ChoiceField path="tone.persuasion" options={['soft', 'moderate', 'firm']} />
      <ChoiceField path="tone.emoji" options={['never', 'sparingly', 'frequent']} />
      <ChoiceField path="mode" options={['HTL', 'SIMPLE_PROMPT']} />
    </div>
    <div className={TWO}>
      <NumberField path="tone.maxWords" unit="words" hint="5 to 25. Longer answers are cut by code." />
      <NumberField path="tone.maxQuestions" unit="questions" hint="0 to 3" />
    </div>
    <TickField path="tone.honorifics" hint="Such as “ji” after a name, where the language has it." />
    <Example />
  </>
);

const SAYS: Record<string, string> = {
  formal: 'Good afternoon. A cleaning with examination is $120. Which day would be convenient for you?',
  professional: 'A cleaning with exam is $120. Which day would suit you?',
  casual: 'Hey! A cleaning is $120 — which day works for you?',
};

/** What the choices above do to one answer. */
const Example = () => {
  const formality = String(usePlace('tone.formality').value);
  const emoji = usePlace('tone.emoji').value;
  const words = Number(usePlace('tone.maxWords').value);
  const questions = Number(usePlace('tone.maxQuestions').value);
  const whole = SAYS[formality] ?? SAYS.professional ?? '';
  const kept = whole.split(' ').slice(0, Number.isFinite(words) ? Math.max(1, words) : undefined);
  const text = questions === 0 ? kept.join(' ').replace(/[^.!?—]*\?$/, '') : kept.join(' ');
  return (
    <Part title="About like this" about="An example of ours, by the choices above.">
      <p className="w-fit max-w-full rounded-lg border border-line bg-bubble-out px-3 py-2 text-lg [overflow-wrap:anywhere]">
        {text.trim()}
        {emoji === 'frequent' ? ' 😊✨' : emoji === 'sparingly' ? ' 😊' : ''}
      </p>
    </Part>
  );
};
