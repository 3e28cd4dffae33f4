import { FLOW_TRIGGERS, type FlowTrigger } from '../../../../../domain/flow/graph.ts';
import { WEEKDAYS } from '../../../../../domain/zone/business-hours.ts';
import { FIELD, Field } from '../../../components/field.tsx';
import { TextField } from '../../../components/form.tsx';
import { t } from '../../../lib/language.ts';
import { triggerOf } from '../model/draft.ts';
import { shortDay, TRIGGER_WORDS } from '../model/words.ts';
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
    <Field
      label={t('Begins with')}
      error={trigger.type === 'KEYWORD' || trigger.type === 'LABEL_ADDED' ? undefined : error}
    >
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
        label={t('Words, one a line')}
        lines={trigger.patterns}
        error={error}
        testId="flow-words"
        onChange={patterns => onChange({ ...trigger, patterns })}
      />
    ) : null}
    {trigger.type === 'LABEL_ADDED' ? (
      <TextField
        name="label"
        label={t('Label')}
        value={trigger.label}
        error={error}
        maxLength={50}
        dir="auto"
        onChange={label => onChange({ ...trigger, label })}
      />
    ) : null}
    {trigger.type === 'SCHEDULED' ? <ScheduleFields trigger={trigger} error={error} onChange={onChange} /> : null}
  </div>
);

/** Days, a time, and for whom. */
const ScheduleFields = ({
  trigger,
  error,
  onChange,
}: {
  trigger: Extract<FlowTrigger, { type: 'SCHEDULED' }>;
  error: string | undefined;
  onChange: (trigger: FlowTrigger) => void;
}) => (
  <>
    <TextField
      name="label"
      label={t('To everybody with this label')}
      hint={t('Only while their 24-hour window is open and the agent has the talk')}
      value={trigger.label}
      error={error}
      maxLength={50}
      dir="auto"
      onChange={label => onChange({ ...trigger, label })}
    />
    <fieldset className="min-w-0">
      <legend className="mb-1 font-medium text-sm">{t('Days')}</legend>
      <div className="flex flex-wrap gap-x-3 gap-y-1.5">
        {WEEKDAYS.map(day => (
          <label key={day} className="flex items-center gap-1.5 text-sm">
            <input
              type="checkbox"
              checked={trigger.days.includes(day)}
              onChange={event =>
                onChange({
                  ...trigger,
                  days: WEEKDAYS.filter(each => (each === day ? event.target.checked : trigger.days.includes(each))),
                })
              }
            />
            {shortDay(day)}
          </label>
        ))}
      </div>
    </fieldset>
    <Field label={t('Time')} hint={t('On the clock of the organization')}>
      {ids => (
        <input
          {...ids}
          type="time"
          className={FIELD}
          value={trigger.time}
          onChange={event => onChange({ ...trigger, time: event.target.value.slice(0, 5) })}
        />
      )}
    </Field>
  </>
);
