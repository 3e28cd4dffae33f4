/** When it writes again, and what it may never say. */

import { Part } from '../../../../components/page.tsx';
import { t } from '../../../../lib/language.ts';
import { valueAt } from '../../model/paths.ts';
import { useDraft } from '../draft.ts';
import { DurationField } from '../duration-field.tsx';
import { ChoiceField, LinesField, NumberField, TextField, TickField } from '../fields.tsx';
import { Ladder } from '../ladder.tsx';
import { ListField } from '../list-field.tsx';

const TWO = 'grid gap-4 sm:grid-cols-2';

export const FollowUpsSection = () => {
  const { config } = useDraft();
  return (
    <>
      <ChoiceField path="followUp.preset" options={['sales', 'sequence', 'custom', 'off']} />
      {valueAt(config, 'followUp.preset') === 'custom' ? (
        <ListField
          path="followUp.ladder"
          name={t('Step')}
          add={t('Add a step')}
          most={10}
          empty={t('No steps: nothing is sent.')}
          make={() => ({ base: 'after_last_message', offsetMs: 7_200_000, message: 'soft_ping', template: null })}
        >
          {path => (
            <div className="grid gap-3 sm:grid-cols-2">
              <DurationField path={`${path}.offsetMs`} />
              <ChoiceField path={`${path}.base`} options={['after_last_message', 'by_stage', 'before_window_end']} />
              <ChoiceField
                path={`${path}.message`}
                options={['soft_ping', 'value_add', 'clarification', 'exit', 'template']}
              />
              {valueAt(config, `${path}.message`) === 'template' ? (
                <TextField path={`${path}.template`} nullable hint={t('An approved one, by its name')} />
              ) : null}
            </div>
          )}
        </ListField>
      ) : null}
      <Ladder />
      <Part
        title={t('Contact hours')}
        about={t("In the customer's own zone. What falls into the night waits until the morning.")}
      >
        <div className={TWO}>
          <NumberField path="followUp.contactHours.from" unit={t('o’clock')} />
          <NumberField path="followUp.contactHours.to" unit={t('o’clock')} />
        </div>
      </Part>
      <TickField path="followUp.continueAfterArchive" />
      <DurationField path="idleCompleteMs" hint={t('It wakes up again as soon as the customer writes.')} />
    </>
  );
};

export const GuardrailsSection = () => (
  <>
    <LinesField
      path="guardrails.forbiddenPhrases"
      hint={t('One a line. An answer that holds one is written again, and never leaves.')}
    />
    <LinesField path="guardrails.rules" hint={t('One a line. The model reads them, and a second look checks them.')} />
    <Part title={t('Disclaimers')} about={t('Added by code whenever an answer mentions one of the words.')}>
      <ListField
        path="guardrails.disclaimers"
        name={t('Disclaimer')}
        add={t('Add a disclaimer')}
        most={20}
        empty={t('Nothing is added to answers.')}
        make={() => ({ triggers: [], text: '' })}
      >
        {path => (
          <div className="flex flex-col gap-3">
            <LinesField path={`${path}.triggers`} commas hint={t('With commas between')} />
            <TextField path={`${path}.text`} rows={2} />
          </div>
        )}
      </ListField>
    </Part>
    <NumberField
      path="groundingThreshold"
      hint={t('From 0 to 1. Below it the answer is written once more, then a person is asked.')}
    />
  </>
);
