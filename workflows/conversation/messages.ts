/** What can be said to and asked of a conversation workflow: ids, numbers and enums only. */
import { defineQuery, defineSignal } from '@temporalio/workflow';
import type { ConversationEvent, Working } from '../../domain/conversation/decide.ts';
import type { Due } from '../../domain/conversation/next-due.ts';
import type { DueKind } from '../../domain/words.ts';

/** A wake-up: inbound messages exist up to this number. The rows are the truth. */
export const inboundReceived = defineSignal<[{ through: number }]>('inboundReceived');
export const ownershipChanged =
  defineSignal<[Omit<Extract<ConversationEvent, { type: 'ownership' }>, 'type'>]>('ownershipChanged');
/** People's messages wait to be sent. */
export const outboundQueued = defineSignal('outboundQueued');
/** A send failed after it was accepted: the snapshot is old. */
export const deliveryChanged = defineSignal('deliveryChanged');
export const playbookChanged = defineSignal('playbookChanged');
/** Something else in the row changed that timers depend on. */
export const stateChanged = defineSignal('stateChanged');
/** A due action that a person wants carried out now: which one they saw, so that asking twice is not asking for the next. */
export interface DueRequest {
  kind: DueKind;
  /** Ladder step of a FOLLOW_UP. */
  step?: number | null;
  /** When it was due, epoch ms: names a COMMITMENT. */
  at?: number | null;
}
export const dueRequested = defineSignal<[DueRequest]>('dueRequested');

export interface ConversationView {
  working: Working;
  /** What the run is doing: waiting, or the step of a turn. */
  doing: string;
  next: Due | null;
}
/** Null while the run still loads. */
export const viewQuery = defineQuery<ConversationView | null>('view');

export interface ConversationInput {
  orgId: string;
  conversationId: string;
  channel: string;
  /** For the link in the details that Temporal Web shows. */
  publicUrl: string;
  /** The time-skipping test server does not know ours. */
  searchAttributes: boolean;
  /** State carried over by continue-as-new. */
  carried?: Working;
  /** Continue as new after this many events; the server's own suggestion (4,096) counts anyway. */
  maxHistoryEvents: number;
}
