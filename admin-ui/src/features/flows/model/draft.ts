/** A flow while somebody edits it: nodes as a list, where each leads, and what is wrong at which node. Pure. */
import type { FlowContentInput } from '../../../../../api/contracts/flows.ts';
import type { FlowGraph, FlowLayout, FlowNode, FlowNodeType, FlowTrigger } from '../../../../../domain/flow/graph.ts';
import { nextOf } from '../../../../../domain/flow/graph.ts';
import { NODE_WORDS } from './words.ts';

export interface FlowDraft {
  name: string;
  description: string;
  trigger: FlowTrigger;
  graph: FlowGraph;
  /** Where nodes stand on the canvas; those without a place are put in order. */
  layout: FlowLayout;
}

export const draftOf = ({
  name,
  description,
  trigger,
  graph,
  layout = {},
}: Omit<FlowDraft, 'layout'> & { layout?: FlowLayout }): FlowDraft => ({ name, description, trigger, graph, layout });

export const emptyDraft = (): FlowDraft => ({
  name: '',
  description: '',
  trigger: { type: 'KEYWORD', match: 'contains', patterns: [] },
  graph: {
    nodes: [
      { id: 'begin', type: 'trigger' },
      { id: 'message-1', type: 'message', text: '', buttons: [] },
      { id: 'end', type: 'end' },
    ],
    edges: [
      { from: 'begin', to: 'message-1' },
      { from: 'message-1', to: 'end' },
    ],
  },
  layout: {},
});

export const triggerOf = (type: FlowTrigger['type']): FlowTrigger => {
  if (type === 'KEYWORD') return { type, match: 'contains', patterns: [] };
  if (type === 'INBOUND_MEDIA') return { type, kinds: [] };
  if (type === 'SCHEDULED') return { type, days: ['monday'], time: '10:00', label: '' };
  return type === 'LABEL_ADDED' ? { type, label: '' } : { type };
};

export function nodeOfType(type: FlowNodeType, id: string, last: string): FlowNode {
  switch (type) {
    case 'message':
      return { id, type, text: '', buttons: [] };
    case 'question':
      return { id, type, text: '', buttons: [], variable: 'answer', timeoutMinutes: null, timeoutBranch: null };
    case 'ai':
      return { id, type, instructions: '', maxTokens: null };
    case 'condition':
      return {
        id,
        type,
        conditions: [{ field: 'message.text', operator: 'contains', value: '', branch: last }],
        defaultBranch: last,
      };
    case 'delay':
      return { id, type, amount: 1, unit: 'hours' };
    case 'tag':
      return { id, type, action: 'add', label: '' };
    case 'webhook':
      return { id, type, url: 'https://', method: 'POST', headers: {}, body: '', saveResponseTo: null };
    case 'assign':
      return { id, type, memberId: null };
    case 'trigger':
    case 'end':
      return { id, type };
  }
}

export const leadsOn = (type: FlowNodeType): boolean => type !== 'condition' && type !== 'assign' && type !== 'end';

/** `message-2`, while there is a `message-1`. */
export function freeId({ nodes }: Pick<FlowGraph, 'nodes'>, type: FlowNodeType): string {
  let number = 1;
  while (nodes.some(node => node.id === `${type}-${number}`)) number++;
  return `${type}-${number}`;
}

/** Before the node at this place; what led to that one leads here now, by its edge. */
export function insertNode({ nodes, edges }: FlowGraph, type: FlowNodeType, at: number): FlowGraph {
  const follower = nodes[at] ?? nodes.at(-1);
  const id = freeId({ nodes }, type);
  const added = nodeOfType(type, id, follower?.id ?? 'end');
  const before = nodes[at - 1];
  const led = edges.map(edge =>
    edge.from === before?.id && edge.to === follower?.id ? { from: edge.from, to: id } : edge,
  );
  return {
    nodes: [...nodes.slice(0, at), added, ...nodes.slice(at)],
    edges: leadsOn(type) && follower ? [...led, { from: id, to: follower.id }] : led,
  };
}

/** What led to it leads to what came after it, or nowhere. */
export function removeNode({ nodes, edges }: FlowGraph, id: string): FlowGraph {
  const after = edges.find(edge => edge.from === id)?.to ?? null;
  return {
    nodes: nodes.filter(node => node.id !== id),
    edges: edges.flatMap(edge => {
      if (edge.from === id) return [];
      if (edge.to !== id) return [edge];
      return after === null || after === edge.from ? [] : [{ from: edge.from, to: after }];
    }),
  };
}

export const changeNode = ({ nodes, edges }: FlowGraph, changed: FlowNode): FlowGraph => ({
  nodes: nodes.map(node => (node.id === changed.id ? changed : node)),
  edges,
});

/** @param to null leaves it open. */
export const leadTo = ({ nodes, edges }: FlowGraph, from: string, to: string | null): FlowGraph => ({
  nodes,
  edges: [...edges.filter(edge => edge.from !== from), ...(to === null ? [] : [{ from, to }])],
});

export const nextIn = (graph: FlowGraph, id: string): string => nextOf(graph, id) ?? '';

/** `3 Question: Which day?` */
export function nodeLabel(nodes: readonly FlowNode[], node: FlowNode): string {
  const text = 'text' in node ? node.text : node.type === 'tag' ? node.label : '';
  const said = text.length > 40 ? `${text.slice(0, 39)}…` : text;
  return `${nodes.indexOf(node) + 1} ${NODE_WORDS[node.type].label}${said ? `: ${said}` : ''}`;
}

export interface DraftErrors {
  /** By the path within the node: '' is the node itself. */
  of(node: number): ReadonlyMap<string, string>;
  /** By the path below the flow: `name`, `trigger.patterns` … */
  at(path: string): string | undefined;
  /** What belongs to no place that is shown. */
  elsewhere: string[];
}

export function errorsOf(errors: readonly { path: string; message: string }[]): DraftErrors {
  const nodes = new Map<number, Map<string, string>>();
  const places = new Map<string, string>();
  const elsewhere: string[] = [];
  for (const { path, message } of errors) {
    const place = path.replace(/^body\./, '');
    const node = /^graph\.nodes\.(\d+)(?:\.(.*))?$/.exec(place);
    if (node) {
      const index = Number(node[1]);
      const mine = nodes.get(index) ?? new Map<string, string>();
      const field = node[2] ?? '';
      mine.set(field, [mine.get(field), message].filter(Boolean).join(' '));
      nodes.set(index, mine);
    } else if (place === 'name' || place === 'description' || place.startsWith('trigger')) places.set(place, message);
    else elsewhere.push(message);
  }
  return {
    of: node => nodes.get(node) ?? new Map(),
    at: path => places.get(path) ?? [...places].find(([place]) => place.startsWith(`${path}.`))?.[1],
    elsewhere,
  };
}

export const bodyOf = (draft: FlowDraft): FlowContentInput => draft;
