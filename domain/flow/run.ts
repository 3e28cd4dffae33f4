/**
 * A run through a flow (B-FLOW-11) as one pure function: `step(graph, run, event, facts)` goes on until something must be
 * waited for, and says what is to be done on the way. It neither sends nor asks anybody: the turn does, and commits the run
 * together with what it claims.
 */
import { interactive } from '../interactive/options.ts';
import type { OutboundContent } from '../message/outbound.ts';
import { fits } from './condition.ts';
import { type FlowGraph, type FlowNode, nextOf, nodeOf } from './graph.ts';
import { filled, inJson } from './template.ts';

/** Nodes that one run may visit: a circle of questions ends some day. */
export const MOST_STEPS = 200;
const MERGED_TEXT_MOST = 1000;
const VALUE_MOST = 2000;
const MINUTE_MS = 60_000;

export type FlowWait =
  /** A run that was begun from outside and has not gone yet, or one with more to say than one message holds. */
  | { for: 'turn' }
  /** Until the contact answers; `until` = epoch ms of the timeout. */
  | { for: 'answer'; until: number | null }
  | { for: 'delay'; until: number };

export interface FlowRun {
  /** Where it stands: the node it waits at, or goes on with. */
  nodeId: string;
  variables: Record<string, string>;
  /** Nodes visited so far. */
  steps: number;
  /** Null once it is over. */
  wait: FlowWait | null;
}

export type FlowEvent =
  | { type: 'answered'; text: string }
  /** Its delay is over, its question timed out, or its next message may go. */
  | { type: 'due' }
  /** What a webhook answered; null = it could not be asked, or refused. */
  | { type: 'called'; body: string | null }
  /** The agent thought for an `ai` node. */
  | { type: 'thought'; spoke: boolean };

export type FlowEnd = 'completed' | 'assigned' | 'step_cap' | 'node_missing';

export type FlowEffect =
  | { type: 'say'; content: OutboundContent; question: boolean }
  | { type: 'tag'; action: 'add' | 'remove'; label: string }
  | { type: 'assign'; memberId: string | null }
  /** To be done before the run can go on; `key` names this call for ever. */
  | { type: 'call'; key: string; request: FlowRequest }
  | { type: 'think'; instructions: string; maxTokens: number | null };

export interface FlowRequest {
  url: string;
  method: 'GET' | 'POST' | 'PUT';
  headers: Record<string, string>;
  body: string | null;
}

/** What a run may look at. */
export interface FlowFacts {
  now: number;
  /** The newest words of the contact, and the kind of that message. */
  message: { text: string; kind: string };
  contact: { name: string | null; language: string | null; labels: readonly string[] };
  slots: Readonly<Record<string, string>>;
  language: string;
  /** Time-bounded; what takes too long does not match. */
  matches(pattern: string, text: string): boolean;
}

export interface Stepped {
  run: FlowRun;
  effects: FlowEffect[];
  ended: FlowEnd | null;
}

export const beginAt = (nodeId: string): FlowRun => ({ nodeId, variables: {}, steps: 0, wait: { for: 'turn' } });

/** When the run goes on by itself, epoch ms; null when it waits for the contact, or is over. */
export function dueAtOf(run: FlowRun, now: number): number | null {
  if (!run.wait) return null;
  return run.wait.for === 'turn' ? now : run.wait.until;
}

/** @param said what this pass has said already: one message a turn, so that later texts are added to it or wait. */
export function step(graph: FlowGraph, from: FlowRun, event: FlowEvent, facts: FlowFacts, spokenFor = false): Stepped {
  const run: FlowRun = { ...from, variables: { ...from.variables }, wait: null };
  const effects: FlowEffect[] = [];
  let spoken = spokenFor || (event.type === 'thought' && event.spoke);
  const stop = (ended: FlowEnd): Stepped => ({ run, effects, ended });
  const rest = (wait: FlowWait | null): Stepped => ({ run: { ...run, wait }, effects, ended: null });

  let at = entered(graph, run, from.wait, event);
  for (;;) {
    if (at === null) return stop('completed');
    const node = nodeOf(graph, at);
    run.nodeId = at;
    if (!node) return stop('node_missing');
    if (run.steps >= MOST_STEPS) return stop('step_cap');
    run.steps++;
    switch (node.type) {
      case 'trigger':
        break;
      case 'message':
      case 'question': {
        if (!say(effects, spoken, contentOf(node, run, facts), node.type === 'question')) {
          run.steps--;
          return rest({ for: 'turn' });
        }
        spoken = true;
        if (node.type === 'question')
          return rest({
            for: 'answer',
            until: node.timeoutMinutes === null ? null : facts.now + node.timeoutMinutes * MINUTE_MS,
          });
        break;
      }
      case 'ai':
      case 'webhook':
        // What was said goes first.
        if (spoken) {
          run.steps--;
          return rest({ for: 'turn' });
        }
        effects.push(
          node.type === 'ai'
            ? { type: 'think', instructions: node.instructions, maxTokens: node.maxTokens }
            : { type: 'call', key: `${node.id}:${run.steps}`, request: requestOf(node, run, facts) },
        );
        return rest({ for: 'turn' });
      case 'condition': {
        const held = node.conditions.find(condition => fits(condition, run.variables, facts));
        at = held?.branch ?? node.defaultBranch;
        continue;
      }
      case 'delay':
        return rest({ for: 'delay', until: facts.now + node.amount * (node.unit === 'hours' ? 60 : 1) * MINUTE_MS });
      case 'tag':
        effects.push({ type: 'tag', action: node.action, label: node.label });
        break;
      case 'assign':
        effects.push({ type: 'assign', memberId: node.memberId });
        return stop('assigned');
      case 'end':
        return stop('completed');
    }
    at = nextOf(graph, at);
  }
}

/** The node with which the run goes on after this event. */
function entered(graph: FlowGraph, run: FlowRun, wait: FlowWait | null, event: FlowEvent): string | null {
  const node = nodeOf(graph, run.nodeId);
  switch (event.type) {
    case 'answered':
      if (node?.type === 'question') run.variables[node.variable] = event.text.slice(0, VALUE_MOST);
      return nextOf(graph, run.nodeId);
    case 'called':
      if (node?.type === 'webhook' && node.saveResponseTo)
        run.variables[node.saveResponseTo] = (event.body ?? '').slice(0, VALUE_MOST);
      return nextOf(graph, run.nodeId);
    case 'thought':
      return nextOf(graph, run.nodeId);
    case 'due':
      if (wait?.for === 'answer') return node?.type === 'question' ? node.timeoutBranch : null;
      return wait?.for === 'delay' ? nextOf(graph, run.nodeId) : run.nodeId;
  }
}

/** Adds to what is said in this pass; false when it must be a message of its own. */
function say(effects: FlowEffect[], spoken: boolean, content: OutboundContent, question: boolean): boolean {
  const before = effects.find(effect => effect.type === 'say');
  if (!before) {
    if (!spoken) effects.push({ type: 'say', content, question });
    return !spoken;
  }
  if (before.content.kind !== 'text' || !('text' in content)) return false;
  const text = `${before.content.text}\n\n${content.text ?? ''}`;
  if (text.length > MERGED_TEXT_MOST) return false;
  Object.assign(before, { content: { ...content, text }, question });
  return true;
}

/** What a name in a text stands for. */
export function valueIn(run: Pick<FlowRun, 'variables'>, facts: FlowFacts): (name: string) => string | null {
  return name => {
    if (name === 'contact.name') return facts.contact.name;
    if (name === 'contact.language') return facts.contact.language;
    if (name === 'message.text') return facts.message.text;
    if (name.startsWith('slots.')) return facts.slots[name.slice('slots.'.length)] ?? null;
    return Object.hasOwn(run.variables, name) ? (run.variables[name] ?? null) : null;
  };
}

function contentOf(
  node: Extract<FlowNode, { type: 'message' | 'question' }>,
  run: FlowRun,
  facts: FlowFacts,
): OutboundContent {
  const text = filled(node.text, valueIn(run, facts)).trim();
  if (node.type === 'message' && node.media) {
    const { kind, url, file } = node.media;
    // Its type and size are filled in when it is brought to the provider.
    if (file)
      return {
        kind: 'media',
        media: kind,
        providerMediaId: '',
        caption: text || null,
        fileName: file.name,
        flowFile: { id: file.id, mime: '', sizeBytes: 0 },
      };
    const fileName = kind === 'document' ? nameIn(url) : null;
    return { kind: 'media', media: kind, providerMediaId: '', link: url, caption: text || null, fileName };
  }
  const options = node.buttons.map((title, index) => ({
    id: `flow:${node.id}:${index + 1}`,
    title: title.slice(0, 24),
    description: title.length > 24 ? title : null,
  }));
  return interactive(text, options, facts.language);
}

/** `prices.pdf` of an address that ends with it. */
function nameIn(url: string): string | null {
  const last = /\/([^/?#]+)(?:[?#]|$)/.exec(url.slice('https://'.length))?.[1];
  try {
    return last ? decodeURIComponent(last).slice(0, 100) : null;
  } catch {
    return last ?? null;
  }
}

function requestOf(node: Extract<FlowNode, { type: 'webhook' }>, run: FlowRun, facts: FlowFacts): FlowRequest {
  const value = valueIn(run, facts);
  const json = /^\s*[[{]/.test(node.body);
  return {
    url: filled(node.url, value, encodeURIComponent),
    method: node.method,
    headers: { ...(json ? { 'content-type': 'application/json' } : {}), ...node.headers },
    body: node.method === 'GET' || node.body === '' ? null : filled(node.body, value, json ? inJson : undefined),
  };
}
