/**
 * The state a conversation workflow carries: small, pure, free of personal data (design.md section 4). It is a snapshot of
 * the conversation row: every activity that changes the row answers with a new one, and signals carry the newest numbers.
 */
import type { CtaRecords } from '../cta/cta.ts';
import type { LadderStep } from '../playbook/playbook.ts';
import type { CtaType, Owner, Stage, StaleState } from '../words.ts';
import type { ContactHours } from '../zone/contact-hours.ts';

/** What of the playbook drives timers. */
export interface Timing {
  ladder: LadderStep[];
  continueAfterArchive: boolean;
  contactHours: ContactHours;
  onSilence: 'remind_then_escalate' | 'hand_back' | 'escalate';
  remindAfterMs: number;
  endAfterMs: number;
  replyNeededAfterMs: number;
  replyEscalateAfterMs: number;
  ctaResetMs: number;
  idleCompleteMs: number;
  repeatableCtas: CtaType[];
}

export interface ConversationState {
  owner: Owner;
  epoch: number;
  optedOut: boolean;
  closed: boolean;
  stage: Stage;
  staleness: StaleState;
  /** Cursor: inbound up to here is handled. */
  handledThrough: number;
  /** Inbound up to here exists, as far as this snapshot knows. */
  lastInboundNumber: number;
  lastInboundAt: number | null;
  lastOutboundAt: number | null;
  windowEndsAt: number | null;
  unanswered: number;
  responseRate: number | null;
  averageReplyMs: number | null;
  ctas: CtaRecords;
  followUpStep: number;
  memberActiveAt: number | null;
  takeoverReminded: boolean;
  customerWaitingAt: number | null;
  /** 0 nothing yet, 1 `human_reply_needed` told, 2 manager told. */
  humanReplyStep: number;
  /** Earliest known due time of an open commitment. */
  commitmentDueAt: number | null;
  /** Outbound messages of people that wait to be sent. */
  queuedOutbound: number;
  lastActivityAt: number;
  zone: string;
  playbookVersion: number;
  /** Older messages wait to be folded into the summary; absent in states of an older release. */
  memoryDue?: boolean;
  /** An answered message was edited and waits to be read again (A-WA-7); absent in states of an older release. */
  rereadDue?: boolean;
  /** The next follow-up waits until then, because it was due outside contact hours; absent in states of an older release. */
  followUpNotBefore?: number | null;
  /** The running flow goes on then; absent in states of an older release. */
  flowDueAt?: number | null;
  timing: Timing;
}
