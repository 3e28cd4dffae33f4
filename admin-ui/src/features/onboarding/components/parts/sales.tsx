import { CTA_TYPES, ESCALATION_REASONS } from '../../../../../../domain/words.ts';
import { Tick } from '../../../../components/field.tsx';
import { Part } from '../../../../components/page.tsx';
import { t } from '../../../../lib/language.ts';
import { useDraft } from '../../../playbooks/components/draft.ts';
import { ChoiceField, LinesField, TextField } from '../../../playbooks/components/fields.tsx';
import { ListField } from '../../../playbooks/components/list-field.tsx';
import { OPTION_LABELS } from '../../../playbooks/model/labels.ts';
import { listAt, type Path, valueAt } from '../../../playbooks/model/paths.ts';

const TWO = 'grid gap-3 sm:grid-cols-2';
/** What calls a person in any case is not asked. */
const CHOOSABLE = ESCALATION_REASONS.filter(
  reason => !['rule', 'staff_silent', 'ai_failure', 'over_budget', 'other', 'stale_knowledge'].includes(reason),
);

const Ticks = ({ path, options }: { path: Path; options: readonly (readonly [value: string, label: string])[] }) => {
  const { config, readOnly, set } = useDraft();
  const chosen = listAt(config, path);
  return (
    <div className="grid gap-2 sm:grid-cols-2">
      {options.map(([value, label]) => (
        <Tick
          key={value}
          checked={chosen.includes(value)}
          disabled={readOnly}
          onChange={on => set(path, on ? [...chosen, value] : chosen.filter(each => each !== value))}
        >
          {label}
        </Tick>
      ))}
    </div>
  );
};

/** A-ONB-5. */
export const SalesPart = () => {
  const { config } = useDraft();
  return (
    <div className="flex flex-col gap-6">
      <Part title={t('What customers should do')} about={t('In the order the agent offers it.')}>
        <ListField
          path="sales.ctas"
          name={t('Call to action')}
          add={t('Add a call to action')}
          most={8}
          empty={t('Choose at least one.')}
          make={list => ({
            type: CTA_TYPES.find(type => !list.some(entry => valueAt(entry, 'type') === type)) ?? 'BOOK_CALL',
            label: '',
            link: '',
          })}
        >
          {path => (
            <div className="flex flex-col gap-3">
              <div className={TWO}>
                <ChoiceField path={`${path}.type`} label={t('Kind')} options={CTA_TYPES} />
                <TextField path={`${path}.label`} label={t('Words on the button')} placeholder={t('Book a visit')} />
              </div>
              <TextField path={`${path}.link`} label={t('Link')} placeholder="https://…" />
            </div>
          )}
        </ListField>
      </Part>
      <Part title={t('What to find out')} about={t('Asked one at a time, in the course of the talk.')}>
        <ListField
          path="sales.questions"
          name={t('Question')}
          add={t('Add a question')}
          most={19}
          empty={t('Nothing in particular: the need and the name are asked for.')}
          make={list => ({
            key: `fact_${list.length + 1}`,
            question: '',
            type: 'text',
            choices: [],
            timing: 'required',
          })}
        >
          {path => (
            <div className="flex flex-col gap-3">
              <TextField path={`${path}.question`} label={t('What the agent asks')} />
              <div className="grid gap-3 sm:grid-cols-3">
                <TextField
                  path={`${path}.key`}
                  label={t('Name of the fact')}
                  hint={t('Lower-case, with underscores')}
                />
                <ChoiceField
                  path={`${path}.type`}
                  label={t('Kind of answer')}
                  options={['text', 'choice', 'yes_no', 'date', 'number']}
                />
                <ChoiceField
                  path={`${path}.timing`}
                  label={t('When')}
                  options={['required', 'ask_early', 'ask_mid', 'ask_late', 'optional', 'never']}
                />
              </div>
              {valueAt(config, `${path}.type`) === 'choice' ? (
                <LinesField path={`${path}.choices`} label={t('Choices')} rows={3} hint={t('One a line')} />
              ) : null}
            </div>
          )}
        </ListField>
      </Part>
      <div className={TWO}>
        <ChoiceField
          path="sales.budget"
          label={t('When to ask for the budget')}
          options={[
            ['early', t('Early')],
            ['mid', t('When it fits')],
            ['late', t('Late')],
            ['never', t('Never')],
          ]}
        />
        <ChoiceField path="sales.ladder" label={t('After silence')} options={['sales', 'sequence', 'off']} />
      </div>
      <TextField
        path="sales.hotLead"
        label={t('A lead is hot when')}
        placeholder={t('They ask for a time this week')}
      />
      <Part title={t('Objections')} about={t('What customers object, and what you say to it.')}>
        <ListField
          path="sales.objections"
          name={t('Objection')}
          add={t('Add an objection')}
          most={30}
          empty={t('None yet: the agent has no answer of its own.')}
          make={() => ({ key: '', answer: '' })}
        >
          {path => (
            <div className="grid gap-3 sm:grid-cols-[14rem_minmax(0,1fr)]">
              <TextField path={`${path}.key`} label={t('Objection')} placeholder="too_expensive" />
              <TextField path={`${path}.answer`} label={t('Answer')} rows={2} />
            </div>
          )}
        </ListField>
      </Part>
      <Part
        title={t('When a person is called')}
        about={t('Besides failed payments, anger, and three questions that stay open.')}
      >
        <Ticks path="sales.triggers" options={CHOOSABLE.map(reason => [reason, OPTION_LABELS[reason] ?? reason])} />
      </Part>
      <Part title={t('To a person the first time it comes up')} about={t('Even where the agent would have an answer.')}>
        <Ticks
          path="sales.atOnce"
          options={[
            ['objection', t('Any objection')],
            ['negotiation', t('Any wish for another price')],
          ]}
        />
      </Part>
    </div>
  );
};
