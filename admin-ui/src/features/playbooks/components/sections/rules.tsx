/** When it writes again, what it may never say, and when a person is called. */
import { ESCALATION_REASONS } from '../../../../../../domain/words.ts';
import { Tick } from '../../../../components/field.tsx';
import { Part } from '../../../../components/page.tsx';
import { OPTION_LABELS } from '../../model/labels.ts';
import { valueAt } from '../../model/paths.ts';
import { useDraft, usePlace } from '../draft.ts';
import { ChoiceField, DurationField, LinesField, NumberField, TextField, TickField } from '../fields.tsx';
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
          name="Step"
          add="Add a step"
          most={10}
          empty="No steps: nothing is sent."
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
                <TextField path={`${path}.template`} nullable hint="An approved one, by its name" />
              ) : null}
            </div>
          )}
        </ListField>
      ) : null}
      <Ladder />
      <Part
        title="Contact hours"
        about="In the customer's own zone. What falls into the night waits until the morning."
      >
        <div className={TWO}>
          <NumberField path="followUp.contactHours.from" unit="o’clock" />
          <NumberField path="followUp.contactHours.to" unit="o’clock" />
        </div>
      </Part>
      <TickField path="followUp.continueAfterArchive" />
      <DurationField path="idleCompleteMs" hint="It wakes up again as soon as the customer writes." />
    </>
  );
};

export const GuardrailsSection = () => (
  <>
    <LinesField
      path="guardrails.forbiddenPhrases"
      hint="One a line. An answer that holds one is written again, and never leaves."
    />
    <LinesField path="guardrails.rules" hint="One a line. The model reads them, and a second look checks them." />
    <Part title="Disclaimers" about="Added by code whenever an answer mentions one of the words.">
      <ListField
        path="guardrails.disclaimers"
        name="Disclaimer"
        add="Add a disclaimer"
        most={20}
        empty="Nothing is added to answers."
        make={() => ({ triggers: [], text: '' })}
      >
        {path => (
          <div className="flex flex-col gap-3">
            <LinesField path={`${path}.triggers`} commas hint="With commas between" />
            <TextField path={`${path}.text`} rows={2} />
          </div>
        )}
      </ListField>
    </Part>
    <NumberField
      path="groundingThreshold"
      hint="From 0 to 1. Below it the answer is written once more, then a person is asked."
    />
  </>
);

export const EscalationSection = () => {
  const { value, readOnly, set } = usePlace('escalateOn');
  const chosen = Array.isArray(value) ? value : [];
  return (
    <>
      <fieldset>
        <legend className="mb-2 font-medium text-sm">Hand over to a person when</legend>
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
        <p className="mt-1 text-ink-2 text-xs">People are told of the others too, but the agent goes on answering.</p>
      </fieldset>
      <Part title="While a person is in charge">
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
