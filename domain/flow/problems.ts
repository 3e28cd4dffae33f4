/** What is wrong with a graph before anybody runs it (B-FLOW-12): each problem at its node, in words that say how to mend it. Pure. */
import { exitsOf, type FlowGraph, type FlowNode, nodeOf } from './graph.ts';
import { variablesIn } from './template.ts';

export interface FlowProblem {
  /** Null: the flow as a whole. */
  nodeId: string | null;
  message: string;
}

/** They end a run or lead on by their branches: no edge leaves them. */
const WITHOUT_EDGE: readonly FlowNode['type'][] = ['condition', 'assign', 'end'];
/** A run rests here, so that a circle through one of them takes time. */
const WAITS: readonly FlowNode['type'][] = ['question', 'delay'];

export function flowProblems(graph: FlowGraph): FlowProblem[] {
  const found: FlowProblem[] = [];
  const at = (nodeId: string | null, message: string) => found.push({ nodeId, message });
  const ids = graph.nodes.map(node => node.id);
  for (const id of new Set(ids.filter((each, index) => ids.indexOf(each) !== index)))
    at(id, 'Another node has this name: give each its own.');

  const triggers = graph.nodes.filter(node => node.type === 'trigger');
  if (triggers.length === 0) at(null, 'The flow has no beginning: add the trigger node.');
  for (const extra of triggers.slice(1)) at(extra.id, 'A flow has one trigger node: remove this one.');

  for (const { from, to } of graph.edges) {
    if (!nodeOf(graph, from)) at(null, `An edge begins at “${from}”, which is not there.`);
    if (!nodeOf(graph, to)) at(nodeOf(graph, from) ? from : null, `It leads on to “${to}”, which is not there.`);
    if (nodeOf(graph, to)?.type === 'trigger') at(from, 'It leads back to the trigger: nothing may.');
  }
  for (const node of graph.nodes) for (const message of problemsOf(graph, node)) at(node.id, message);
  if (found.length > 0) return found;

  const [trigger] = triggers;
  const reached = trigger ? reachable(graph, trigger) : new Set<string>();
  for (const node of graph.nodes) if (!reached.has(node.id)) at(node.id, 'Nothing leads here: connect or remove it.');
  for (const id of restless(graph))
    at(id, 'It leads back to itself without a wait: put a question or a delay into the circle.');
  return found;
}

function problemsOf(graph: FlowGraph, node: FlowNode): string[] {
  const found: string[] = [];
  const edges = graph.edges.filter(edge => edge.from === node.id).length;
  if (WITHOUT_EDGE.includes(node.type) && edges > 0) found.push('Nothing comes after this node: remove its edge.');
  if (!WITHOUT_EDGE.includes(node.type) && edges !== 1)
    found.push(edges === 0 ? 'Say what comes next; an end node ends the flow.' : 'Only one node may come next.');
  for (const branch of node.type === 'condition' || node.type === 'question' ? branchesOf(node) : []) {
    const target = nodeOf(graph, branch);
    if (!target) found.push(`It branches to “${branch}”, which is not there.`);
    else if (target.type === 'trigger') found.push('It branches to the trigger: nothing may.');
  }
  if (node.type === 'message') {
    if (node.media && node.buttons.length > 0) found.push('A file takes no buttons: put them into a message after it.');
    if (node.media?.kind === 'audio' && node.text !== '')
      found.push('A sound file takes no words: put them into a message of their own.');
  }
  if (node.type === 'question' && (node.timeoutMinutes === null) !== (node.timeoutBranch === null))
    found.push('A timeout needs both: after how many minutes, and where it leads.');
  if (node.type === 'condition')
    for (const { operator, value } of node.conditions) {
      if (operator === 'regex' && (value === '' || !isPattern(value))) found.push(`“${value}” is no valid pattern.`);
      if (operator !== 'isEmpty' && operator !== 'regex' && value.trim() === '')
        found.push('Say what the field is compared with.');
    }
  if (node.type === 'webhook' && !isAddress(node.url))
    found.push('Give a whole address that begins with http:// or https://; variables may stand after its host only.');
  const known = new Set(
    graph.nodes.flatMap(each =>
      each.type === 'question'
        ? [each.variable]
        : each.type === 'webhook' && each.saveResponseTo
          ? [each.saveResponseTo]
          : [],
    ),
  );
  for (const name of textsOf(node).flatMap(variablesIn))
    if (!BUILT_IN.has(name) && !known.has(name) && !name.startsWith('slots.'))
      found.push(`Nothing sets {{${name}}}: a question or a webhook must save it first.`);
  return found;
}

/** What every text may name besides the flow's own variables. */
export const BUILT_IN: ReadonlySet<string> = new Set(['contact.name', 'contact.language', 'message.text']);

const branchesOf = (node: Extract<FlowNode, { type: 'condition' | 'question' }>): string[] =>
  node.type === 'condition'
    ? [...node.conditions.map(condition => condition.branch), node.defaultBranch]
    : node.timeoutBranch === null
      ? []
      : [node.timeoutBranch];

function textsOf(node: FlowNode): string[] {
  if (node.type === 'message' || node.type === 'question') return [node.text];
  return node.type === 'webhook' ? [node.url, node.body] : [];
}

function isPattern(value: string): boolean {
  try {
    return Boolean(new RegExp(value, 'iu'));
  } catch {
    return false;
  }
}

/** The host is the author's own, never a customer's words. */
const isAddress = (url: string): boolean =>
  /^https?:\/\/[^/?#{}\s]+([/?#]\S*)?$/.test(url.replace(/\{\{\s*[\w.]+\s*\}\}/g, match => (match ? '{}' : ''))) &&
  URL.canParse(url.replace(/\{\{\s*[\w.]+\s*\}\}/g, 'x'));

function reachable(graph: FlowGraph, from: FlowNode): Set<string> {
  const seen = new Set<string>();
  const open = [from.id];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const node = seen.has(id) ? undefined : nodeOf(graph, id);
    if (!node) continue;
    seen.add(id);
    open.push(...exitsOf(graph, node));
  }
  return seen;
}

/** Nodes of a circle in which no node waits. */
function restless(graph: FlowGraph): string[] {
  const onward = (id: string): string[] => {
    const node = nodeOf(graph, id);
    return !node || WAITS.includes(node.type) ? [] : exitsOf(graph, node);
  };
  return graph.nodes
    .filter(({ id }) => {
      const seen = new Set<string>();
      const open = onward(id);
      for (let next = open.pop(); next !== undefined; next = open.pop()) {
        if (next === id) return true;
        if (seen.has(next)) continue;
        seen.add(next);
        open.push(...onward(next));
      }
      return false;
    })
    .map(node => node.id);
}
