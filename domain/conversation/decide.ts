/**
 * The heart of the conversation workflow as pure functions: what an event changes (`apply`), and what is to be done now
 * (`decide`). The workflow file only carries the commands out.
 */
import type { Owner } from '../words.ts';
import { type Due, nextDue } from './next-due.ts';
import type { ConversationState } from './state.ts';

/** What signals bring: ids, numbers and enums. Older news never overwrites newer (epoch and numbers are monotonic). */
export type ConversationEvent =
  | { type: 'inbound'; through: number }
  | {
      type: 'ownership';
      epoch: number;
      owner: Owner;
      optedOut: boolean;
      closed: boolean;
      memberActiveAt: number | null;
      customerWaitingAt: number | null;
    }
  | { type: 'outbound'; queued: number }
  | { type: 'changed' };

export interface Working {
  state: ConversationState;
  /** Highest inbound number heard of; beyond the cursor there is work. */
  through: number;
  /** Messages of people wait to be sent. */
  outbound: boolean;
  /** The snapshot may be old: load it again before anything else. */
  reload: boolean;
}

export type Command =
  | { type: 'load' }
  | { type: 'turn'; trigger: 'inbound'; through: number }
  | { type: 'send_queued' }
  | { type: 'reread' }
  | { type: 'fire'; due: Due }
  | { type: 'remember' }
  | { type: 'complete' }
  | { type: 'wait'; due: Due | null };

export const begin = (state: ConversationState): Working => ({
  state,
  through: state.lastInboundNumber,
  outbound: state.queuedOutbound > 0,
  reload: false,
});

export function apply(working: Working, event: ConversationEvent): Working {
  switch (event.type) {
    case 'inbound':
      return { ...working, through: Math.max(working.through, event.through) };
    case 'outbound':
      return { ...working, outbound: true };
    case 'changed':
      return { ...working, reload: true };
    case 'ownership': {
      if (event.epoch < working.state.epoch) return working;
      const { type: _, ...facts } = event;
      const state = { ...working.state, ...facts };
      if (event.epoch > working.state.epoch) Object.assign(state, { takeoverReminded: false, humanReplyStep: 0 });
      return { ...working, state };
    }
  }
}

/** A snapshot from an activity replaces the state; what signals said of newer things stays. */
export function absorb(working: Working, snapshot: ConversationState): Working {
  const newer = snapshot.epoch < working.state.epoch;
  return {
    state: newer
      ? {
          ...snapshot,
          epoch: working.state.epoch,
          owner: working.state.owner,
          optedOut: working.state.optedOut,
          closed: working.state.closed,
        }
      : snapshot,
    through: Math.max(working.through, snapshot.lastInboundNumber),
    outbound: working.outbound || snapshot.queuedOutbound > 0,
    reload: working.reload || newer,
  };
}

/** The one thing to do now: what people wrote goes first, then what customers wrote, then what is due. */
export function decide(working: Working, nowMs: number): Command {
  if (working.reload) return { type: 'load' };
  if (working.outbound) return { type: 'send_queued' };
  if (working.through > working.state.handledThrough)
    return { type: 'turn', trigger: 'inbound', through: working.through };
  const { owner, optedOut, closed, rereadDue } = working.state;
  if (rereadDue && (owner === 'AI' || owner === 'APPROVAL') && !optedOut && !closed) return { type: 'reread' };
  const due = nextDue(working.state);
  if (due && due.at <= nowMs) return due.kind === 'IDLE_COMPLETE' ? { type: 'complete' } : { type: 'fire', due };
  // Between turns, when nobody waits for anything.
  if (working.state.memoryDue) return { type: 'remember' };
  return { type: 'wait', due };
}
