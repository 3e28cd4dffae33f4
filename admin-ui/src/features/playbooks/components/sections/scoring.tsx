/** Points for what is known of a lead, beside the five parts that always count (C-LEAD-4). */

import { SCORE_TESTS } from '../../../../../../domain/lead/score-rules.ts';
import { t } from '../../../../lib/language.ts';
import { listAt, valueAt } from '../../model/paths.ts';
import { useDraft } from '../draft.ts';
import { ChoiceField, NumberField, TextField } from '../fields.tsx';
import { ListField } from '../list-field.tsx';

const TEST_WORDS: Record<(typeof SCORE_TESTS)[number], string> = {
  known: t('is known'),
  is: t('is exactly'),
  contains: t('has in it'),
  at_least: t('is at least'),
  at_most: t('is at most'),
};
const TESTS = SCORE_TESTS.map(test => [test, TEST_WORDS[test]] as const);

const ALWAYS = [
  t('Qualification: required questions that are answered, up to 50'),
  t('Budget: it fits the lowest price, 15'),
  t('Engagement: how often and how quickly they reply, up to 15'),
  t('Next step: a call to action was taken, up to 10'),
  t('Mood: which way it goes, up to 10'),
];

export const ScoringSection = () => {
  const { config } = useDraft();
  const facts = listAt(config, 'checklist').map(field => String(valueAt(field, 'key')));
  return (
    <>
      <div className="rounded-xl border border-line bg-surface p-4 text-sm">
        <p className="font-medium">{t('What always counts')}</p>
        <ul className="mt-1 list-disc pl-5 text-ink-2 marker:text-ink-3">
          {ALWAYS.map(line => (
            <li key={line}>{line}</li>
          ))}
        </ul>
        <p className="mt-2 text-ink-2">
          {t('Up to 50 is cold, up to 80 warm, above hot. Your rules add to it or take away.')}
        </p>
      </div>
      <ListField
        path="scoring.rules"
        name={t('Rule')}
        add={t('Add a rule')}
        most={20}
        empty={t('No rules of your own: only what always counts.')}
        make={list => ({
          ...{
            name: t('Rule {number}', { number: list.length + 1 }),
            fact: facts[0] ?? 'budget',
            test: 'known',
            value: '',
            points: 10,
          },
        })}
      >
        {path => (
          <div className="flex flex-col gap-4">
            <TextField path={`${path}.name`} />
            <div className="grid gap-4 sm:grid-cols-3">
              <TextField
                path={`${path}.fact`}
                hint={facts.length > 0 ? t('Like {facts}', { facts: facts.slice(0, 3).join(', ') }) : undefined}
              />
              <ChoiceField path={`${path}.test`} options={TESTS} />
              {valueAt(config, `${path}.test`) === 'known' ? null : <TextField path={`${path}.value`} />}
            </div>
            <NumberField
              path={`${path}.points`}
              unit={t('points')}
              hint={t('-50 to 50. Less than nothing takes points away.')}
            />
          </div>
        )}
      </ListField>
    </>
  );
};
