/**
 * A flow in a talk that is only tried: it says what it would say, and what else it would do is told instead of done. No webhook is
 * asked, no label changed; what it would wait for goes on at once.
 */
import type { LoadedConversation } from '../../db/conversation/load.ts';
import type { RunnableFlow } from '../../db/flow/runs.ts';
import { type Decision, withoutModel } from '../../domain/agent/decision.ts';
import type { FlowNode } from '../../domain/flow/graph.ts';
import { beginAt, type FlowEffect, type FlowEvent, type FlowFacts, type FlowRun, step } from '../../domain/flow/run.ts';
import { triggered } from '../../domain/flow/trigger.ts';
import { fixedTextProblems } from '../../domain/guardrails/fixed-text.ts';
import type { OutboundContent } from '../../domain/message/outbound.ts';
import type { TriedTalk } from '../../domain/onboarding/tried.ts';
import { failSafe } from '../agent/outcome.ts';
import { matchesInTime } from '../flow/patterns.ts';

/** More messages than this follow one another only in a circle of waits. */
const MOST_ROUNDS = 10;

export interface FlowTried {
  flow: RunnableFlow;
  run: FlowRun;
  begins: boolean;
  event: FlowEvent;
}

/** The flow that waits for this answer, or begins with it; as in a conversation, only active ones do. */
export function flowOf(talk: TriedTalk, flows: readonly RunnableFlow[], text: string): FlowTried | null {
  const under = talk.flow ? flows.find(flow => flow.flowId === talk.flow?.flowId) : undefined;
  if (under && talk.flow) return { flow: under, run: talk.flow.run, begins: false, event: { type: 'answered', text } };
  const flow = triggered(flows, { first: talk.turns === 1, texts: [text], kinds: ['TEXT'] });
  const begin = flow?.graph.nodes.find(node => node.type === 'trigger');
  return flow && begin ? { flow, run: beginAt(begin.id), begins: true, event: { type: 'due' } } : null;
}

export interface FlowSaid {
  said: OutboundContent[];
  /** Null when it is over. */
  run: FlowRun | null;
  decision: Decision;
}

/** @param agent thinks for an `ai` node. */
export async function tryFlow(
  loaded: LoadedConversation,
  { flow, run: from, begins, event: first }: FlowTried,
  message: FlowFacts['message'],
  agent: (node: Extract<FlowEffect, { type: 'think' }>) => Promise<Decision>,
): Promise<FlowSaid> {
  const { row, contact, playbook } = loaded;
  const facts: FlowFacts = {
    now: row.lastActivityAt,
    message,
    contact: { name: contact.name, language: contact.language, labels: [] },
    slots: Object.fromEntries(Object.entries(row.memory.slots).map(([key, slot]) => [key, slot.value])),
    language: row.memory.language ?? playbook.tone.languages[0] ?? 'en',
    matches: matchesInTime,
  };
  const said: OutboundContent[] = [];
  const told: string[] = [];
  let thought: Decision | null = null;
  let handoff: Decision['handoff'] = null;
  let event = first;
  let run = from;
  let over = false;
  for (let round = 0; round < MOST_ROUNDS && !over; round++) {
    const stepped = step(flow.graph, run, event, facts);
    run = stepped.run;
    for (const effect of stepped.effects) {
      if (effect.type === 'say') {
        if (fixedTextProblems(wordsIn(effect.content), playbook, [flow.graph, run.variables]).length > 0)
          return { said, run: null, decision: failSafe(loaded, 'guardrails') };
        said.push(effect.content);
      } else if (effect.type === 'tag')
        told.push(`${effect.action === 'add' ? 'add' : 'remove'} the label “${effect.label}”`);
      else if (effect.type === 'assign') handoff = 'other';
      else if (effect.type === 'call')
        told.push(`ask ${hostOf(effect.request.url)} (not asked here, so its answer is empty)`);
      else {
        thought = await agent(effect);
        said.push(...(thought.shouldSend ? thought.parts : []));
        handoff ??= thought.handoff;
      }
    }
    const last = stepped.effects.at(-1);
    if (stepped.ended) {
      over = true;
      if (stepped.ended !== 'completed' && stepped.ended !== 'assigned')
        told.push('end there: it came to a step it cannot take');
    } else if (last?.type === 'call') event = { type: 'called', body: null };
    else if (last?.type === 'think') event = { type: 'thought', spoke: false };
    else if (run.wait?.for === 'answer') break;
    else {
      if (run.wait?.for === 'delay') told.push(`wait ${waitOf(flow, run)} (not waited for here)`);
      event = { type: 'due' };
    }
  }
  const will = told.length > 0 ? ` It would also ${told.join(', ')}.` : '';
  const decision: Decision = {
    ...(thought ?? withoutModel()),
    shouldSend: said.length > 0,
    parts: said,
    stageFrom: row.stage,
    stageTo: thought?.stageTo ?? row.stage,
    reasonCode: handoff ? 'NEEDS_HUMAN' : said.length > 0 ? 'CONFIRMATION' : 'STAY_SILENT',
    sentence: `The flow “${flow.name}” ${begins ? 'began' : 'went on'}${over ? ' and ended' : ''}.${will}`,
    handoff,
    origin: said.length > 0 ? 'fixed' : 'none',
  };
  return { said, run: over || handoff || run.wait?.for !== 'answer' ? null : run, decision };
}

const waitOf = ({ graph }: RunnableFlow, { nodeId }: FlowRun): string => {
  const node: FlowNode | undefined = graph.nodes.find(each => each.id === nodeId);
  return node?.type === 'delay' ? `${node.amount} ${node.unit}` : 'a while';
};

const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).host : url);

const wordsIn = (content: OutboundContent): string =>
  'text' in content ? content.text : content.kind === 'media' ? (content.caption ?? '') : '';

/** As the talk shows it: a file by its name, with its caption. */
export const shownOf = (content: OutboundContent): string | null => {
  if (content.kind !== 'media') return 'text' in content ? content.text : null;
  return [`[${content.media}: ${content.fileName ?? content.link ?? 'file'}]`, content.caption]
    .filter(Boolean)
    .join('\n');
};
