import { useReactFlow } from '@xyflow/react';
import { LayoutGrid, Maximize, ZoomIn, ZoomOut } from 'lucide-react';
import type { FlowNodeType } from '../../../../../../domain/flow/graph.ts';
import { IconButton } from '../../../../components/icon-button.tsx';
import { t } from '../../../../lib/language.ts';
import { AddStep } from '../add-step.tsx';

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
        <AddStep
          label={t('Add a step')}
          shown={t('Add a step')}
          className="mr-auto pl-1"
          onAdd={onAdd}
          testId="canvas-add"
        />
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
