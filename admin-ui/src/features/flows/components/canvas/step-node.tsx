import { Handle, type Node, type NodeProps, Position } from '@xyflow/react';
import { clsx } from 'clsx';
import {
  Bot,
  CircleAlert,
  CirclePlay,
  CircleStop,
  Clock,
  GitBranch,
  type LucideIcon,
  MessageCircleQuestionMark,
  MessageSquare,
  Paperclip,
  Tag,
  UserRound,
  Webhook,
} from 'lucide-react';
import type { FlowNode, FlowNodeType } from '../../../../../../domain/flow/graph.ts';
import { t } from '../../../../lib/language.ts';
import type { Port } from '../../model/canvas.ts';
import { NODE_WORDS } from '../../model/words.ts';

const ICONS: Record<FlowNodeType, LucideIcon> = {
  trigger: CirclePlay,
  message: MessageSquare,
  question: MessageCircleQuestionMark,
  ai: Bot,
  condition: GitBranch,
  delay: Clock,
  tag: Tag,
  webhook: Webhook,
  assign: UserRound,
  end: CircleStop,
};

export interface StepData extends Record<string, unknown> {
  step: FlowNode;
  number: number;
  ports: Port[];
  problem: string | null;
  mayConnect: boolean;
}
export type StepNode = Node<StepData, 'step'>;

/** What a step says or does, in a few words. */
const wordsOf = (step: FlowNode): string => {
  switch (step.type) {
    case 'message':
    case 'question':
      return step.text;
    case 'ai':
      return step.instructions;
    case 'delay':
      return step.unit === 'hours'
        ? t('{amount} hours', { amount: step.amount })
        : t('{amount} minutes', { amount: step.amount });
    case 'tag':
      return step.action === 'add'
        ? t('adds {label}', { label: step.label })
        : t('removes {label}', { label: step.label });
    case 'webhook':
      return step.url.replace(/^https?:\/\//, '');
    default:
      return '';
  }
};

/** A step on the canvas: what it is, what it says, what is wrong with it, and a handle for each way on. */
export const StepBox = ({ data: { step, number, ports, problem, mayConnect }, selected }: NodeProps<StepNode>) => {
  const Icon = ICONS[step.type];
  const words = wordsOf(step);
  const file = step.type === 'message' ? step.media : null;
  return (
    <div
      data-testid="canvas-node"
      data-node={step.id}
      className={clsx(
        'w-56 rounded-lg border bg-surface text-ink text-sm',
        problem ? 'border-danger' : selected ? 'border-accent' : 'border-line-strong',
        selected && 'ring-2 ring-accent/30',
      )}
    >
      {step.type === 'trigger' ? null : (
        <Handle type="target" position={Position.Left} isConnectable={mayConnect} className="!top-5" />
      )}
      <div className="flex items-center gap-2 px-3 pt-2.5 pb-2">
        <Icon
          className={clsx('size-4 shrink-0', step.type === 'ai' ? 'text-ai-text' : 'text-ink-3')}
          aria-hidden="true"
        />
        <span className="min-w-0 flex-1 truncate font-medium">{NODE_WORDS[step.type].label}</span>
        <span className="text-ink-3 text-xs tabular-nums">{number}</span>
        {ports.length === 1 ? <Out id="next" mayConnect={mayConnect} open={ports[0]?.to === null} /> : null}
      </div>
      {words ? (
        <p dir="auto" className="line-clamp-2 px-3 pb-2.5 text-ink-2 [overflow-wrap:anywhere]">
          {words}
        </p>
      ) : null}
      {file ? (
        <p className="flex items-center gap-1.5 px-3 pb-2.5 text-ink-2">
          <Paperclip className="size-3.5 shrink-0" aria-hidden="true" />
          <span className="truncate">{file.file?.name ?? file.url}</span>
        </p>
      ) : null}
      {ports.length > 1 ? (
        <ul className="border-line border-t py-1">
          {ports.map(port => (
            <li key={port.id} className="relative flex h-6 items-center justify-end pr-3 pl-3 text-ink-2 text-xs">
              <span dir="auto" className="truncate">
                {port.label}
              </span>
              <Out id={port.id} mayConnect={mayConnect} open={port.to === null} centred />
            </li>
          ))}
        </ul>
      ) : null}
      {problem ? (
        <p className="flex gap-1.5 rounded-b-lg bg-danger-soft px-3 py-2 text-danger-text text-xs">
          <CircleAlert className="mt-px size-3.5 shrink-0" aria-hidden="true" />
          <span className="min-w-0 [overflow-wrap:anywhere]">{problem}</span>
        </p>
      ) : null}
    </div>
  );
};

const Out = ({
  id,
  mayConnect,
  open,
  centred = false,
}: {
  id: string;
  mayConnect: boolean;
  open: boolean;
  centred?: boolean;
}) => (
  <Handle
    id={id}
    type="source"
    position={Position.Right}
    isConnectable={mayConnect}
    data-port={id}
    className={clsx(!centred && '!top-5', open && '!bg-approval')}
  />
);
