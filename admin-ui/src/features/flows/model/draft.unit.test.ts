import { describe, expect, it } from 'vitest';
import { FLOW_EXAMPLES } from '../../../../../domain/flow/examples.ts';
import { FLOW_NODE_TYPES } from '../../../../../domain/flow/graph.ts';
import { flowProblems } from '../../../../../domain/flow/problems.ts';
import { emptyDraft, errorsOf, insertNode, leadTo, nextIn, nodeLabel, removeNode } from './draft.ts';

describe('nodes of a flow while it is edited', () => {
  it('a new flow lacks only its words', () => expect(flowProblems(emptyDraft().graph)).toEqual([]));

  it('one that is put in stands between the two it was put between', () => {
    const graph = insertNode(emptyDraft().graph, 'delay', 2);
    expect(graph.nodes.map(node => node.id)).toEqual(['begin', 'message-1', 'delay-1', 'end']);
    expect([nextIn(graph, 'message-1'), nextIn(graph, 'delay-1')]).toEqual(['delay-1', 'end']);
    expect(flowProblems(graph)).toEqual([]);
    expect(insertNode(graph, 'delay', 1).nodes[1]?.id).toBe('delay-2');
  });

  it('one that is taken out is closed up behind', () => {
    const { graph } = emptyDraft();
    for (const type of FLOW_NODE_TYPES.filter(each => each !== 'trigger' && each !== 'end')) {
      const more = insertNode(graph, type, 2);
      const id = more.nodes[2]?.id ?? '';
      const less = removeNode(more, id);
      expect(less.nodes).toEqual(graph.nodes);
      if (type !== 'condition' && type !== 'assign') expect(flowProblems(less)).toEqual([]);
    }
  });

  it('where it leads is one place, or none', () => {
    const { graph } = emptyDraft();
    expect(leadTo(graph, 'begin', 'end').edges).toEqual([
      { from: 'message-1', to: 'end' },
      { from: 'begin', to: 'end' },
    ]);
    expect(nextIn(leadTo(graph, 'begin', null), 'begin')).toBe('');
  });

  it('is named by its place and words', () => {
    const nodes = FLOW_EXAMPLES[0]?.graph.nodes ?? [];
    expect(nodes.slice(0, 2).map(node => nodeLabel(nodes, node))).toEqual([
      '1 Begin',
      '2 Question: Welcome! What can we do for you?',
    ]);
  });
});

it('errors are shown at their node and field', () => {
  const errors = errorsOf([
    { path: 'body.graph.nodes.2.text', message: 'Write what is said.' },
    { path: 'graph.nodes.1', message: 'Say what comes next.' },
    { path: 'graph.nodes.1', message: 'Nothing leads here.' },
    { path: 'body.trigger.patterns', message: 'Add a word.' },
    { path: 'graph', message: 'The flow has no beginning.' },
  ]);
  expect(errors.of(2).get('text')).toBe('Write what is said.');
  expect(errors.of(1).get('')).toBe('Say what comes next. Nothing leads here.');
  expect(errors.of(0).size).toBe(0);
  expect(errors.at('trigger')).toBe('Add a word.');
  expect(errors.elsewhere).toEqual(['The flow has no beginning.']);
});
