import { useNavigate } from '@tanstack/react-router';
import { List, Workflow } from 'lucide-react';
import { lazy, Suspense, useMemo, useState } from 'react';
import type { FlowNode, FlowNodeType } from '../../../../../domain/flow/graph.ts';
import { Button } from '../../../components/button.tsx';
import { Problem, TextField } from '../../../components/form.tsx';
import { Part } from '../../../components/page.tsx';
import { Skeleton } from '../../../components/skeleton.tsx';
import { ApiError, explain } from '../../../lib/http.ts';
import { t } from '../../../lib/language.ts';
import { NARROW, useMedia } from '../../../lib/media.ts';
import { type Flow, useSaveFlow } from '../api/flows.ts';
import {
  bodyOf,
  changeNode,
  draftOf,
  errorsOf,
  type FlowDraft,
  insertNode,
  leadTo,
  removeNode,
} from '../model/draft.ts';
import { AddStep } from './add-step.tsx';
import { NodeCard } from './node-card.tsx';
import { TriggerFields } from './trigger-fields.tsx';

/** Loaded when somebody wants to see it: the list does without. */
const FlowCanvas = lazy(async () => ({ default: (await import('./canvas/flow-canvas.tsx')).FlowCanvas }));

export type FlowShape = 'list' | 'canvas';

/** The steps, as a list or as a drawing of the same: each with its words and where it leads; what is wrong stands at its step. */
export const FlowEditor = ({ flow, mayWrite, shape }: { flow: Flow; mayWrite: boolean; shape: FlowShape }) => {
  const [draft, setDraft] = useState<FlowDraft>(() => draftOf(flow));
  const save = useSaveFlow(flow.id);
  const changed = JSON.stringify(draft) !== JSON.stringify(draftOf(flow));
  const errors = useMemo(() => errorsOf(save.error instanceof ApiError ? save.error.errors : []), [save.error]);
  const [chosen, setChosen] = useState<string | null>(null);
  const narrow = useMedia(NARROW);
  const change = (patch: Partial<FlowDraft>) => {
    save.reset();
    setDraft(before => ({ ...before, ...patch }));
  };
  const { graph } = draft;
  const add = (type: FlowNodeType, at: number) => change({ graph: insertNode(graph, type, at) });
  const atSteps = graph.nodes.some((_, index) => errors.of(index).size > 0);
  const summary = save.error
    ? [atSteps ? t('Not saved: mend what is said at the steps.') : explain(save.error).message, ...errors.elsewhere]
        .filter((text, at, all) => all.indexOf(text) === at)
        .join(' ')
    : null;
  const card = (node: FlowNode) => (
    <NodeCard
      key={node.id}
      graph={graph}
      node={node}
      errors={errors.of(graph.nodes.indexOf(node))}
      mayWrite={mayWrite}
      onChange={to => change({ graph: changeNode(graph, to) })}
      onLead={to => change({ graph: leadTo(graph, node.id, to) })}
      onRemove={node.type === 'trigger' ? null : () => change({ graph: removeNode(graph, node.id) })}
    />
  );
  return (
    <Part
      title={t('Steps')}
      about={t('Texts may hold {{variables}}: what a question or webhook saved, or {{contact.name}}.')}
      aside={<Shapes shape={shape} flowId={flow.id} />}
    >
      <form
        className="flex flex-col gap-3"
        onSubmit={event => {
          event.preventDefault();
          if (changed && !save.isPending) save.mutate(bodyOf(draft));
        }}
      >
        <fieldset disabled={!mayWrite} className="flex min-w-0 flex-col gap-3">
          <legend className="sr-only">{t('Name and beginning')}</legend>
          <div className="grid gap-3 sm:grid-cols-2">
            <TextField
              name="name"
              label={t('Name')}
              value={draft.name}
              onChange={name => change({ name })}
              error={errors.at('name')}
              maxLength={80}
              dir="auto"
            />
            <TextField
              name="description"
              label={t('What it is for')}
              value={draft.description}
              onChange={description => change({ description })}
              maxLength={500}
              dir="auto"
            />
          </div>
          <TriggerFields
            trigger={draft.trigger}
            error={errors.at('trigger')}
            onChange={trigger => change({ trigger })}
          />
        </fieldset>
        {shape === 'canvas' ? (
          <Suspense fallback={<Skeleton className="h-[36rem] w-full" />}>
            <FlowCanvas
              graph={graph}
              layout={draft.layout}
              errors={errors}
              readOnly={!mayWrite || narrow}
              narrow={narrow}
              chosen={chosen}
              onChoose={setChosen}
              onChange={change}
            />
            {graph.nodes.filter(node => node.id === chosen).map(card)}
          </Suspense>
        ) : (
          <ol className="flex flex-col gap-2">
            {graph.nodes.map((node, index) => (
              <li key={node.id} className="flex flex-col gap-2">
                {card(node)}
                {mayWrite ? (
                  <AddStep
                    label={t('Add a step after step {after}', { after: index + 1 })}
                    shown={t('Add a step here')}
                    className="self-center"
                    onAdd={type => add(type, index + 1)}
                  />
                ) : null}
              </li>
            ))}
          </ol>
        )}
        {mayWrite ? (
          <div className="sticky bottom-0 flex flex-wrap items-center justify-end gap-3 border-line border-t bg-surface py-3">
            {summary ? (
              <div className="min-w-0 flex-1 basis-60">
                <Problem>{summary}</Problem>
              </div>
            ) : null}
            <Button
              disabled={!changed || save.isPending}
              onClick={() => {
                save.reset();
                setDraft(draftOf(flow));
              }}
            >
              {t('Undo changes')}
            </Button>
            <Button type="submit" tone="primary" disabled={!changed || save.isPending} data-testid="save-flow">
              {t('Save')}
            </Button>
          </div>
        ) : null}
      </form>
    </Part>
  );
};

/** The address holds which one is shown. */
const Shapes = ({ shape, flowId }: { shape: FlowShape; flowId: string }) => {
  const navigate = useNavigate();
  const show = (to: FlowShape) =>
    void navigate({
      to: '/settings/flows/{-$flowId}',
      params: { flowId },
      search: to === 'canvas' ? { as: 'canvas' } : {},
      replace: true,
      resetScroll: false,
    });
  return (
    <fieldset className="flex rounded-lg border border-line p-0.5">
      <legend className="sr-only">{t('Show the steps as')}</legend>
      {(
        [
          ['list', List, t('List')],
          ['canvas', Workflow, t('Canvas')],
        ] as const
      ).map(([key, Icon, label]) => (
        <button
          key={key}
          type="button"
          aria-pressed={shape === key}
          data-testid={`flow-as-${key}`}
          onClick={() => show(key)}
          className={`inline-flex h-7 items-center gap-1.5 rounded-md px-2.5 text-sm ${shape === key ? 'bg-sunken font-medium text-ink' : 'text-ink-2 hover:text-ink'}`}
        >
          <Icon className="size-3.5" aria-hidden="true" />
          {label}
        </button>
      ))}
    </fieldset>
  );
};
