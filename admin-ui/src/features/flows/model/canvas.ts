/** A flow as a drawing: where its nodes stand, and the wires that leave them. Pure. */

import {
  exitsOf,
  type FlowGraph,
  type FlowLayout,
  type FlowNode,
  type FlowNodeType,
  nextOf,
  nodeOf,
} from '../../../../../domain/flow/graph.ts';
import { t } from '../../../lib/language.ts';
import { freeId, leadsOn, leadTo, nodeOfType } from './draft.ts';
import { OPERATOR_WORDS } from './words.ts';

/** Where a wire leaves a node: `next`, `timeout`, `otherwise`, or `if-0` … of a branch. */
export interface Port {
  id: string;
  /** Empty where a node has only one. */
  label: string;
  to: string | null;
}

const short = (text: string): string => (text.length > 28 ? `${text.slice(0, 27)}…` : text);

export function portsOf(graph: FlowGraph, node: FlowNode): Port[] {
  const to = (id: string | null): string | null => (id !== null && nodeOf(graph, id) ? id : null);
  if (node.type === 'condition')
    return [
      ...node.conditions.map(({ field, operator, value, branch }, index) => ({
        id: `if-${index}`,
        label: short(`${field.replace(/^message\./, '')} ${OPERATOR_WORDS[operator]} ${value}`.trim()),
        to: to(branch),
      })),
      { id: 'otherwise', label: t('Otherwise'), to: to(node.defaultBranch) },
    ];
  if (!leadsOn(node.type)) return [];
  const next = { id: 'next', label: '', to: to(nextOf(graph, node.id)) };
  if (node.type !== 'question' || (node.timeoutMinutes === null && node.timeoutBranch === null)) return [next];
  return [
    { ...next, label: t('After the answer') },
    { id: 'timeout', label: t('Nobody answers'), to: to(node.timeoutBranch) },
  ];
}

export interface Wire {
  id: string;
  from: string;
  port: string;
  to: string;
}

export const wiresOf = (graph: FlowGraph): Wire[] =>
  graph.nodes.flatMap(node =>
    portsOf(graph, node).flatMap(({ id: port, to }) =>
      to === null ? [] : [{ id: `${node.id} ${port}`, from: node.id, port, to }],
    ),
  );

/** Lets this port lead there. @param to null takes the wire away. */
export function wired(graph: FlowGraph, from: string, port: string, to: string | null): FlowGraph {
  const node = nodeOf(graph, from);
  if (!node) return graph;
  if (port === 'next') return leadTo(graph, from, to);
  const changed = (patch: FlowNode): FlowGraph => ({
    ...graph,
    nodes: graph.nodes.map(each => (each.id === from ? patch : each)),
  });
  if (node.type === 'question') return changed({ ...node, timeoutBranch: to });
  if (node.type !== 'condition') return graph;
  if (port === 'otherwise') return changed({ ...node, defaultBranch: to ?? '' });
  const conditions = node.conditions.map((each, at) => (`if-${at}` === port ? { ...each, branch: to ?? '' } : each));
  return changed({ ...node, conditions });
}

/** After the chosen node and wired into its way; before the last one, and loose, when none is chosen. */
export function addedNode(
  graph: FlowGraph,
  type: FlowNodeType,
  after: string | null,
): { graph: FlowGraph; id: string } {
  const id = freeId(graph, type);
  const at = graph.nodes.findIndex(node => node.id === after);
  const before = graph.nodes[at];
  const place = before ? at + 1 : Math.max(1, graph.nodes.length - 1);
  const next = before && leadsOn(before.type) ? nextOf(graph, before.id) : null;
  const node = nodeOfType(type, id, next ?? graph.nodes.at(-1)?.id ?? 'end');
  const nodes = [...graph.nodes.slice(0, place), node, ...graph.nodes.slice(place)];
  const loose = { nodes, edges: graph.edges };
  if (!before || !leadsOn(before.type)) return { graph: loose, id };
  const led = leadTo(loose, before.id, id);
  return { graph: next !== null && leadsOn(type) ? leadTo(led, id, next) : led, id };
}

const COLUMN = 288;
const WIDTH = 240;
const GAP = 36;
const TOP = 74;
const PORT = 24;

/** About how high a node is drawn. */
const heightOf = (graph: FlowGraph, node: FlowNode): number => {
  const ports = portsOf(graph, node).length;
  return TOP + (ports > 1 ? ports * PORT : 0) + ('text' in node && node.text !== '' ? 20 : 0);
};

/** Kept places, and for nodes without one a free place in order: a column for each step from the beginning. */
export function placesOf(graph: FlowGraph, kept: FlowLayout): FlowLayout {
  const columns = columnsOf(graph);
  const taken: { x: number; y: number; height: number }[] = [];
  const places: FlowLayout = {};
  const put = (node: FlowNode, place: { x: number; y: number }) => {
    places[node.id] = place;
    taken.push({ ...place, height: heightOf(graph, node) + GAP });
  };
  for (const node of graph.nodes) {
    const place = kept[node.id];
    if (place) put(node, place);
  }
  for (const node of graph.nodes) {
    if (places[node.id]) continue;
    const height = heightOf(graph, node) + GAP;
    const place = { x: (columns.get(node.id) ?? 0) * COLUMN, y: 0 };
    const under = () =>
      taken.find(
        other => Math.abs(other.x - place.x) < WIDTH && place.y < other.y + other.height && other.y < place.y + height,
      );
    for (let other = under(); other; other = under()) place.y = other.y + other.height;
    put(node, place);
  }
  return places;
}

/** How many steps a node is from the beginning, on the longest way that visits none twice; what nothing leads to stands behind all. */
function columnsOf(graph: FlowGraph): Map<string, number> {
  const columns = new Map<string, number>();
  const begin = graph.nodes.find(node => node.type === 'trigger') ?? graph.nodes[0];
  const back = begin ? backWires(graph, begin.id) : new Set<string>();
  // As many passes as there are nodes settle every way without circles.
  if (begin) columns.set(begin.id, 0);
  for (let pass = 0; pass < graph.nodes.length; pass++) {
    let moved = false;
    for (const node of graph.nodes) {
      const from = columns.get(node.id);
      if (from === undefined) continue;
      for (const to of exitsOf(graph, node)) {
        if (back.has(`${node.id} ${to}`) || (columns.get(to) ?? -1) > from) continue;
        columns.set(to, from + 1);
        moved = true;
      }
    }
    if (!moved) break;
  }
  const behind = Math.max(0, ...columns.values()) + 1;
  for (const node of graph.nodes) if (!columns.has(node.id)) columns.set(node.id, behind);
  return columns;
}

/** Ways that lead back to a node they came from. */
function backWires(graph: FlowGraph, begin: string): Set<string> {
  const back = new Set<string>();
  const done = new Set<string>();
  const walk = (id: string, way: ReadonlySet<string>) => {
    const node = nodeOf(graph, id);
    if (!node || done.has(id)) return;
    const here = new Set([...way, id]);
    for (const to of exitsOf(graph, node)) {
      if (here.has(to)) back.add(`${id} ${to}`);
      else walk(to, here);
    }
    done.add(id);
  };
  walk(begin, new Set());
  return back;
}
