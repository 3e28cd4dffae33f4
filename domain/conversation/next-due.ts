/** What happens next in a conversation by itself, and when: the one standing timer waits for this. Pure. */
import { ctaResetAt } from '../cta/cta.ts';
import { nextCommitmentAt, nextFollowUp } from '../followup/schedule.ts';
import { nextStalenessChange } from '../staleness/staleness.ts';
import type { CtaType, DueKind } from '../words.ts';
import type { ConversationState } from './state.ts';

export interface Due {
  kind: DueKind;
  /** Epoch ms; may lie in the past after an outage: then it is due now, and decided again like any other. */
  at: number;
  /** Ladder step for FOLLOW_UP; null otherwise. */
  step: number | null;
  cta: CtaType | null;
}

const due = (kind: DueKind, at: number | null, step: number | null = null, cta: CtaType | null = null): Due[] =>
  at === null ? [] : [{ kind, at, step, cta }];

/** Every due action that the state implies, unsorted. */
export function allDue(state: ConversationState): Due[] {
  const { timing } = state;
  const found: Due[] = [];
  const followUp = nextFollowUp(state);
  if (followUp) found.push(...due('FOLLOW_UP', followUp.at, followUp.step));
  found.push(...due('COMMITMENT', nextCommitmentAt(state)));
  if ((state.owner === 'AI' || state.owner === 'APPROVAL') && !state.optedOut && !state.closed)
    found.push(...due('FLOW', state.flowDueAt ?? null));
  if (state.lastInboundAt !== null)
    found.push(...due('STALENESS', nextStalenessChange(state.lastInboundAt, state.staleness)));
  for (const [cta, record] of Object.entries(state.ctas) as [CtaType, { state: 'NOT_OFFERED'; changedAt: number }][]) {
    found.push(
      ...due('CTA_RESET', ctaResetAt(record, timing.ctaResetMs, timing.repeatableCtas.includes(cta)), null, cta),
    );
  }
  if (state.owner === 'HUMAN' && !state.closed) {
    if (state.customerWaitingAt !== null && state.humanReplyStep === 0)
      found.push(...due('HUMAN_REPLY_NEEDED', state.customerWaitingAt + timing.replyNeededAfterMs));
    if (state.customerWaitingAt !== null && state.humanReplyStep === 1)
      found.push(...due('HUMAN_REPLY_ESCALATE', state.customerWaitingAt + timing.replyEscalateAfterMs));
    if (state.memberActiveAt !== null) {
      const remindAt = state.memberActiveAt + timing.remindAfterMs;
      const reminds = timing.onSilence === 'remind_then_escalate';
      if (reminds && !state.takeoverReminded) found.push(...due('TAKEOVER_REMIND', remindAt));
      else if (reminds) found.push(...due('TAKEOVER_END', remindAt + timing.endAfterMs));
      else found.push(...due('TAKEOVER_END', remindAt));
    }
  }
  // A run that has something to do later does not rest before it.
  const lastDueAt = Math.max(0, ...found.map(candidate => candidate.at));
  found.push(...due('IDLE_COMPLETE', Math.max(state.lastActivityAt + timing.idleCompleteMs, lastDueAt + 1)));
  return found;
}

/** Earlier first; at the same instant what a customer or a person notices goes first. */
const URGENCY: DueKind[] = [
  'HUMAN_REPLY_NEEDED',
  'HUMAN_REPLY_ESCALATE',
  'TAKEOVER_REMIND',
  'TAKEOVER_END',
  'COMMITMENT',
  'FLOW',
  'FOLLOW_UP',
  'STALENESS',
  'CTA_RESET',
  'IDLE_COMPLETE',
];

export function nextDue(state: ConversationState): Due | null {
  return allDue(state).sort((a, b) => a.at - b.at || URGENCY.indexOf(a.kind) - URGENCY.indexOf(b.kind))[0] ?? null;
}
