import { Plus } from 'lucide-react';
import { FLOW_NODE_TYPES, type FlowNodeType } from '../../../../../domain/flow/graph.ts';
import { FIELD } from '../../../components/field.tsx';
import { NODE_WORDS } from '../model/words.ts';

/** Adds a step of the kind that is picked. @param label for who hears it; `shown` is what stands in the field. */
export const AddStep = ({
  label,
  shown,
  className,
  onAdd,
  testId,
}: {
  label: string;
  shown: string;
  className: string;
  onAdd: (type: FlowNodeType) => void;
  testId?: string;
}) => (
  <label className={`flex items-center gap-1.5 text-ink-2 text-sm ${className}`}>
    <Plus className="size-3.5" aria-hidden="true" />
    <select
      aria-label={label}
      data-testid={testId}
      className={`${FIELD} h-8 w-44 text-sm`}
      value=""
      onChange={event => onAdd(event.target.value as FlowNodeType)}
    >
      <option value="">{shown}</option>
      {FLOW_NODE_TYPES.filter(type => type !== 'trigger').map(type => (
        <option key={type} value={type}>
          {NODE_WORDS[type].label}
        </option>
      ))}
    </select>
  </label>
);
