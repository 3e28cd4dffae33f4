import { Trash2 } from 'lucide-react';
import type { FlowGraph, FlowNode } from '../../../../../domain/flow/graph.ts';
import { FIELD, Field } from '../../../components/field.tsx';
import { IconButton } from '../../../components/icon-button.tsx';
import { t } from '../../../lib/language.ts';
import { leadsOn, nextIn, nodeLabel } from '../model/draft.ts';
import { NODE_WORDS } from '../model/words.ts';
import { NodeFields } from './node-fields.tsx';

/** Where a step may lead. */
export const NodeChoice = ({
  label,
  graph,
  value,
  error,
  onChange,
}: {
  label: string;
  graph: FlowGraph;
  value: string;
  error?: string | undefined;
  onChange: (id: string | null) => void;
}) => (
  <Field label={label} error={error}>
    {ids => (
      <select
        {...ids}
        className={FIELD}
        value={graph.nodes.some(node => node.id === value) ? value : ''}
        onChange={event => onChange(event.target.value === '' ? null : event.target.value)}
      >
        <option value="">{t('Not connected')}</option>
        {graph.nodes
          .filter(node => node.type !== 'trigger')
          .map(node => (
            <option key={node.id} value={node.id}>
              {nodeLabel(graph.nodes, node)}
            </option>
          ))}
      </select>
    )}
  </Field>
);

/** One step: what it does, where it leads, and what is wrong with it. */
export const NodeCard = ({
  graph,
  node,
  errors,
  mayWrite,
  onChange,
  onLead,
  onRemove,
}: {
  graph: FlowGraph;
  node: FlowNode;
  errors: ReadonlyMap<string, string>;
  mayWrite: boolean;
  onChange: (node: FlowNode) => void;
  onLead: (to: string | null) => void;
  onRemove: (() => void) | null;
}) => {
  const { label, about } = NODE_WORDS[node.type];
  const number = graph.nodes.indexOf(node) + 1;
  const itself = errors.get('');
  return (
    <section
      aria-label={t('Step {number}: {label}', { number, label })}
      data-testid="flow-node"
      data-node={node.id}
      className={`flex flex-col gap-3 rounded-xl border bg-surface p-4 ${errors.size > 0 ? 'border-danger' : 'border-line'}`}
    >
      <div className="flex items-start gap-3">
        <div className="min-w-0 flex-1">
          <h4 className="font-medium text-sm">
            {number} · {label}
          </h4>
          <p className="text-ink-2 text-sm">{about}</p>
        </div>
        {mayWrite && onRemove ? (
          <IconButton label={t('Remove step {number}', { number })} onClick={onRemove}>
            <Trash2 className="size-4" aria-hidden="true" />
          </IconButton>
        ) : null}
      </div>
      {itself ? (
        <p role="alert" className="text-danger-text text-sm">
          {itself}
        </p>
      ) : null}
      <fieldset disabled={!mayWrite} className="flex min-w-0 flex-col gap-3">
        <legend className="sr-only">{t('Step {number}: {label}', { number, label })}</legend>
        <NodeFields graph={graph} node={node} errors={errors} onChange={onChange} />
        {leadsOn(node.type) ? (
          <NodeChoice
            label={node.type === 'question' ? t('After the answer') : t('Then')}
            graph={graph}
            value={nextIn(graph, node.id)}
            onChange={onLead}
          />
        ) : null}
      </fieldset>
    </section>
  );
};
