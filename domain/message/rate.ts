/** Sending limits as GCRA parameters (design.md section 6; provider facts: reference, limits). */
export interface Rate {
  key: string;
  /** One unit per this long, in the long run. */
  intervalMs: number;
  /** Units that may go at once. */
  burst: number;
}

/** 80 messages/s per number. */
export const numberRate = (channelAccountId: string): Rate => ({
  key: `number:${channelAccountId}`,
  intervalMs: 12.5,
  burst: 80,
});

/** About one per 6 s per recipient, with a burst of 10, so that a talk does not stall. */
export const recipientRate = (channelAccountId: string, contactId: string): Rate => ({
  key: `pair:${channelAccountId}:${contactId}`,
  intervalMs: 6000,
  burst: 10,
});

/**
 * GCRA: the theoretical arrival time after taking one unit, or how long to wait.
 * @param tat stored theoretical arrival time (epoch ms), null for a fresh row.
 */
export function takeUnit(
  tat: number | null,
  nowMs: number,
  rate: Pick<Rate, 'intervalMs' | 'burst'>,
): { ok: true; tat: number } | { ok: false; waitMs: number } {
  const from = Math.max(tat ?? nowMs, nowMs);
  const next = from + rate.intervalMs;
  const earliest = next - rate.intervalMs * rate.burst;
  return earliest <= nowMs ? { ok: true, tat: next } : { ok: false, waitMs: Math.ceil(earliest - nowMs) };
}
