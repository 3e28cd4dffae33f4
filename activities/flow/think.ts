/** A turn of a flow: steps through its graph, asks webhooks and the agent on the way, and comes to one decision (B-FLOW-3 … B-FLOW-11). */
import { Context } from '@temporalio/activity';
import type { LoadedConversation } from '../../db/conversation/load.ts';
import { derivedId } from '../../db/ids.ts';
import { saveStep } from '../../db/turn/queries.ts';
import { type Decision, withoutModel } from '../../domain/agent/decision.ts';
import type { Memory } from '../../domain/conversation/memory.ts';
import type { FlowAdvance } from '../../domain/flow/advance.ts';
import { HEADER_FIELD, isSealed, sealedBytes } from '../../domain/flow/headers.ts';
import { type FlowEffect, type FlowFacts, type Stepped, step } from '../../domain/flow/run.ts';
import { fixedTextProblems } from '../../domain/guardrails/fixed-text.ts';
import { replyLanguage } from '../../domain/language/language.ts';
import type { OutboundContent } from '../../domain/message/outbound.ts';
import type { StepContext } from '../agent/call.ts';
import type { Thought } from '../agent/input.ts';
import { fallback } from '../agent/outcome.ts';
import type { FlowTurn } from './current.ts';
import { broughtFile } from './files.ts';
import { matchesInTime } from './patterns.ts';

export interface FlowThinking {
  loaded: LoadedConversation;
  memory: Memory;
  /** The newest message of the contact, and the labels of the contact. */
  message: FlowFacts['message'];
  labels: readonly string[];
  turn: FlowTurn;
  /** The agent's own thinking, for an `ai` node. */
  agent(node: { instructions: string; maxTokens: number | null }): Promise<Thought>;
}

export async function thinkByFlow(context: StepContext, input: FlowThinking): Promise<Thought> {
  const { loaded, turn } = input;
  const { flow, runId } = turn;
  const facts = factsOf(context, input);
  const done: FlowEffect[] = [];
  let thought: Thought | null = null;
  let stepped: Stepped = step(flow.graph, turn.run, turn.event, facts);
  for (;;) {
    done.push(...stepped.effects);
    const last = stepped.effects.at(-1);
    if (last?.type === 'call') {
      const body = await callOnce(context, runId, last);
      stepped = step(flow.graph, stepped.run, { type: 'called', body }, facts);
    } else if (last?.type === 'think') {
      thought = await input.agent(last);
      stepped = step(flow.graph, stepped.run, { type: 'thought', spoke: thought.decision.shouldSend }, facts);
    } else break;
  }
  const advance: FlowAdvance = {
    runId,
    flowId: flow.flowId,
    version: flow.version,
    name: flow.name,
    trigger: flow.trigger,
    begins: turn.begins,
    from: turn.run,
    run: stepped.run,
    tags: done.flatMap(effect => (effect.type === 'tag' ? [{ action: effect.action, label: effect.label }] : [])),
    assign: assigned(done),
    ended: stepped.ended,
  };
  const say = done.find(effect => effect.type === 'say');
  if (thought?.decision.shouldSend || (thought && !say))
    return { ...thought, decision: { ...thought.decision, ...called(thought.decision, advance), flow: advance } };
  const words = say ? wordsOf(say.content) : null;
  // A file without words says none.
  const wordless = say?.content.kind === 'media' && words === '';
  const mayKnow = [flow.graph, stepped.run.variables];
  if (words !== null && !wordless && fixedTextProblems(words, loaded.playbook, mayKnow).length > 0) {
    const instead = fallback(loaded, null, [], [], 'guardrails');
    return { decision: { ...instead, flow: { ...advance, assign: null, ended: 'guardrail' } }, prompt: [] };
  }
  const brought = say ? await broughtFile(context.ports, loaded.row, say.content) : null;
  if (say && !brought) {
    const instead = fallback(loaded, null, [], [], 'guardrails');
    return { decision: { ...instead, flow: { ...advance, assign: null, ended: 'file_unsent' } }, prompt: [] };
  }
  return { decision: decisionOf(loaded, advance, say && brought ? { ...say, content: brought } : null), prompt: [] };
}

function factsOf({ ports }: StepContext, { loaded, memory, message, labels }: FlowThinking): FlowFacts {
  const { contact, row, playbook } = loaded;
  return {
    now: ports.clock.now(),
    message,
    contact: { name: contact.name, language: contact.language ?? row.memory.language, labels },
    slots: Object.fromEntries(Object.entries(memory.slots).map(([key, slot]) => [key, slot.value])),
    language: replyLanguage(row.memory.language ?? contact.language, playbook.tone.languages),
    matches: matchesInTime,
  };
}

/**
 * Asked once a turn, and its answer kept. A turn that newer messages replace may ask again, under the same Idempotency-Key:
 * whoever answers can tell.
 */
async function callOnce(
  { ports, orgId, turnId, stored }: StepContext,
  runId: string,
  { key, request }: Extract<FlowEffect, { type: 'call' }>,
): Promise<string | null> {
  const name = `flow_call ${key}`;
  const kept = stored?.get(name) as { body: string | null } | undefined;
  if (kept) return kept.body;
  const headers = await openedHeaders(ports, orgId, request.headers);
  const answer =
    ports.outbound && headers
      ? await ports.outbound.call({
          ...request,
          headers: { ...headers, 'idempotency-key': derivedId('flow-call', runId, key) },
          signal: Context.current().cancellationSignal,
        })
      : {
          kind: 'failed' as const,
          reason: headers ? 'nothing outside may be asked here' : 'a header cannot be opened',
        };
  const ok = answer.kind === 'answer' && answer.status >= 200 && answer.status < 300;
  const body = ok ? answer.body.replaceAll('\u0000', '') : null;
  const outcome = answer.kind === 'answer' ? `status ${answer.status}` : answer.reason;
  if (!ok) ports.log.warn({ runId, outcome }, 'a webhook of a flow gave no answer');
  await ports.db.withOrg(orgId, tx =>
    saveStep(tx, {
      orgId,
      turnId,
      step: name,
      position: 2,
      result: { body, outcome },
      usage: null,
      now: ports.clock.now(),
    }),
  );
  return body;
}

/** Null when one was sealed under a key that is not here: without it nothing is asked. */
async function openedHeaders(
  ports: Pick<StepContext['ports'], 'openSealed' | 'log'>,
  orgId: string,
  headers: Record<string, string>,
): Promise<Record<string, string> | null> {
  const opened: Record<string, string> = {};
  try {
    for (const [name, value] of Object.entries(headers)) {
      if (!isSealed(value)) opened[name] = value;
      else if (!ports.openSealed) return null;
      else opened[name] = Buffer.from(await ports.openSealed(orgId, HEADER_FIELD, sealedBytes(value))).toString('utf8');
    }
    return opened;
  } catch (error) {
    ports.log.error({ err: error }, 'a header of a webhook cannot be opened');
    return null;
  }
}

function assigned(effects: readonly FlowEffect[]): FlowAdvance['assign'] {
  const found = effects.find(effect => effect.type === 'assign');
  return found ? { memberId: found.memberId } : null;
}

/** An `assign` node after the agent's answer hands over with it. */
const called = (decision: Decision, { assign }: FlowAdvance): Partial<Decision> =>
  assign && decision.handoff === null ? { handoff: 'other' } : {};

const wordsOf = (content: OutboundContent): string =>
  'text' in content
    ? [
        content.text,
        ...(content.kind === 'buttons' ? content.buttons.map(button => button.title) : []),
        ...(content.kind === 'list' ? content.sections.flatMap(part => part.rows.map(row => row.title)) : []),
      ].join('\n')
    : content.kind === 'media'
      ? (content.caption ?? '')
      : '';

function decisionOf(
  { row }: LoadedConversation,
  advance: FlowAdvance,
  say: Extract<FlowEffect, { type: 'say' }> | null,
): Decision {
  return {
    ...withoutModel(),
    shouldSend: say !== null,
    parts: say ? [say.content] : [],
    reasonCode: advance.assign
      ? 'NEEDS_HUMAN'
      : say?.question
        ? 'QUALIFICATION_QUESTION'
        : say
          ? 'CONFIRMATION'
          : 'STAY_SILENT',
    sentence: `The flow “${advance.name}” ${advance.begins ? 'began' : 'went on'}${advance.ended ? ' and ended' : ''}.`,
    stageFrom: row.stage,
    stageTo: row.stage,
    handoff: advance.assign ? 'other' : null,
    origin: say ? 'fixed' : 'none',
    flow: advance,
  };
}
