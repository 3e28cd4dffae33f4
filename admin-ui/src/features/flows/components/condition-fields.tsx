import { Plus, Trash2 } from 'lucide-react';
import { CONDITION_OPERATORS, type FlowCondition, type FlowNode } from '../../../../../domain/flow/graph.ts';
import { Button } from '../../../components/button.tsx';
import { FIELD, Field } from '../../../components/field.tsx';
import { TextField } from '../../../components/form.tsx';
import { IconButton } from '../../../components/icon-button.tsx';
import { t } from '../../../lib/language.ts';
import { OPERATOR_WORDS } from '../model/words.ts';
import { NodeChoice } from './node-card.tsx';
import type { NodeFieldsProps } from './node-fields.tsx';

/** The first condition that holds leads on. */
export const ConditionFields = ({
  graph,
  node,
  errors,
  onChange,
}: NodeFieldsProps<Extract<FlowNode, { type: 'condition' }>>) => {
  const set = (index: number, patch: Partial<FlowCondition>) =>
    onChange({
      ...node,
      conditions: node.conditions.map((each, at) => (at === index ? { ...each, ...patch } : each)),
    });
  return (
    <>
      {node.conditions.map((condition, index) => (
        <div
          // biome-ignore lint/suspicious/noArrayIndexKey: a condition is its place among the others
          key={index}
          className="grid items-end gap-3 border-line border-b pb-3 sm:grid-cols-[1fr_9rem_1fr_1fr_auto]"
        >
          <TextField
            name={`field-${index}`}
            label={t('If')}
            list={`fields-${node.id}`}
            value={condition.field}
            error={errors.get(`conditions.${index}.field`)}
            onChange={field => set(index, { field })}
          />
          <Field label={t('Comparison')}>
            {ids => (
              <select
                {...ids}
                className={FIELD}
                value={condition.operator}
                onChange={event => set(index, { operator: event.target.value as FlowCondition['operator'] })}
              >
                {CONDITION_OPERATORS.map(operator => (
                  <option key={operator} value={operator}>
                    {OPERATOR_WORDS[operator]}
                  </option>
                ))}
              </select>
            )}
          </Field>
          <TextField
            name={`value-${index}`}
            label={t('Value')}
            value={condition.value}
            disabled={condition.operator === 'isEmpty'}
            maxLength={300}
            dir="auto"
            onChange={value => set(index, { value })}
          />
          <NodeChoice
            label={t('Go to')}
            graph={graph}
            value={condition.branch}
            error={errors.get(`conditions.${index}.branch`)}
            onChange={branch => set(index, { branch: branch ?? '' })}
          />
          {node.conditions.length > 1 ? (
            <IconButton
              label={t('Remove condition {number}', { number: index + 1 })}
              onClick={() => onChange({ ...node, conditions: node.conditions.filter((_each, at) => at !== index) })}
            >
              <Trash2 className="size-4" aria-hidden="true" />
            </IconButton>
          ) : null}
        </div>
      ))}
      <datalist id={`fields-${node.id}`}>
        {[
          'message.text',
          'message.kind',
          'contact.name',
          'contact.language',
          'contact.label',
          ...variablesOf(graph.nodes),
        ].map(field => (
          <option key={field} value={field} />
        ))}
      </datalist>
      <div className="flex flex-wrap items-end justify-between gap-3">
        <Button
          disabled={node.conditions.length >= 20}
          onClick={() =>
            onChange({
              ...node,
              conditions: [
                ...node.conditions,
                { field: 'message.text', operator: 'contains', value: '', branch: node.defaultBranch },
              ],
            })
          }
        >
          <Plus className="size-3.5" aria-hidden="true" />
          {t('Add a condition')}
        </Button>
        <div className="min-w-56 flex-1 sm:max-w-80">
          <NodeChoice
            label={t('Otherwise')}
            graph={graph}
            value={node.defaultBranch}
            error={errors.get('defaultBranch')}
            onChange={branch => onChange({ ...node, defaultBranch: branch ?? '' })}
          />
        </div>
      </div>
    </>
  );
};

const variablesOf = (nodes: readonly FlowNode[]): string[] =>
  nodes.flatMap(node =>
    node.type === 'question'
      ? [`vars.${node.variable}`]
      : node.type === 'webhook' && node.saveResponseTo
        ? [`vars.${node.saveResponseTo}`]
        : [],
  );
