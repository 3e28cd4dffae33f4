/** When the next follow-up is due (X-FOLLOW, A-FOLLOW-3, A-FOLLOW-6). Pure. */
import type { ConversationState } from '../conversation/state.ts';
import type { LadderStep } from '../playbook/playbook.ts';
import type { Stage } from '../words.ts';
import { placeInContactHours } from '../zone/contact-hours.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** 72 h itself is still COLD: a proactive send leaves no later, unless the playbook goes on after archive. */
const ARCHIVE_MS = 72 * HOUR_MS;

/** A-FOLLOW-3: 2 h, 6 h or 12 h by stage. */
export function stageDelayMs(stage: Stage): number {
  if (stage === 'CTA_IN_PROGRESS' || stage === 'NEGOTIATION') return 2 * HOUR_MS;
  if (stage === 'CTA_OFFERED' || stage === 'OBJECTION_HANDLING' || stage === 'QUALIFICATION') return 6 * HOUR_MS;
  return 12 * HOUR_MS;
}

function rawDueAt(step: LadderStep, state: ConversationState, lastInboundAt: number): number {
  switch (step.base) {
    case 'after_last_message':
      return lastInboundAt + step.offsetMs;
    case 'before_window_end':
      return (state.windowEndsAt ?? lastInboundAt) - step.offsetMs;
    case 'by_stage': {
      const rate = state.responseRate;
      const factor = rate === null ? 1 : rate >= 0.6 ? 0.75 : rate < 0.3 ? 1.5 : 1;
      const delay = Math.max(stageDelayMs(state.stage) * factor, 2 * (state.averageReplyMs ?? 0));
      return Math.min(lastInboundAt + delay, (state.windowEndsAt ?? Number.POSITIVE_INFINITY) - 30 * MINUTE_MS);
    }
  }
}

/** When an open commitment is acted on: at its due time, moved into contact hours; null when there is none or it is not the agent's. */
export function nextCommitmentAt(state: ConversationState): number | null {
  const { commitmentDueAt: dueAt, windowEndsAt } = state;
  if (dueAt === null || state.optedOut || state.closed) return null;
  if (state.owner !== 'AI' && state.owner !== 'APPROVAL') return null;
  const lastInWindow = (windowEndsAt ?? 0) - 30 * MINUTE_MS;
  const latest = dueAt <= lastInWindow ? lastInWindow : null;
  const { contactHours } = state.timing;
  return placeInContactHours(dueAt, state.zone, contactHours, latest, state.lastOutboundAt ?? 0) ?? dueAt;
}

/** The ladder step to go on with after this instant: those that were due before are spent. */
export function stepAfter(state: ConversationState, now: number): number {
  const { lastInboundAt, followUpStep, timing } = state;
  if (lastInboundAt === null) return followUpStep;
  const left = timing.ladder.slice(followUpStep).findIndex(step => rawDueAt(step, state, lastInboundAt) > now);
  return left < 0 ? timing.ladder.length : followUpStep + left;
}

/** The next ladder step and its instant; null when there is none (spent, not answered yet, closed, promised, not the agent's). */
export function nextFollowUp(state: ConversationState): { step: number; at: number } | null {
  if (state.owner !== 'AI' && state.owner !== 'APPROVAL') return null;
  if (state.optedOut || state.closed || state.lastInboundAt === null || state.lastOutboundAt === null) return null;
  // Something is still unanswered: a turn, not a nudge, comes next.
  if (state.handledThrough < state.lastInboundNumber || state.lastOutboundAt < state.lastInboundAt) return null;
  // A flow that goes on by itself says what comes next.
  if ((state.flowDueAt ?? null) !== null) return null;
  // A known due time goes first; when it has come, the steps it passed are spent (A-FOLLOW-3).
  if (state.commitmentDueAt !== null) return null;
  // A CTA completed since the customer last wrote: nothing to remind them of (A-FOLLOW-4).
  if (Object.values(state.ctas).some(cta => cta.state === 'COMPLETED' && cta.changedAt >= (state.lastInboundAt ?? 0)))
    return null;
  const step = state.timing.ladder[state.followUpStep];
  if (!step) return null;
  const freeform = step.message !== 'template';
  // A step that begins beyond 72 h is due all the same: it is recorded as skipped unless the playbook goes on after archive.
  const raw = rawDueAt(step, state, state.lastInboundAt);
  const archiveAt = state.lastInboundAt + ARCHIVE_MS;
  // Free text is moved no later than half an hour before the window's end (A-FOLLOW-3): its very end is closed.
  const windowLimit =
    freeform && state.windowEndsAt !== null
      ? Math.min(Math.max(state.windowEndsAt - 30 * MINUTE_MS, raw), state.windowEndsAt - MINUTE_MS)
      : null;
  const archiveLimit = raw <= archiveAt && !state.timing.continueAfterArchive ? archiveAt : null;
  const limits = [windowLimit, archiveLimit].filter((limit): limit is number => limit !== null);
  const latest = limits.length > 0 ? Math.min(...limits) : null;
  const spaced = Math.max(raw, state.lastOutboundAt + HOUR_MS, state.followUpNotBefore ?? 0);
  const placed = placeInContactHours(spaced, state.zone, state.timing.contactHours, latest, state.lastOutboundAt);
  return { step: state.followUpStep, at: placed ?? spaced };
}
