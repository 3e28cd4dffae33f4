/** The send ledger's transitions (design.md section 6). Statuses are monotonic and may come in any order. */
import type { DeliveryState } from '../words.ts';

/** Every legal move; what is not here is not done. UNKNOWN is left only by a status or a person. */
const MOVES = {
  QUEUED: ['SENDING', 'FAILED'],
  SENDING: ['SENT', 'DELIVERED', 'READ', 'FAILED', 'UNKNOWN', 'QUEUED'],
  UNKNOWN: ['SENT', 'DELIVERED', 'READ', 'FAILED'],
  SENT: ['DELIVERED', 'READ', 'FAILED'],
  DELIVERED: ['READ'],
  READ: [],
  FAILED: ['DELIVERED', 'READ'],
} as const satisfies Record<DeliveryState, readonly DeliveryState[]>;

export function mayMove(from: DeliveryState, to: DeliveryState): boolean {
  return (MOVES[from] as readonly DeliveryState[]).includes(to);
}
