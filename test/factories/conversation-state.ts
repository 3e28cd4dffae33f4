import type { ConversationState, Timing } from '../../domain/conversation/state.ts';
import { SEQUENCE_LADDER } from '../../domain/playbook/playbook.ts';

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

/** Saturday 2026-11-21, 15:00 in UTC. */
export const WROTE_AT = Date.UTC(2026, 10, 21, 15);

export const timing = (patch: Partial<Timing> = {}): Timing => ({
  ladder: SEQUENCE_LADDER,
  continueAfterArchive: false,
  contactHours: { from: 9, to: 21 },
  onSilence: 'remind_then_escalate',
  remindAfterMs: HOUR_MS,
  endAfterMs: HOUR_MS / 2,
  replyNeededAfterMs: 5 * 60_000,
  replyEscalateAfterMs: 15 * 60_000,
  ctaResetMs: 30 * DAY_MS,
  idleCompleteMs: 90 * DAY_MS,
  repeatableCtas: [],
  ...patch,
});

/** A conversation whose only message was answered a minute after it came. */
export const conversationState = (patch: Partial<ConversationState> = {}): ConversationState => ({
  owner: 'AI',
  epoch: 1,
  optedOut: false,
  closed: false,
  stage: 'DISCOVERY',
  staleness: 'ACTIVE',
  handledThrough: 1,
  lastInboundNumber: 1,
  lastInboundAt: WROTE_AT,
  lastOutboundAt: WROTE_AT + 60_000,
  windowEndsAt: WROTE_AT + DAY_MS,
  unanswered: 1,
  responseRate: null,
  averageReplyMs: null,
  ctas: {},
  followUpStep: 0,
  memberActiveAt: null,
  takeoverReminded: false,
  customerWaitingAt: null,
  humanReplyStep: 0,
  commitmentDueAt: null,
  queuedOutbound: 0,
  lastActivityAt: WROTE_AT + 60_000,
  zone: 'UTC',
  playbookVersion: 1,
  timing: timing(),
  ...patch,
});
