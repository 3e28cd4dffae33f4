import { FLOW_TRIGGERS, type FlowTrigger } from '../../../../../domain/flow/graph.ts';
import { FIELD, Field } from '../../../components/field.tsx';
import { TextField } from '../../../components/form.tsx';
import { triggerOf } from '../model/draft.ts';
import { TRIGGER_WORDS } from '../model/words.ts';
import { LinesField } from './lines-field.tsx';

/** What begins a run. */
export const TriggerFields = ({
  trigger,
  error,
  onChange,
}: {
  trigger: FlowTrigger;
  error: string | undefined;
  onChange: (trigger: FlowTrigger) => void;
}) => (
  <div className="grid gap-3 sm:grid-cols-2">
    <Field label="Begins with" error={trigger.type === 'KEYWORD' || trigger.type === 'LABEL_ADDED' ? undefined : error}>
      {ids => (
        <select
          {...ids}
          className={FIELD}
          data-testid="flow-trigger"
          value={trigger.type}
          onChange={event => onChange(triggerOf(event.target.value as FlowTrigger['type']))}
        >
          {FLOW_TRIGGERS.map(type => (
            <option key={type} value={type}>
              {TRIGGER_WORDS[type]}
            </option>
          ))}
        </select>
      )}
    </Field>
    {trigger.type === 'KEYWORD' ? (
      <LinesField
        label="Words, one a line"
        lines={trigger.patterns}
        error={error}
        testId="flow-words"
        onChange={patterns => onChange({ ...trigger, patterns })}
      />
    ) : null}
    {trigger.type === 'LABEL_ADDED' ? (
      <TextField
        name="label"
        label="Label"
        value={trigger.label}
        error={error}
        maxLength={50}
        dir="auto"
        onChange={label => onChange({ ...trigger, label })}
      />
    ) : null}
  </div>
);
