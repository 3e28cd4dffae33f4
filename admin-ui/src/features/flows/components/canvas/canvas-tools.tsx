import { useReactFlow } from '@xyflow/react';
import { LayoutGrid, Maximize, Plus, ZoomIn, ZoomOut } from 'lucide-react';
import { FLOW_NODE_TYPES, type FlowNodeType } from '../../../../../../domain/flow/graph.ts';
import { FIELD } from '../../../../components/field.tsx';
import { IconButton } from '../../../../components/icon-button.tsx';
import { t } from '../../../../lib/language.ts';
import { NODE_WORDS } from '../../model/words.ts';

/** What can be done with the drawing as a whole. */
export const CanvasTools = ({
  readOnly,
  onAdd,
  onTidy,
}: {
  readOnly: boolean;
  onAdd: (type: FlowNodeType) => void;
  onTidy: () => void;
}) => {
  const flow = useReactFlow();
  return (
    <div className="flex flex-wrap items-center gap-1 border-line border-b bg-surface px-2 py-1.5">
      {readOnly ? (
        <p className="min-w-0 flex-1 px-1 text-ink-2 text-sm">{t('To be looked at. The list is for changes.')}</p>
      ) : (
        <label className="mr-auto flex items-center gap-1.5 pl-1 text-ink-2 text-sm">
          <Plus className="size-3.5" aria-hidden="true" />
          <select
            aria-label={t('Add a step')}
            data-testid="canvas-add"
            className={`${FIELD} h-8 w-44 text-sm`}
            value=""
            onChange={event => onAdd(event.target.value as FlowNodeType)}
          >
            <option value="">{t('Add a step')}</option>
            {FLOW_NODE_TYPES.filter(type => type !== 'trigger').map(type => (
              <option key={type} value={type}>
                {NODE_WORDS[type].label}
              </option>
            ))}
          </select>
        </label>
      )}
      {readOnly ? null : (
        <IconButton label={t('Put in order')} onClick={onTidy}>
          <LayoutGrid className="size-4" aria-hidden="true" />
        </IconButton>
      )}
      <IconButton label={t('Smaller')} onClick={() => void flow.zoomOut()}>
        <ZoomOut className="size-4" aria-hidden="true" />
      </IconButton>
      <IconButton label={t('Larger')} onClick={() => void flow.zoomIn()}>
        <ZoomIn className="size-4" aria-hidden="true" />
      </IconButton>
      <IconButton label={t('Show all')} onClick={() => void flow.fitView({ padding: 0.12, maxZoom: 1 })}>
        <Maximize className="size-4" aria-hidden="true" />
      </IconButton>
    </div>
  );
};
