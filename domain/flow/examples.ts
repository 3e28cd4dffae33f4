/** Flows to begin with: whole, valid, and meant to be changed. */
import type { FlowGraph, FlowTrigger } from './graph.ts';

export interface FlowExample {
  key: string;
  name: string;
  description: string;
  trigger: FlowTrigger;
  graph: FlowGraph;
}

export const FLOW_EXAMPLES: readonly FlowExample[] = [
  {
    key: 'welcome',
    name: 'Welcome and ask what they need',
    description: 'Greets whoever writes for the first time, asks one question with buttons, and lets the agent go on.',
    trigger: { type: 'FIRST_MESSAGE' },
    graph: {
      nodes: [
        { id: 'begin', type: 'trigger' },
        {
          id: 'ask',
          type: 'question',
          text: 'Welcome! What can we do for you?',
          buttons: ['Prices', 'An appointment', 'Something else'],
          variable: 'topic',
          timeoutMinutes: 60,
          timeoutBranch: 'finish',
        },
        {
          id: 'which',
          type: 'condition',
          conditions: [{ field: 'vars.topic', operator: 'contains', value: 'appointment', branch: 'person' }],
          defaultBranch: 'agent',
        },
        {
          id: 'agent',
          type: 'ai',
          instructions: 'The customer was asked what they need and has just said it.',
          maxTokens: null,
        },
        { id: 'person', type: 'assign', memberId: null },
        { id: 'finish', type: 'end' },
      ],
      edges: [
        { from: 'begin', to: 'ask' },
        { from: 'ask', to: 'which' },
        { from: 'agent', to: 'finish' },
      ],
    },
  },
  {
    key: 'callback',
    name: 'Ask when to call back',
    description: 'Answers “call me” by asking for a time, and hands the conversation to a person.',
    trigger: { type: 'KEYWORD', match: 'contains', patterns: ['call me', 'callback', 'call back'] },
    graph: {
      nodes: [
        { id: 'begin', type: 'trigger' },
        {
          id: 'time',
          type: 'question',
          text: 'Of course. What time suits you best?',
          buttons: ['Morning', 'Afternoon', 'Evening'],
          variable: 'time',
          timeoutMinutes: 120,
          timeoutBranch: 'person',
        },
        { id: 'thanks', type: 'message', text: 'Noted: {{time}}. A colleague will call you.', buttons: [] },
        { id: 'person', type: 'assign', memberId: null },
      ],
      edges: [
        { from: 'begin', to: 'time' },
        { from: 'time', to: 'thanks' },
        { from: 'thanks', to: 'person' },
      ],
    },
  },
  {
    key: 'after_photo',
    name: 'Thank for a photo and ask again later',
    description: 'Thanks for a picture or document, waits two hours, and asks whether anything is open.',
    trigger: { type: 'INBOUND_MEDIA', kinds: ['IMAGE', 'DOCUMENT'] },
    graph: {
      nodes: [
        { id: 'begin', type: 'trigger' },
        { id: 'thanks', type: 'message', text: 'Thank you, we have it and will look at it.', buttons: [] },
        { id: 'pause', type: 'delay', amount: 2, unit: 'hours' },
        {
          id: 'open',
          type: 'question',
          text: 'Is there anything else we should know?',
          buttons: [],
          variable: 'more',
          timeoutMinutes: null,
          timeoutBranch: null,
        },
        { id: 'agent', type: 'ai', instructions: '', maxTokens: null },
        { id: 'finish', type: 'end' },
      ],
      edges: [
        { from: 'begin', to: 'thanks' },
        { from: 'thanks', to: 'pause' },
        { from: 'pause', to: 'open' },
        { from: 'open', to: 'agent' },
        { from: 'agent', to: 'finish' },
      ],
    },
  },
];
