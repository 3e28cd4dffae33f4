/** Where a batch goes (B-ROUTE-1), and the decisions that need no thinking. */
import type { LoadedConversation } from '../../db/conversation/load.ts';
import type { TurnMessage } from '../../db/turn/queries.ts';
import type { Decision } from '../../domain/agent/decision.ts';
import { fixedTextProblems } from '../../domain/guardrails/fixed-text.ts';
import { type Route, routeOf } from '../../domain/routing/route.ts';
import type { FlowTurn } from '../flow/current.ts';

/** @param flow one that waits for this answer, or begins with it. */
export function routed(
  { row, contact, playbook }: LoadedConversation,
  batch: readonly TurnMessage[],
  flow: FlowTurn | null,
): Route {
  return routeOf({
    blocked: contact.blocked,
    owner: row.owner,
    autoreply: contact.autoreply ?? true,
    texts: batch
      .filter(message => message.answerable && !message.deleted)
      .map(message => message.text ?? message.transcript ?? ''),
    flow: flow !== null,
    rules: playbook.keywordRules.filter(({ reply }) => fixedTextProblems(reply, playbook).length === 0),
  });
}

/** Null when the agent thinks. */
export function decidedByRoute({ row }: LoadedConversation, route: Route): Decision | null {
  if (route.to !== 'rule' && route.to !== 'nobody') return null;
  const base: Decision = {
    shouldSend: false,
    parts: [],
    reasonCode: 'STAY_SILENT',
    sentence: 'The agent does not answer this contact by itself: people were told.',
    stageFrom: row.stage,
    stageTo: row.stage,
    cta: null,
    askSlot: null,
    handoff: null,
    confidence: 1,
    grounding: null,
    rules: [],
    sources: [],
    origin: 'none',
    failure: null,
  };
  if (route.to === 'nobody') return { ...base, tell: { reason: 'other', rule: null } };
  return {
    ...base,
    shouldSend: true,
    parts: [{ kind: 'text', text: route.rule.reply, previewUrl: false }],
    reasonCode: 'CONFIRMATION',
    sentence: `The keyword rule “${route.rule.name}” answered.`,
    origin: 'fixed',
  };
}
