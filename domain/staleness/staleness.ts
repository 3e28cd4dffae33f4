/** Engagement freshness of a conversation, by the customer's last message (A-STALE-1). Not permission: that is the window. */
import type { StaleState } from '../words.ts';

const HOUR_MS = 3_600_000;

/** Lower bounds; 72 h itself is still COLD. */
const BOUNDS: { state: StaleState; fromMs: number }[] = [
  { state: 'ARCHIVED', fromMs: 72 * HOUR_MS + 1 },
  { state: 'COLD', fromMs: 24 * HOUR_MS },
  { state: 'COOLING', fromMs: 6 * HOUR_MS },
];

export function stalenessAt(lastInboundAt: number, now: number): StaleState {
  const age = now - lastInboundAt;
  return BOUNDS.find(bound => age >= bound.fromMs)?.state ?? 'ACTIVE';
}

/** The instant at which the state next changes by itself; null when it is ARCHIVED already. */
export function nextStalenessChange(lastInboundAt: number, current: StaleState): number | null {
  const order: StaleState[] = ['ACTIVE', 'COOLING', 'COLD', 'ARCHIVED'];
  const next = order[order.indexOf(current) + 1];
  const bound = BOUNDS.find(candidate => candidate.state === next);
  return bound ? lastInboundAt + bound.fromMs : null;
}

/** How many messages the agent may start by itself while in this state (A-STALE-2); those sent before it do not count, and replies are never refused. */
export function proactiveCap(state: StaleState, responseRate: number | null): number {
  switch (state) {
    case 'ACTIVE':
      return Number.POSITIVE_INFINITY;
    case 'COOLING':
      return responseRate !== null && responseRate < 0.3 ? 1 : 2;
    case 'COLD':
      return Number.POSITIVE_INFINITY;
    case 'ARCHIVED':
      return 0;
  }
}
