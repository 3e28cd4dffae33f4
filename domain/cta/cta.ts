/** The CTA machine (A-CTA-1 … A-CTA-3). */
import type { CtaState, CtaType } from '../words.ts';
import type { StepRecords } from './steps.ts';

export interface CtaRecord {
  state: CtaState;
  /** Last change, epoch ms: the reset counts from here. */
  changedAt: number;
  /** Steps that were done (A-CTA-4); absent before the first. */
  steps?: StepRecords;
}

export type CtaEvent = 'offered' | 'clicked' | 'declined' | 'completed' | 'interested' | 'reset';

/** Every legal move; what is not here leaves the state as it is. */
const MOVES = {
  NOT_OFFERED: { offered: 'OFFERED_ONCE', clicked: 'CLICKED', completed: 'COMPLETED', declined: 'DECLINED' },
  OFFERED_ONCE: {
    offered: 'OFFERED_TWICE',
    clicked: 'CLICKED',
    declined: 'DECLINED',
    completed: 'COMPLETED',
    reset: 'NOT_OFFERED',
    interested: 'NOT_OFFERED',
  },
  OFFERED_TWICE: {
    clicked: 'CLICKED',
    declined: 'DECLINED',
    completed: 'COMPLETED',
    reset: 'NOT_OFFERED',
    interested: 'NOT_OFFERED',
  },
  CLICKED: { completed: 'COMPLETED', declined: 'DECLINED', reset: 'NOT_OFFERED' },
  DECLINED: { reset: 'NOT_OFFERED', interested: 'NOT_OFFERED', completed: 'COMPLETED' },
  COMPLETED: { reset: 'NOT_OFFERED', interested: 'NOT_OFFERED' },
} as const satisfies Record<CtaState, Partial<Record<CtaEvent, CtaState>>>;

/** The state after an event. A COMPLETED CTA comes back only where it is repeatable (A-CTA-3). */
export function nextCtaState(state: CtaState, event: CtaEvent, repeatable: boolean): CtaState {
  if (state === 'COMPLETED' && !repeatable) return 'COMPLETED';
  const moves: Partial<Record<CtaEvent, CtaState>> = MOVES[state];
  return moves[event] ?? state;
}

/** Whether the agent may offer it now (A-CTA-2): never a completed, clicked, declined or twice offered one. */
export function mayOffer(state: CtaState): boolean {
  return state === 'NOT_OFFERED' || state === 'OFFERED_ONCE';
}

/** When a CTA goes back to NOT_OFFERED by itself; null when it does not. */
export function ctaResetAt(record: CtaRecord, resetAfterMs: number, repeatable: boolean): number | null {
  if (record.state === 'NOT_OFFERED') return null;
  if (record.state === 'COMPLETED' && !repeatable) return null;
  return record.changedAt + resetAfterMs;
}

export type CtaRecords = Partial<Record<CtaType, CtaRecord>>;

/** Applies one event to one CTA; `changedAt` moves only when the state does. */
export function applyCta(
  records: CtaRecords,
  type: CtaType,
  event: CtaEvent,
  repeatable: boolean,
  now: number,
): CtaRecords {
  const before = records[type]?.state ?? 'NOT_OFFERED';
  const after = nextCtaState(before, event, repeatable);
  if (after === before) return records;
  // A new beginning has none of its steps done.
  const steps = after === 'NOT_OFFERED' ? undefined : records[type]?.steps;
  return { ...records, [type]: { state: after, changedAt: now, ...(steps ? { steps } : {}) } };
}
