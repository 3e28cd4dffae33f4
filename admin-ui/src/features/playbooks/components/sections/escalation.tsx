/** When a person is called, how urgent that is, and what happens while one is in charge. */

import {
  ESCALATION_EFFECTS,
  ESCALATION_REASONS,
  INTENTS,
  PRIORITIES,
  SENTIMENTS,
} from '../../../../../../domain/words.ts';
import { Tick } from '../../../../components/field.tsx';
import { Part } from '../../../../components/page.tsx';
import { t } from '../../../../lib/language.ts';
import { INTENT_LABELS } from '../../../inbox/model/labels.ts';
import { OPTION_LABELS } from '../../model/labels.ts';
import { listAt, valueAt } from '../../model/paths.ts';
import { useDraft, usePlace } from '../draft.ts';
import { DurationField } from '../duration-field.tsx';
import { ChoiceField, LinesField, NumberField, TextField, TickField } from '../fields.tsx';
import { ListField } from '../list-field.tsx';
import { SetField } from '../set-field.tsx';

const TWO = 'grid gap-4 sm:grid-cols-2';

export const EscalationSection = () => {
  const { value, readOnly, set } = usePlace('escalateOn');
  const chosen = Array.isArray(value) ? value : [];
  return (
    <>
      <fieldset>
        <legend className="mb-2 font-medium text-sm">{t('Hand over to a person when')}</legend>
        <div className="grid gap-x-6 gap-y-2.5 rounded-xl border border-line bg-surface p-4 sm:grid-cols-2">
          {ESCALATION_REASONS.map(reason => (
            <Tick
              key={reason}
              checked={chosen.includes(reason)}
              disabled={readOnly}
              onChange={checked =>
                set(ESCALATION_REASONS.filter(each => (each === reason ? checked : chosen.includes(each))))
              }
            >
              {OPTION_LABELS[reason]}
            </Tick>
          ))}
        </div>
        <p className="mt-1 text-ink-2 text-xs">
          {t('People are told of the others too, but the agent goes on answering.')}
        </p>
      </fieldset>
      <OwnRules />
      <Changes />
      <Part title={t('While a person is in charge')}>
        <div className="flex flex-col gap-4">
          <ChoiceField path="takeover.onSilence" options={['remind_then_escalate', 'hand_back', 'escalate']} />
          <div className={TWO}>
            <DurationField path="takeover.remindAfterMs" />
            <DurationField path="takeover.endAfterMs" />
            <DurationField path="takeover.replyNeededAfterMs" />
            <DurationField path="takeover.replyEscalateAfterMs" />
          </div>
        </div>
      </Part>
    </>
  );
};

const optionsOf = (words: readonly string[]) => words.map(word => [word, OPTION_LABELS[word] ?? word] as const);

/** B-ROUTE-3: when all that is given holds, a person is called. */
const OwnRules = () => (
  <Part
    title={t('Rules of your own')}
    about={t(
      'A rule holds when every condition that is given holds. The first that hands over counts, before those that only tell.',
    )}
  >
    <ListField
      path="escalation.rules"
      name={t('Rule')}
      add={t('Add a rule')}
      most={20}
      empty={t('No rules of your own: only the reasons above call a person.')}
      make={list => ({
        name: t('Rule {number}', { number: list.length + 1 }),
        when: { intents: [], sentiments: [], words: [], minScore: null, highValue: false },
        priority: 'MEDIUM',
        effect: 'hand_over',
      })}
    >
      {path => (
        <div className="flex flex-col gap-4">
          <TextField path={`${path}.name`} />
          <SetField path={`${path}.when.intents`} options={INTENTS.map(intent => [intent, INTENT_LABELS[intent]])} />
          <SetField path={`${path}.when.sentiments`} options={optionsOf(SENTIMENTS)} />
          <div className={TWO}>
            <LinesField
              path={`${path}.when.words`}
              commas
              hint={t('With commas between; one of them is enough, however it is written.')}
            />
            <NumberField
              path={`${path}.when.minScore`}
              nullable
              unit={t('points')}
              hint={t('0 to 100. Left empty, any lead.')}
              empty={t('any')}
            />
          </div>
          <TickField path={`${path}.when.highValue`} />
          <div className={TWO}>
            <ChoiceField path={`${path}.priority`} options={PRIORITIES} />
            <ChoiceField path={`${path}.effect`} options={ESCALATION_EFFECTS} />
          </div>
        </div>
      )}
    </ListField>
  </Part>
);

/** A-ESC-2: what differs from the usual for one reason. */
const Changes = () => {
  const { config } = useDraft();
  const used = listAt(config, 'escalation.changes').map(change => valueAt(change, 'reason'));
  const free = ESCALATION_REASONS.filter(reason => !used.includes(reason));
  return (
    <Part
      title={t('Other priorities')}
      about={t('How urgent a reason is here, and whether it hands over, where the usual does not fit.')}
    >
      <ListField
        path="escalation.changes"
        name={t('Reason')}
        add={t('Change a reason')}
        most={ESCALATION_REASONS.length}
        empty={t('Every reason has its usual priority.')}
        make={() => ({ reason: free[0] ?? 'other', priority: null, effect: null })}
      >
        {path => (
          <div className="grid gap-3 sm:grid-cols-3">
            <ChoiceField path={`${path}.reason`} options={ESCALATION_REASONS} />
            <ChoiceField path={`${path}.priority`} nullable options={[['', t('As usual')], ...optionsOf(PRIORITIES)]} />
            <ChoiceField
              path={`${path}.effect`}
              nullable
              options={[['', t('As usual')], ...optionsOf(ESCALATION_EFFECTS)]}
            />
          </div>
        )}
      </ListField>
    </Part>
  );
};
