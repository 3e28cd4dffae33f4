import {
  applyNodeChanges,
  Background,
  BackgroundVariant,
  type Connection,
  type Edge,
  MarkerType,
  type NodeChange,
  ReactFlow,
  ReactFlowProvider,
  useReactFlow,
} from '@xyflow/react';
import { type KeyboardEvent, useEffect, useMemo, useState } from 'react';
import type { FlowGraph, FlowLayout, FlowNodeType } from '../../../../../../domain/flow/graph.ts';
import { t } from '../../../../lib/language.ts';
import { useMedia } from '../../../../lib/media.ts';
import { addedNode, placesOf, portsOf, wired, wiresOf } from '../../model/canvas.ts';
import { type DraftErrors, nodeLabel, removeNode } from '../../model/draft.ts';
import { CanvasTools } from './canvas-tools.tsx';
import { StepBox, type StepNode } from './step-node.tsx';
import './canvas.css';

export interface FlowCanvasProps {
  graph: FlowGraph;
  layout: FlowLayout;
  errors: DraftErrors;
  /** Nothing is moved, connected or taken away. */
  readOnly: boolean;
  /** Begins with the first steps, large enough to read, and not with all of them. */
  narrow: boolean;
  chosen: string | null;
  onChoose: (id: string | null) => void;
  onChange: (patch: { graph?: FlowGraph; layout?: FlowLayout }) => void;
}

const NODE_TYPES = { step: StepBox };
const PAN = 60;
const ARROWS: Record<string, { x: number; y: number }> = {
  ArrowLeft: { x: PAN, y: 0 },
  ArrowRight: { x: -PAN, y: 0 },
  ArrowUp: { x: 0, y: PAN },
  ArrowDown: { x: 0, y: -PAN },
};

/** The steps as a drawing: moved, connected and taken away by mouse or keys. What a step says is written below it. */
export const FlowCanvas = (props: FlowCanvasProps) => (
  <ReactFlowProvider>
    <Canvas {...props} />
  </ReactFlowProvider>
);

const Canvas = ({ graph, layout, errors, readOnly, narrow, chosen, onChoose, onChange }: FlowCanvasProps) => {
  const flow = useReactFlow();
  const still = useMedia('(prefers-reduced-motion: reduce)');
  const drawn = useMemo(() => {
    const places = placesOf(graph, layout);
    return graph.nodes.map((step, index): StepNode => {
      const problem = [...errors.of(index).values()].join(' ') || null;
      const name = nodeLabel(graph.nodes, step);
      return {
        id: step.id,
        type: 'step',
        position: places[step.id] ?? { x: 0, y: 0 },
        deletable: step.type !== 'trigger',
        ariaLabel: problem
          ? t('Step {step}. Wrong: {problem}', { step: name, problem })
          : t('Step {step}', { step: name }),
        data: { step, number: index + 1, ports: portsOf(graph, step), problem, mayConnect: !readOnly },
      };
    });
  }, [graph, layout, errors, readOnly]);
  // While one is dragged it moves here; where it is let go is told.
  const [nodes, setNodes] = useState(drawn);
  useEffect(() => {
    setNodes(before => {
      const known = new Map(before.map(node => [node.id, node]));
      return drawn.map(node => {
        const measured = known.get(node.id)?.measured;
        return { ...node, selected: node.id === chosen, ...(measured ? { measured } : {}) };
      });
    });
  }, [drawn, chosen]);
  const [chosenWire, setChosenWire] = useState<string | null>(null);
  const edges = useMemo(
    () =>
      wiresOf(graph).map(
        ({ id, from, port, to }): Edge => ({
          id,
          source: from,
          sourceHandle: port,
          target: to,
          selected: id === chosenWire,
          markerEnd: { type: MarkerType.ArrowClosed, width: 16, height: 16 },
          ariaLabel: t('From step {from} to step {to}', {
            from: numberOf(graph, from),
            to: numberOf(graph, to),
          }),
        }),
      ),
    [graph, chosenWire],
  );

  const moved = (changes: NodeChange<StepNode>[]) => {
    const next = applyNodeChanges(changes, nodes);
    setNodes(next);
    const settled = changes.some(change => change.type === 'position' && change.dragging !== true);
    if (settled && !readOnly)
      onChange({ layout: Object.fromEntries(next.map(({ id, position: { x, y } }) => [id, { x, y }])) });
    for (const change of changes) {
      if (change.type !== 'select') continue;
      if (change.selected) onChoose(change.id);
      else if (change.id === chosen) onChoose(null);
    }
  };
  const connect = ({ source, sourceHandle, target }: Connection, from = graph): void =>
    onChange({ graph: wired(from, source, sourceHandle ?? 'next', target) });
  const add = (type: FlowNodeType) => {
    const added = addedNode(graph, type, chosen);
    onChange({ graph: added.graph });
    onChoose(added.id);
    // It may stand beside what is shown.
    setTimeout(() => void flow.fitView({ padding: 0.12, maxZoom: 1 }), 100);
  };
  const keys = (event: KeyboardEvent<HTMLElement>) => {
    if (event.target !== event.currentTarget) return;
    const arrow = ARROWS[event.key];
    const { x, y, zoom } = flow.getViewport();
    if (arrow) void flow.setViewport({ x: x + arrow.x, y: y + arrow.y, zoom });
    else if (event.key === '+' || event.key === '=') void flow.zoomIn();
    else if (event.key === '-') void flow.zoomOut();
    else if (event.key === '0') void flow.fitView();
    else return;
    event.preventDefault();
  };
  return (
    <div className="flow-canvas flex flex-col overflow-hidden rounded-xl border border-line">
      <CanvasTools
        readOnly={readOnly}
        onAdd={add}
        onTidy={() => {
          onChange({ layout: {} });
          requestAnimationFrame(() => void flow.fitView({ duration: still ? 0 : 140 }));
        }}
      />
      <section
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the arrow keys move the drawing as they scroll a page
        tabIndex={0}
        aria-label={t(
          'Drawing of the flow. Arrow keys move it, plus and minus make it larger or smaller, 0 shows all. Tab goes to its steps. The list holds the same steps.',
        )}
        data-testid="flow-canvas"
        className="focus-inset h-[26rem] sm:h-[36rem]"
        onKeyDown={keys}
      >
        <ReactFlow
          nodes={nodes}
          edges={edges}
          nodeTypes={NODE_TYPES}
          onNodesChange={moved}
          onEdgesChange={changes => {
            for (const change of changes)
              if (change.type === 'select') setChosenWire(change.selected ? change.id : null);
          }}
          onDelete={({ nodes: gone, edges: cut }) => {
            const whole = new Set(gone.map(node => node.id));
            let next = gone.reduce((sofar, { id }) => removeNode(sofar, id), graph);
            for (const { source, sourceHandle, target } of cut)
              if (!whole.has(source) && !whole.has(target)) next = wired(next, source, sourceHandle ?? 'next', null);
            onChange({ graph: next });
            onChoose(null);
          }}
          onConnect={connection => connect(connection)}
          onReconnect={(edge, connection) =>
            connect(connection, wired(graph, edge.source, edge.sourceHandle ?? 'next', null))
          }
          isValidConnection={({ source, target }) =>
            source !== target && graph.nodes.some(node => node.id === target && node.type !== 'trigger')
          }
          onPaneClick={() => onChoose(null)}
          nodesDraggable={!readOnly}
          nodesConnectable={!readOnly}
          edgesReconnectable={!readOnly}
          deleteKeyCode={readOnly ? null : ['Delete', 'Backspace']}
          selectionKeyCode={null}
          multiSelectionKeyCode={null}
          preventScrolling={false}
          zoomOnScroll={false}
          fitView
          fitViewOptions={{
            padding: 0.12,
            maxZoom: 1,
            ...(narrow ? { nodes: graph.nodes.slice(0, 2).map(({ id }) => ({ id })) } : {}),
          }}
          minZoom={0.2}
          maxZoom={1.75}
        >
          <Background variant={BackgroundVariant.Dots} gap={20} size={1} color="var(--line-strong)" />
        </ReactFlow>
      </section>
    </div>
  );
};

const numberOf = (graph: FlowGraph, id: string): number => graph.nodes.findIndex(node => node.id === id) + 1;
