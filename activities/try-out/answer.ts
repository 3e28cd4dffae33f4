/**
 * One message of a talk that is only tried (A-ONB-15): the reading and the deciding are those of a real turn; what they come to
 * is told to whoever tries, and neither sent nor recorded in any conversation.
 */

import type { LoadedConversation } from '../../db/conversation/load.ts';
import { addModelCall } from '../../db/cost/queries.ts';
import { activeFlows } from '../../db/flow/runs.ts';
import type { Decision } from '../../domain/agent/decision.ts';
import { applyCta } from '../../domain/cta/cta.ts';
import { fixedText } from '../../domain/guardrails/fixed-text.ts';
import type { OutboundContent } from '../../domain/message/outbound.ts';
import { storedTalk, type Tried, type TriedTalk, type TryInput } from '../../domain/onboarding/tried.ts';
import { optOutWord } from '../../domain/optout/optout.ts';
import type { Playbook } from '../../domain/playbook/playbook.ts';
import { budgetOf } from '../agent/budget.ts';
import { atThisHour } from '../agent/opened.ts';
import { failSafe } from '../agent/outcome.ts';
import { tunedBy } from '../flow/tuned.ts';
import type { ModelUsage, Ports } from '../ports.ts';
import { decidedByRoute, routed } from '../turn/routed.ts';
import { flowOf, shownOf, tryFlow } from './flow.ts';
import { loadedOf, messagesOf } from './state.ts';
import { counting, repeats, sumOf, thinkOnce } from './think.ts';

const RECENT = 20;

export async function tryOut(given: Ports, { state, ...rest }: TryInput): Promise<Tried> {
  const input = { ...rest, talk: storedTalk(state) };
  const { orgId, talkId, playbook, signal } = input;
  const usages: ModelUsage[] = [];
  const ports = counting(given, usages);
  const now = ports.clock.now();
  const customer = { from: 'customer' as const, text: input.text, at: now, replyId: input.replyId };
  const talk: TriedTalk = { ...input.talk, messages: [...input.talk.messages, customer], turns: input.talk.turns + 1 };
  const done = (tried: Omit<Tried, 'usage'>): Tried => ({ ...tried, usage: sumOf(usages) });

  if (optOutWord(input.text) === 'stop') {
    const said = playbook.texts.confirmOptOut ? fixedText(playbook, 'optedOut', talk.memory.language ?? 'en') : null;
    const note = 'STOP: the agent never writes to this customer again. It is matched by code, before any model.';
    return done({ talk: answered({ ...talk, optedOut: true }, said, now), decision: null, extraction: null, note });
  }
  const loaded = atThisHour(loadedOf(talk, { ...input, now }), now);
  const all = messagesOf(talk);
  const batch = all.slice(-1);
  const recent = all.slice(0, -1).slice(-RECENT);
  const flows = await ports.db.withOrg(orgId, tx => activeFlows(tx, { orgId }));
  const flow = talk.handedOver ? null : flowOf(talk, flows, input.text);
  if (flow) {
    const { said, run, decision } = await tryFlow(
      loaded,
      flow,
      { text: input.text, kind: input.replyId === null ? 'TEXT' : 'BUTTON_REPLY' },
      async node => {
        const tuned = { ...loaded, playbook: tunedBy(playbook, node) };
        if ((await budgetOf(ports, loaded)) === 'spent') return failSafe(loaded, 'over_budget');
        return (await thinkOnce(ports, tuned, { id: talkId, seed: talk.turns, batch, recent, signal, usages }))
          .decision;
      },
    );
    await charge(ports, orgId, usages);
    const { flow: _, ...rest } = talk;
    const next: TriedTalk = {
      ...rest,
      ...(run ? { flow: { flowId: flow.flow.flowId, run } } : {}),
      stage: decision.stageTo,
      handedOver: talk.handedOver || decision.handoff !== null,
    };
    const parts = said.length > 0 || !decision.shouldSend ? said : decision.parts;
    const told = parts.reduce((sofar, part) => answered(sofar, shownOf(part), now, flow.flow.name), next);
    return done({ talk: told, decision, extraction: null, note: null });
  }
  const byRoute = decidedByRoute(loaded, routed(loaded, batch, null));
  if (byRoute)
    return done({ talk: after(talk, playbook, null, byRoute, now), decision: byRoute, extraction: null, note: null });
  if ((await budgetOf(ports, loaded)) === 'spent') {
    const decision = failSafe(loaded, 'over_budget');
    return done({ talk: after(talk, playbook, null, decision, now), decision, extraction: null, note: null });
  }

  try {
    const { heard, decision, extraction } = await thinkOnce(ports, loaded, {
      id: talkId,
      seed: talk.turns,
      batch,
      recent,
      signal,
      usages,
    });
    return done({ talk: after(talk, playbook, heard, decision, now), decision, extraction, note: null });
  } finally {
    await charge(ports, orgId, usages);
  }
}

/** Trying costs what it costs: it counts for the organization, and for no conversation. */
async function charge({ db, clock }: Ports, orgId: string, usages: readonly ModelUsage[]): Promise<void> {
  const total = sumOf(usages);
  if (total.costMicros <= 0) return;
  const usage = { ...total, model: usages.at(-1)?.model ?? '' };
  const call = { orgId, conversationId: null, purpose: 'try_out', usage, now: clock.now() } as const;
  await db.withOrg(orgId, tx => addModelCall(tx, call));
}

/** The talk as it stands after a decision. @param heard null when nothing was read. */
function after(
  talk: TriedTalk,
  playbook: Playbook,
  heard: LoadedConversation | null,
  decision: Decision,
  now: number,
): TriedTalk {
  const ctas = heard?.row.ctas ?? talk.ctas;
  const offered = decision.cta && decision.shouldSend;
  const memory = heard?.row.memory ?? talk.memory;
  const next: TriedTalk = {
    ...talk,
    memory: decision.opening?.includes('away') ? { ...memory, awaySaidAt: now } : memory,
    ctas:
      offered && decision.cta ? applyCta(ctas, decision.cta, 'offered', repeats(playbook, decision.cta), now) : ctas,
    stage: decision.stageTo,
    aiFailures: decision.failure ? talk.aiFailures + 1 : 0,
    handedOver: talk.handedOver || decision.handoff !== null,
  };
  return decision.shouldSend ? decision.parts.reduce((sofar, part) => answered(sofar, wordsOf(part), now), next) : next;
}

const answered = (talk: TriedTalk, text: string | null, at: number, flow?: string): TriedTalk =>
  text === null
    ? talk
    : {
        ...talk,
        messages: [
          ...talk.messages,
          { from: 'agent', text, at, replyId: null, ...(flow === undefined ? {} : { flow }) },
        ],
      };

/** What a customer would read of it. */
export function wordsOf(content: OutboundContent): string | null {
  if (content.kind === 'text' || content.kind === 'buttons' || content.kind === 'list') return content.text;
  return content.kind === 'template' ? content.preview : null;
}
