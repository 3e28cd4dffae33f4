import { describe, expect, it } from 'vitest';
import { FLOW_EXAMPLES } from '../../../../../domain/flow/examples.ts';
import { FLOW_NODE_TYPES, type FlowGraph, flowGraphSchema } from '../../../../../domain/flow/graph.ts';
import { addedNode, placesOf, portsOf, wired, wiresOf } from './canvas.ts';
import { emptyDraft } from './draft.ts';

/** A question that branches, and one branch that asks again. */
const round: FlowGraph = flowGraphSchema.parse({
  nodes: [
    { id: 'begin', type: 'trigger' },
    { id: 'ask', type: 'question', text: 'Which day?', variable: 'day', timeoutMinutes: 5, timeoutBranch: 'end' },
    {
      id: 'fork',
      type: 'condition',
      conditions: [{ field: 'vars.day', operator: 'isEmpty', branch: 'ask' }],
      defaultBranch: 'end',
    },
    { id: 'end', type: 'end' },
  ],
  edges: [
    { from: 'begin', to: 'ask' },
    { from: 'ask', to: 'fork' },
  ],
});

describe('B-FLOW-13: a flow as a drawing', () => {
  it('every way on is a wire of its own port, and each can lead elsewhere or nowhere', () => {
    expect(wiresOf(round).map(({ from, port, to }) => `${from}.${port}>${to}`)).toEqual([
      'begin.next>ask',
      'ask.next>fork',
      'ask.timeout>end',
      'fork.if-0>ask',
      'fork.otherwise>end',
    ]);
    for (const { from, port } of wiresOf(round)) {
      const open = wired(round, from, port, null);
      expect(wiresOf(open)).toHaveLength(4);
      expect(wiresOf(wired(open, from, port, 'end')).find(wire => wire.from === from && wire.port === port)?.to).toBe(
        'end',
      );
    }
    const fork = round.nodes[2];
    expect(fork && portsOf(round, fork).map(port => port.label)).toEqual(['vars.day is empty', 'Otherwise']);
    // Wires to what is not there are none.
    expect(wiresOf({ ...round, nodes: round.nodes.filter(node => node.id !== 'end') })).toHaveLength(3);
  });

  it('a node that is added stands in the way of the chosen one, or loose', () => {
    const { graph } = emptyDraft();
    for (const type of FLOW_NODE_TYPES.filter(each => !['trigger', 'end', 'assign', 'condition'].includes(each))) {
      const added = addedNode(graph, type, 'message-1');
      expect(wiresOf(added.graph).map(({ from, to }) => `${from}>${to}`)).toEqual([
        'begin>message-1',
        `message-1>${added.id}`,
        `${added.id}>end`,
      ]);
    }
    const loose = addedNode(graph, 'delay', null);
    expect(wiresOf(loose.graph)).toEqual(wiresOf(graph));
    expect(loose.graph.nodes.at(-1)?.id).toBe('end');
  });

  it('places are kept; the others stand in columns by their way, and no two on one another', () => {
    const columns = Object.fromEntries(Object.entries(placesOf(round, {})).map(([id, { x }]) => [id, x]));
    expect(columns).toEqual({ begin: 0, ask: 288, fork: 576, end: 864 });
    const moved = placesOf(round, { fork: { x: 280, y: -9 } });
    expect(moved.fork).toEqual({ x: 280, y: -9 });
    // It stands where the question would: that one goes below it.
    expect(moved.ask?.y).toBeGreaterThan(80);
    for (const { graph } of FLOW_EXAMPLES) {
      const places = Object.values(placesOf(graph, {})).map(({ x, y }) => `${x} ${y}`);
      expect(new Set(places).size).toBe(graph.nodes.length);
    }
  });
});
