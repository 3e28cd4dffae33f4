import { describe, expect, it } from 'vitest';
import { FLOW_EXAMPLES } from './examples.ts';
import { type FlowGraph, flowGraphSchema, flowTriggerSchema } from './graph.ts';
import { flowProblems } from './problems.ts';
import { triggered } from './trigger.ts';

const end = { id: 'end', type: 'end' };
const begin = { id: 'begin', type: 'trigger' };
const problems = (nodes: unknown[], edges: [string, string][]): string[] =>
  flowProblems(flowGraphSchema.parse({ nodes, edges: edges.map(([from, to]) => ({ from, to })) })).map(
    ({ nodeId, message }) => `${nodeId}: ${message}`,
  );
const text = (id: string, words = 'Hello') => ({ id, type: 'message', text: words });
const question = (id: string, patch: Record<string, unknown> = {}) => ({
  id,
  type: 'question',
  text: 'Why?',
  variable: 'why',
  ...patch,
});

describe('B-FLOW-3: one entry point', () => {
  it('none and two are refused, each said where it is; one is sound', () => {
    const after: [string, string][] = [['begin', 'end']];
    expect(problems([end], [])).toEqual([expect.stringMatching(/^null: The flow has no beginning/)]);
    expect(problems([begin, end], after)).toEqual([]);
    const two = [begin, { id: 'b2', type: 'trigger' }, { id: 'b3', type: 'trigger' }, end];
    expect(problems(two, [...after, ['b2', 'end'], ['b3', 'end']]).filter(each => /one trigger/.test(each))).toEqual([
      'b2: A flow has one trigger node: remove this one.',
      'b3: A flow has one trigger node: remove this one.',
    ]);
  });
});

describe('B-FLOW-12: a graph is checked when it is saved, each problem at its node', () => {
  it('a sound one has none', () =>
    expect(
      problems(
        [begin, text('a'), end],
        [
          ['begin', 'a'],
          ['a', 'end'],
        ],
      ),
    ).toEqual([]));
  it.each<[string, unknown[], [string, string][]]>([
    ['null: The flow has no beginning: add the trigger node.', [text('a'), end], [['a', 'end']]],
    [
      'b2: A flow has one trigger node: remove this one.',
      [begin, { id: 'b2', type: 'trigger' }, end],
      [
        ['begin', 'end'],
        ['b2', 'end'],
      ],
    ],
    [
      'a: It leads on to “gone”, which is not there.',
      [begin, text('a'), end],
      [
        ['begin', 'a'],
        ['a', 'gone'],
      ],
    ],
    [
      'null: An edge begins at “gone”, which is not there.',
      [begin, end],
      [
        ['begin', 'end'],
        ['gone', 'end'],
      ],
    ],
    [
      'a: A file takes no buttons: put them into a message after it.',
      [begin, { ...text('a'), buttons: ['Yes'], media: { kind: 'image', url: 'https://files.example/a.png' } }, end],
      [
        ['begin', 'a'],
        ['a', 'end'],
      ],
    ],
    [
      'a: A sound file takes no words: put them into a message of their own.',
      [begin, { ...text('a'), media: { kind: 'audio', url: 'https://files.example/a.mp3' } }, end],
      [
        ['begin', 'a'],
        ['a', 'end'],
      ],
    ],
    ['a: Say what comes next; an end node ends the flow.', [begin, text('a')], [['begin', 'a']]],
    [
      'a: Only one node may come next.',
      [begin, text('a'), end, { id: 'e2', type: 'end' }],
      [
        ['begin', 'a'],
        ['a', 'end'],
        ['a', 'e2'],
      ],
    ],
    [
      'end: Nothing comes after this node: remove its edge.',
      [begin, end, text('a')],
      [
        ['begin', 'end'],
        ['end', 'a'],
        ['a', 'end'],
      ],
    ],
    ['end: Another node has this name: give each its own.', [begin, end, end], [['begin', 'end']]],
    [
      'a: Nothing leads here: connect or remove it.',
      [begin, text('a'), end],
      [
        ['begin', 'end'],
        ['a', 'end'],
      ],
    ],
    [
      'a: It leads back to the trigger: nothing may.',
      [begin, text('a'), end],
      [
        ['begin', 'a'],
        ['a', 'begin'],
      ],
    ],
    [
      'a: It leads back to itself without a wait: put a question or a delay into the circle.',
      [begin, text('a'), text('b')],
      [
        ['begin', 'a'],
        ['a', 'b'],
        ['b', 'a'],
      ],
    ],
    [
      'c: It branches to “gone”, which is not there.',
      [
        begin,
        {
          id: 'c',
          type: 'condition',
          conditions: [{ field: 'message.text', operator: 'contains', value: 'x', branch: 'gone' }],
          defaultBranch: 'end',
        },
        end,
      ],
      [['begin', 'c']],
    ],
    [
      'c: “(” is no valid pattern.',
      [
        begin,
        {
          id: 'c',
          type: 'condition',
          conditions: [{ field: 'message.text', operator: 'regex', value: '(', branch: 'end' }],
          defaultBranch: 'end',
        },
        end,
      ],
      [['begin', 'c']],
    ],
    [
      'q: A timeout needs both: after how many minutes, and where it leads.',
      [begin, question('q', { timeoutMinutes: 5 }), end],
      [
        ['begin', 'q'],
        ['q', 'end'],
      ],
    ],
    [
      'a: Nothing sets {{when}}: a question or a webhook must save it first.',
      [begin, text('a', 'At {{when}}'), end],
      [
        ['begin', 'a'],
        ['a', 'end'],
      ],
    ],
    [
      'w: Give a whole address that begins with http:// or https://; variables may stand after its host only.',
      [begin, question('q'), { id: 'w', type: 'webhook', url: 'https://{{why}}.example.com/' }, end],
      [
        ['begin', 'q'],
        ['q', 'w'],
        ['w', 'end'],
      ],
    ],
    [
      'w: Give a whole address that begins with http:// or https://; variables may stand after its host only.',
      [begin, { id: 'w', type: 'webhook', url: 'file:///etc/passwd' }, end],
      [
        ['begin', 'w'],
        ['w', 'end'],
      ],
    ],
  ])('%s', (problem, nodes, edges) => expect(problems(nodes, edges)).toContain(problem));

  it('a circle through a question or a delay is sound', () => {
    for (const wait of [question('q'), { id: 'q', type: 'delay', amount: 1 }])
      expect(
        problems(
          [begin, text('a'), wait],
          [
            ['begin', 'a'],
            ['a', 'q'],
            ['q', 'a'],
          ],
        ),
      ).toEqual([]);
  });
  it('variables that questions and webhooks set may be used', () => {
    const nodes = [
      begin,
      question('q'),
      { id: 'w', type: 'webhook', url: 'https://example.com/{{why}}', saveResponseTo: 'said' },
      text('a', '{{why}} {{said}} {{contact.name}} {{slots.budget}}'),
      end,
    ];
    expect(
      problems(nodes, [
        ['begin', 'q'],
        ['q', 'w'],
        ['w', 'a'],
        ['a', 'end'],
      ]),
    ).toEqual([]);
  });
});

describe('B-FLOW-2: what begins a flow', () => {
  const flows = (
    [
      { type: 'FIRST_MESSAGE' },
      { type: 'KEYWORD', patterns: ['menu'] },
      { type: 'INBOUND_MEDIA', kinds: ['IMAGE'] },
      { type: 'API' },
    ] as const
  ).map(trigger => ({ trigger: flowTriggerSchema.parse(trigger) }));
  const begins = (patch: Partial<Parameters<typeof triggered>[1]>, from = flows) =>
    triggered(from, { first: false, texts: ['Hello'], kinds: ['TEXT'], ...patch })?.trigger.type ?? null;
  it('the first that fits; none otherwise', () => {
    expect(begins({})).toBeNull();
    expect(begins({ first: true })).toBe('FIRST_MESSAGE');
    expect(begins({ texts: ['The MENU, please'] })).toBe('KEYWORD');
    expect(begins({ texts: ['menus'] })).toBeNull();
    expect(begins({ kinds: ['TEXT', 'IMAGE'] })).toBe('INBOUND_MEDIA');
    expect(begins({ kinds: ['DOCUMENT'] })).toBeNull();
    expect(begins({ first: true, texts: ['menu'] }, flows.toReversed())).toBe('KEYWORD');
  });
});

it('names, fields and texts that could not be meant are refused by the schema', () => {
  const [example] = FLOW_EXAMPLES;
  const graph = example?.graph as FlowGraph;
  const bad = (patch: Record<string, unknown>) =>
    flowGraphSchema.safeParse({ ...graph, nodes: [begin, patch] }).success;
  expect(bad({ id: 'a b', type: 'message', text: 'x' })).toBe(false);
  expect(bad({ id: 'a', type: 'message', text: ' ' })).toBe(false);
  const file = (url: string) => bad({ id: 'a', type: 'message', text: '', media: { kind: 'image', url } });
  expect(file('https://files.example/a.png')).toBe(true);
  for (const url of ['http://files.example/a.png', 'https://{{vars.x}}/a', 'file:///etc/passwd'])
    expect(file(url)).toBe(false);
  expect(bad({ id: 'a', type: 'message', text: 'x', buttons: ['Yes', 'yes'] })).toBe(false);
  expect(
    bad({
      id: 'a',
      type: 'condition',
      conditions: [{ field: 'process.env', operator: 'equals', value: '', branch: 'a' }],
      defaultBranch: 'a',
    }),
  ).toBe(false);
  expect(bad({ id: 'a', type: 'unknown' })).toBe(false);
});
