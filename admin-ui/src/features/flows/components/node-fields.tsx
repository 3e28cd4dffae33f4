import { useQuery } from '@tanstack/react-query';
import type { FlowGraph, FlowNode } from '../../../../../domain/flow/graph.ts';
import { FIELD, Field } from '../../../components/field.tsx';
import { TextField } from '../../../components/form.tsx';
import { t } from '../../../lib/language.ts';
import { useMe } from '../../auth/api/session.ts';
import { membersQuery } from '../../team/api/team.ts';
import { ConditionFields } from './condition-fields.tsx';
import { FileFields } from './file-fields.tsx';
import { AREA, LinesField } from './lines-field.tsx';
import { NodeChoice } from './node-card.tsx';
import { WebhookFields } from './webhook-fields.tsx';

export interface NodeFieldsProps<N extends FlowNode = FlowNode> {
  graph: FlowGraph;
  node: N;
  errors: ReadonlyMap<string, string>;
  onChange: (node: FlowNode) => void;
}

/** What a step of this kind needs to be told. */
export const NodeFields = ({ graph, node, errors, onChange }: NodeFieldsProps) => {
  switch (node.type) {
    case 'trigger':
    case 'end':
      return null;
    case 'message':
      return (
        <>
          <Words node={node} errors={errors} onChange={onChange} />
          <FileFields node={node} errors={errors} onChange={onChange} />
        </>
      );
    case 'question':
      return (
        <>
          <Words node={node} errors={errors} onChange={onChange} />
          <div className="grid gap-3 sm:grid-cols-3">
            <TextField
              name="variable"
              label={t('Keep the answer as')}
              hint={t('Used as {{{name}}}', { name: node.variable || 'answer' })}
              value={node.variable}
              error={errors.get('variable')}
              maxLength={40}
              onChange={variable => onChange({ ...node, variable })}
            />
            <NumberField
              label={t('Wait at most (minutes)')}
              hint={t('Empty: as long as it takes')}
              value={node.timeoutMinutes}
              error={errors.get('timeoutMinutes')}
              onChange={timeoutMinutes => onChange({ ...node, timeoutMinutes })}
            />
            {node.timeoutMinutes === null && node.timeoutBranch === null ? null : (
              <NodeChoice
                label={t('When nobody answers')}
                graph={graph}
                value={node.timeoutBranch ?? ''}
                error={errors.get('timeoutBranch')}
                onChange={timeoutBranch => onChange({ ...node, timeoutBranch })}
              />
            )}
          </div>
        </>
      );
    case 'ai':
      return (
        <div className="grid gap-3 sm:grid-cols-[1fr_12rem]">
          <TextField
            name="instructions"
            label={t('Told to the agent for this answer')}
            value={node.instructions}
            error={errors.get('instructions')}
            maxLength={1000}
            dir="auto"
            onChange={instructions => onChange({ ...node, instructions })}
          />
          <NumberField
            label={t('About so many tokens')}
            hint={t('Empty: as the playbook')}
            value={node.maxTokens}
            error={errors.get('maxTokens')}
            onChange={maxTokens => onChange({ ...node, maxTokens })}
          />
        </div>
      );
    case 'condition':
      return <ConditionFields graph={graph} node={node} errors={errors} onChange={onChange} />;
    case 'delay':
      return (
        <div className="grid gap-3 sm:grid-cols-2">
          <NumberField
            label={t('Wait')}
            value={node.amount}
            error={errors.get('amount')}
            onChange={amount => onChange({ ...node, amount: amount ?? 0 })}
          />
          <Field label={t('Unit')}>
            {ids => (
              <select
                {...ids}
                className={FIELD}
                value={node.unit}
                onChange={event => onChange({ ...node, unit: event.target.value === 'hours' ? 'hours' : 'minutes' })}
              >
                <option value="minutes">{t('Minutes')}</option>
                <option value="hours">{t('Hours')}</option>
              </select>
            )}
          </Field>
        </div>
      );
    case 'tag':
      return (
        <div className="grid gap-3 sm:grid-cols-2">
          <Field label={t('Do')}>
            {ids => (
              <select
                {...ids}
                className={FIELD}
                value={node.action}
                onChange={event => onChange({ ...node, action: event.target.value === 'remove' ? 'remove' : 'add' })}
              >
                <option value="add">{t('Add the label')}</option>
                <option value="remove">{t('Remove the label')}</option>
              </select>
            )}
          </Field>
          <TextField
            name="label"
            label={t('Label')}
            value={node.label}
            error={errors.get('label')}
            maxLength={50}
            dir="auto"
            onChange={label => onChange({ ...node, label })}
          />
        </div>
      );
    case 'webhook':
      return <WebhookFields graph={graph} node={node} errors={errors} onChange={onChange} />;
    case 'assign':
      return <AssignFields node={node} onChange={onChange} />;
  }
};

const Words = ({
  node,
  errors,
  onChange,
}: Omit<NodeFieldsProps<Extract<FlowNode, { type: 'message' | 'question' }>>, 'graph'>) => (
  <div className="grid gap-3 sm:grid-cols-[2fr_1fr]">
    <Field label={node.type === 'question' ? t('Question') : t('Text')} error={errors.get('text')}>
      {ids => (
        <textarea
          {...ids}
          dir="auto"
          rows={3}
          maxLength={1000}
          className={AREA}
          data-testid="node-text"
          value={node.text}
          onChange={event => onChange({ ...node, text: event.target.value })}
        />
      )}
    </Field>
    <LinesField
      label={t('Buttons, one a line')}
      hint={t('Up to three short ones, or a list of ten')}
      lines={node.buttons}
      error={[...errors].find(([path]) => path.startsWith('buttons'))?.[1]}
      onChange={buttons => onChange({ ...node, buttons })}
    />
  </div>
);

const NumberField = ({
  label,
  hint,
  value,
  error,
  onChange,
}: {
  label: string;
  hint?: string;
  value: number | null;
  error: string | undefined;
  onChange: (value: number | null) => void;
}) => (
  <Field label={label} error={error} hint={hint}>
    {ids => (
      <input
        {...ids}
        type="number"
        min={1}
        className={FIELD}
        value={value ?? ''}
        onChange={event => onChange(event.target.value === '' ? null : Math.trunc(Number(event.target.value)))}
      />
    )}
  </Field>
);

const AssignFields = ({
  node,
  onChange,
}: {
  node: Extract<FlowNode, { type: 'assign' }>;
  onChange: (node: FlowNode) => void;
}) => {
  const { organization } = useMe();
  const members = useQuery({ ...membersQuery(organization.id), retry: false }).data?.members ?? [];
  return (
    <Field label={t('To whom')}>
      {ids => (
        <select
          {...ids}
          className={FIELD}
          value={node.memberId ?? ''}
          onChange={event => onChange({ ...node, memberId: event.target.value === '' ? null : event.target.value })}
        >
          <option value="">{t('Whoever takes it')}</option>
          {members.map(member => (
            <option key={member.memberId} value={member.memberId}>
              {member.name}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
};
