/** What the agent asks, offers and answers. */

import { Link } from '@tanstack/react-router';
import { CTA_TYPES } from '../../../../../../domain/words.ts';
import { Part } from '../../../../components/page.tsx';
import { t } from '../../../../lib/language.ts';
import { listAt, valueAt } from '../../model/paths.ts';
import { useDraft } from '../draft.ts';
import { DurationField } from '../duration-field.tsx';
import { ChoiceField, LinesField, TextField, TickField } from '../fields.tsx';
import { ListField } from '../list-field.tsx';

const TWO = 'grid gap-3 sm:grid-cols-2';
const TIMINGS = ['required', 'ask_early', 'ask_mid', 'ask_late', 'optional', 'never'];

export const QuestionsSection = () => {
  const { config } = useDraft();
  return (
    <ListField
      path="checklist"
      name={t('Question')}
      add={t('Add a question')}
      most={20}
      empty={t('The agent asks for nothing in particular.')}
      make={list => ({ key: `fact_${list.length + 1}`, question: '', type: 'text', choices: [], timing: 'required' })}
    >
      {path => (
        <div className="flex flex-col gap-3">
          <TextField path={`${path}.question`} />
          <div className="grid gap-3 sm:grid-cols-3">
            <TextField path={`${path}.key`} hint={t('Lower-case, with underscores')} />
            <ChoiceField path={`${path}.type`} options={['text', 'choice', 'yes_no', 'date', 'number']} />
            <ChoiceField path={`${path}.timing`} options={TIMINGS} />
          </div>
          {valueAt(config, `${path}.type`) === 'choice' ? (
            <LinesField path={`${path}.choices`} rows={3} hint={t('One a line')} />
          ) : null}
        </div>
      )}
    </ListField>
  );
};

export const OffersSection = () => (
  <>
    <ListField
      path="ctas"
      name={t('Call to action')}
      add={t('Add a call to action')}
      most={8}
      empty={t('The agent leads to nothing: it only answers.')}
      make={list => {
        const used = list.map(entry => valueAt(entry, 'type'));
        return {
          type: CTA_TYPES.find(type => !used.includes(type)) ?? 'BOOK_CALL',
          label: '',
          link: null,
          repeatable: false,
          steps: [],
        };
      }}
    >
      {path => (
        <div className="flex flex-col gap-3">
          <div className={TWO}>
            <ChoiceField path={`${path}.type`} options={CTA_TYPES} />
            <TextField path={`${path}.label`} />
          </div>
          <TextField path={`${path}.link`} nullable placeholder="https://…" />
          <LinesField
            path={`${path}.steps`}
            commas
            hint={t(
              'Left empty, the usual ones. In their order: the first is the click, the last completes it; your systems report them.',
            )}
          />
          <TickField path={`${path}.repeatable`} />
        </div>
      )}
    </ListField>
    <DurationField path="ctaResetMs" hint={t('After so long in silence, what was declined may be offered again.')} />
  </>
);

export const AnswersSection = () => (
  <>
    <Part
      title={t('Objections')}
      about={t('What has an answer here is met by the agent; what has none, or comes a third time, calls a person.')}
    >
      <ListField
        path="objections"
        name={t('Objection')}
        add={t('Add an objection')}
        most={30}
        empty={t('Every objection calls a person.')}
        make={() => ({ key: '', answer: '' })}
      >
        {path => (
          <div className="grid gap-3 sm:grid-cols-[14rem_minmax(0,1fr)]">
            <TextField path={`${path}.key`} placeholder="too_expensive" />
            <TextField path={`${path}.answer`} rows={2} />
          </div>
        )}
      </ListField>
    </Part>
    <Part title={t('Frequent questions')} about={t('Few and short ones; long lists belong into the knowledge base.')}>
      <ListField
        path="faqs"
        name={t('Question')}
        add={t('Add a question')}
        most={200}
        empty={t('No frequent questions yet.')}
        make={() => ({ question: '', answer: '' })}
      >
        {path => (
          <div className="flex flex-col gap-3">
            <TextField path={`${path}.question`} />
            <TextField path={`${path}.answer`} rows={2} />
          </div>
        )}
      </ListField>
    </Part>
  </>
);

/** Scripts have a page of their own. */
export const ScriptsSection = () => {
  const { config } = useDraft();
  const scripts = listAt(config, 'scripts').length;
  return (
    <p className="rounded-xl border border-line bg-surface p-4 text-sm">
      {scripts === 0
        ? t('There is no script yet.')
        : scripts === 1
          ? t('There is one script.')
          : t('There are {scripts} scripts.', { scripts })}{' '}
      <Link to="/settings/scripts" className="font-medium text-accent-text underline underline-offset-2">
        {t('Write them on their own page')}
      </Link>
      {t('; every change there is a version here.')}
    </p>
  );
};
