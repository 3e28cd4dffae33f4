import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FLOW_EXAMPLES } from './examples.ts';
import { type FlowEdge, type FlowGraph, type FlowNode, flowGraphSchema } from './graph.ts';
import { flowProblems } from './problems.ts';
import { beginAt, dueAtOf, type FlowFacts, type FlowRun, MOST_STEPS, step } from './run.ts';

const NOW = Date.UTC(2026, 5, 1, 12);
const MINUTE_MS = 60_000;
const facts = (patch: Partial<FlowFacts> = {}): FlowFacts => ({
  now: NOW,
  message: { text: 'Hello', kind: 'TEXT' },
  contact: { name: 'Asha', language: 'en', labels: [] },
  slots: {},
  language: 'en',
  matches: (pattern, text) => new RegExp(pattern, 'iu').test(text),
  ...patch,
});

type Loose = { id: string; type: FlowNode['type'] } & Record<string, unknown>;
/** Nodes in their order, each leading to the next one unless it cannot or `edges` say otherwise. */
function graphOf(nodes: Loose[], edges?: FlowEdge[]): FlowGraph {
  const all: Loose[] = [{ id: 'begin', type: 'trigger' }, ...nodes];
  const led = all.slice(0, -1).flatMap((node, index) => {
    const next = all[index + 1];
    return ['condition', 'assign', 'end'].includes(node.type) || !next ? [] : [{ from: node.id, to: next.id }];
  });
  return flowGraphSchema.parse({ nodes: all, edges: edges ?? led });
}
const begun = (graph: FlowGraph, patch?: Partial<FlowFacts>) =>
  step(graph, beginAt('begin'), { type: 'due' }, facts(patch));
const textOf = (effects: ReturnType<typeof step>['effects']) =>
  effects.flatMap(effect => (effect.type === 'say' && 'text' in effect.content ? [effect.content.text] : []));

describe('a run goes on until something must be waited for', () => {
  it('B-FLOW-4: texts in a row are one message, filled in, with the buttons of the last', () => {
    const graph = graphOf([
      { id: 'hi', type: 'message', text: 'Hello {{contact.name}}.' },
      { id: 'ask', type: 'question', text: 'Which day?', buttons: ['Monday', 'Tuesday'], variable: 'day' },
      { id: 'end', type: 'end' },
    ]);
    const { effects, run } = begun(graph);
    expect(effects).toHaveLength(1);
    expect(effects[0]).toMatchObject({
      content: {
        kind: 'buttons',
        text: 'Hello Asha.\n\nWhich day?',
        buttons: [{ title: 'Monday' }, { title: 'Tuesday' }],
      },
      question: true,
    });
    expect(run).toMatchObject({ nodeId: 'ask', wait: { for: 'answer', until: null } });
  });

  it('B-FLOW-4: what does not go into one message waits for a turn of its own', () => {
    const graph = graphOf([
      { id: 'one', type: 'message', text: 'One?', buttons: ['Yes', 'No'] },
      { id: 'two', type: 'message', text: 'Two' },
      { id: 'end', type: 'end' },
    ]);
    const first = begun(graph);
    expect(textOf(first.effects)).toEqual(['One?']);
    expect(first.run).toMatchObject({ nodeId: 'two', wait: { for: 'turn' } });
    expect(dueAtOf(first.run, NOW)).toBe(NOW);
    const second = step(graph, first.run, { type: 'due' }, facts());
    expect([textOf(second.effects), second.ended]).toEqual([['Two'], 'completed']);
  });

  it('B-FLOW-5: the answer becomes a variable, and the flow goes on with it', () => {
    const graph = graphOf([
      { id: 'ask', type: 'question', text: 'Which day?', variable: 'day' },
      { id: 'thanks', type: 'message', text: '{{day}} it is.' },
      { id: 'end', type: 'end' },
    ]);
    const { run, effects, ended } = step(graph, begun(graph).run, { type: 'answered', text: 'Friday' }, facts());
    expect(run.variables).toEqual({ day: 'Friday' });
    expect(textOf(effects)).toEqual(['Friday it is.']);
    expect(ended).toBe('completed');
  });

  it('B-FLOW-5: nobody answers in time: the timeout’s branch', () => {
    const graph = graphOf(
      [
        {
          id: 'ask',
          type: 'question',
          text: 'Which day?',
          variable: 'day',
          timeoutMinutes: 30,
          timeoutBranch: 'later',
        },
        { id: 'end', type: 'end' },
        { id: 'later', type: 'message', text: 'Tell us whenever it suits you.' },
      ],
      [
        { from: 'begin', to: 'ask' },
        { from: 'ask', to: 'end' },
        { from: 'later', to: 'end' },
      ],
    );
    const asked = begun(graph).run;
    expect(dueAtOf(asked, NOW)).toBe(NOW + 30 * MINUTE_MS);
    const { effects, ended, run } = step(graph, asked, { type: 'due' }, facts());
    expect([textOf(effects), ended, run.variables]).toEqual([['Tell us whenever it suits you.'], 'completed', {}]);
  });

  it('B-FLOW-8: a delay waits its minutes or hours, then leads on; a label is added and removed', () => {
    const graph = graphOf([
      { id: 'tag', type: 'tag', label: 'new' },
      { id: 'wait', type: 'delay', amount: 3, unit: 'hours' },
      { id: 'untag', type: 'tag', action: 'remove', label: 'new' },
      { id: 'end', type: 'end' },
    ]);
    const first = begun(graph);
    expect(first.effects).toEqual([{ type: 'tag', action: 'add', label: 'new' }]);
    expect(dueAtOf(first.run, NOW)).toBe(NOW + 180 * MINUTE_MS);
    const second = step(graph, first.run, { type: 'due' }, facts());
    expect([second.effects, second.ended]).toEqual([[{ type: 'tag', action: 'remove', label: 'new' }], 'completed']);
  });

  it('B-FLOW-9: a webhook is asked with what is known, and its answer is kept', () => {
    const graph = graphOf([
      { id: 'ask', type: 'question', text: 'Which day?', variable: 'day' },
      {
        id: 'book',
        type: 'webhook',
        url: 'https://example.com/slots/{{day}}',
        body: '{"day":"{{day}}"}',
        saveResponseTo: 'slot',
      },
      { id: 'say', type: 'message', text: 'Free: {{slot}}' },
      { id: 'end', type: 'end' },
    ]);
    const called = step(graph, begun(graph).run, { type: 'answered', text: 'a "b"/c' }, facts());
    expect(called.effects).toEqual([
      {
        type: 'call',
        key: 'book:3',
        request: {
          url: 'https://example.com/slots/a%20%22b%22%2Fc',
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ day: 'a "b"/c' }),
        },
      },
    ]);
    const after = step(graph, called.run, { type: 'called', body: '9:30' }, facts());
    expect([textOf(after.effects), after.ended]).toEqual([['Free: 9:30'], 'completed']);
    expect(step(graph, called.run, { type: 'called', body: null }, facts()).run.variables.slot).toBe('');
  });

  it('B-FLOW-9: what was said goes out before a webhook is asked or the agent thinks', () => {
    for (const node of [
      { id: 'next', type: 'webhook' as const, url: 'https://example.com/' },
      { id: 'next', type: 'ai' as const },
    ]) {
      const graph = graphOf([{ id: 'say', type: 'message', text: 'A moment.' }, node, { id: 'end', type: 'end' }]);
      const first = begun(graph);
      expect([textOf(first.effects), first.run.wait]).toEqual([['A moment.'], { for: 'turn' }]);
      expect(step(graph, first.run, { type: 'due' }, facts()).effects).toHaveLength(1);
    }
  });

  it('B-FLOW-6: the agent is asked; what it said stands for the turn’s message', () => {
    const graph = graphOf([
      { id: 'ai', type: 'ai', instructions: 'Be brief.', maxTokens: 40 },
      { id: 'say', type: 'message', text: 'Anything else?' },
      { id: 'end', type: 'end' },
    ]);
    const asked = begun(graph);
    expect(asked.effects).toEqual([{ type: 'think', instructions: 'Be brief.', maxTokens: 40 }]);
    const spoke = step(graph, asked.run, { type: 'thought', spoke: true }, facts());
    expect([spoke.effects, spoke.run.wait, spoke.run.nodeId]).toEqual([[], { for: 'turn' }, 'say']);
    expect(textOf(step(graph, asked.run, { type: 'thought', spoke: false }, facts()).effects)).toEqual([
      'Anything else?',
    ]);
  });

  it('B-FLOW-10: assign ends the run and says to whom; end completes it', () => {
    const graph = graphOf([{ id: 'person', type: 'assign' }]);
    expect(begun(graph)).toMatchObject({ effects: [{ type: 'assign', memberId: null }], ended: 'assigned' });
  });
});

describe('B-FLOW-7: the first condition that holds leads on', () => {
  const branches = (conditions: Record<string, unknown>[]) =>
    graphOf(
      [
        { id: 'which', type: 'condition', conditions, defaultBranch: 'no' },
        { id: 'yes', type: 'message', text: 'yes' },
        { id: 'no', type: 'message', text: 'no' },
        { id: 'end', type: 'end' },
      ],
      [
        { from: 'begin', to: 'which' },
        { from: 'yes', to: 'end' },
        { from: 'no', to: 'end' },
      ],
    );
  const taken = (condition: Record<string, unknown>, patch: Partial<FlowFacts> = {}) =>
    textOf(begun(branches([{ branch: 'yes', ...condition }]), patch).effects)[0];

  it.each([
    ['yes', { field: 'message.text', operator: 'contains', value: 'ELL' }, {}],
    ['no', { field: 'message.text', operator: 'contains', value: 'bye' }, {}],
    ['yes', { field: 'message.text', operator: 'equals', value: 'hello!' }, {}],
    ['no', { field: 'message.text', operator: 'equals', value: 'hell' }, {}],
    ['yes', { field: 'message.text', operator: 'startsWith', value: 'he' }, {}],
    ['yes', { field: 'message.text', operator: 'regex', value: '^h.llo$' }, {}],
    ['no', { field: 'message.text', operator: 'regex', value: '^\\d+$' }, {}],
    ['yes', { field: 'vars.nothing', operator: 'isEmpty', value: '' }, {}],
    ['no', { field: 'message.text', operator: 'isEmpty', value: '' }, {}],
    ['yes', { field: 'slots.budget', operator: 'equals', value: '500' }, { slots: { budget: '500' } }],
    ['no', { field: 'vars.constructor', operator: 'contains', value: 'function' }, {}],
    [
      'yes',
      { field: 'contact.label', operator: 'equals', value: 'VIP' },
      { contact: { name: null, language: null, labels: ['new', 'vip'] } },
    ],
  ] as const)('%s: %j', (wanted, condition, patch) => expect(taken(condition, patch)).toBe(wanted));

  it('a pattern that takes too long does not hold', () => {
    expect(taken({ field: 'message.text', operator: 'regex', value: '.*' }, { matches: () => false })).toBe('no');
  });
});

describe('B-FLOW-12: whatever the graph, a run comes to rest', () => {
  const ids = ['a', 'b', 'c', 'd', 'e', 'f'];
  const anyId = fc.constantFrom(...ids);
  const anyNode = (id: string): fc.Arbitrary<FlowNode> =>
    fc.oneof(
      fc.record({
        id: fc.constant(id),
        type: fc.constant('message' as const),
        text: fc.string({ minLength: 1 }),
        buttons: fc.constant<string[]>([]),
      }),
      fc.record({
        id: fc.constant(id),
        type: fc.constant('question' as const),
        text: fc.constant('Why?'),
        buttons: fc.constant<string[]>([]),
        variable: fc.constantFrom('x', 'y'),
        timeoutMinutes: fc.constant(5),
        timeoutBranch: anyId,
      }),
      fc.record({
        id: fc.constant(id),
        type: fc.constant('delay' as const),
        amount: fc.integer({ min: 1, max: 9 }),
        unit: fc.constant('minutes' as const),
      }),
      fc.record({
        id: fc.constant(id),
        type: fc.constant('condition' as const),
        conditions: fc.array(
          fc.record({
            field: fc.constantFrom('vars.x', 'message.text'),
            operator: fc.constant('contains' as const),
            value: fc.constantFrom('a', 'e'),
            branch: anyId,
          }),
          { minLength: 1, maxLength: 3 },
        ),
        defaultBranch: anyId,
      }),
      fc.record({
        id: fc.constant(id),
        type: fc.constant('tag' as const),
        action: fc.constant('add' as const),
        label: fc.constant('l'),
      }),
      fc.record({
        id: fc.constant(id),
        type: fc.constant('ai' as const),
        instructions: fc.constant(''),
        maxTokens: fc.constant(null),
      }),
      fc.record({ id: fc.constant(id), type: fc.constant('assign' as const), memberId: fc.constant(null) }),
      fc.record({ id: fc.constant(id), type: fc.constant('end' as const) }),
    );
  const anyGraph = fc.tuple(fc.tuple(...ids.map(anyNode)), fc.tuple(...ids.map(() => anyId))).map(
    ([nodes, targets]): FlowGraph => ({
      nodes: [{ id: 'begin', type: 'trigger' }, ...nodes],
      edges: [
        { from: 'begin', to: 'a' },
        ...nodes.flatMap((node, index) =>
          ['condition', 'assign', 'end'].includes(node.type) ? [] : [{ from: node.id, to: targets[index] ?? 'a' }],
        ),
      ],
    }),
  );
  const events = fc.array(
    fc.oneof(
      fc.string().map(text => ({ type: 'answered' as const, text })),
      fc.constant({ type: 'due' as const }),
    ),
    { maxLength: 12 },
  );

  it('one message a pass, a wait or an end, never more steps than the cap', () => {
    let valid = 0;
    fc.assert(
      fc.property(anyGraph, events, (graph, happened) => {
        const sound =
          flowProblems(graph).filter(({ message }) => !message.startsWith('Nothing leads here')).length === 0;
        let run: FlowRun = beginAt('begin');
        let ended: string | null = null;
        for (const event of [{ type: 'due' as const }, ...happened]) {
          let stepped = step(graph, run, event, facts());
          let said = stepped.effects.filter(effect => effect.type === 'say').length;
          while (stepped.effects.at(-1)?.type === 'think') {
            stepped = step(graph, stepped.run, { type: 'thought', spoke: said === 0 }, facts());
            said += stepped.effects.filter(effect => effect.type === 'say').length;
          }
          expect(said).toBeLessThanOrEqual(1);
          expect(stepped.run.steps).toBeLessThanOrEqual(MOST_STEPS);
          expect(stepped.run.wait === null).toBe(stepped.ended !== null);
          if (sound) {
            valid++;
            // Only circles that wait are sound: the cap is not what ends a pass.
            expect(stepped.run.steps - run.steps).toBeLessThanOrEqual(graph.nodes.length + 1);
          }
          ({ run, ended } = stepped);
          if (ended) break;
        }
        expect(['completed', 'assigned', 'step_cap', null]).toContain(ended);
      }),
      { numRuns: 400 },
    );
    expect(valid).toBeGreaterThan(20);
  });

  it('a circle of questions ends at the cap', () => {
    const graph = graphOf(
      [{ id: 'ask', type: 'question', text: 'Again?', variable: 'again' }],
      [
        { from: 'begin', to: 'ask' },
        { from: 'ask', to: 'ask' },
      ],
    );
    let { run, ended } = begun(graph);
    for (let answers = 0; ended === null; answers++) {
      expect(answers).toBeLessThanOrEqual(MOST_STEPS);
      ({ run, ended } = step(graph, run, { type: 'answered', text: 'yes' }, facts()));
    }
    expect(ended).toBe('step_cap');
  });

  it('a run whose node is gone says so', () =>
    expect(
      step(graphOf([{ id: 'end', type: 'end' }]), { ...beginAt('begin'), nodeId: 'gone' }, { type: 'due' }, facts())
        .ended,
    ).toBe('node_missing'));
});

describe('the ready examples', () => {
  it.each(FLOW_EXAMPLES.map(example => [example.key, example] as const))('%s is valid and runs', (_, { graph }) => {
    expect(flowGraphSchema.parse(graph)).toEqual(graph);
    expect(flowProblems(graph)).toEqual([]);
    expect(begun(graph).effects[0]?.type).toBe('say');
  });
});
