/** What comes due outside contact hours (an outage ended in the night) waits for them instead of being skipped (A-FOLLOW-6). Pure. */
import type { ConversationState } from '../conversation/state.ts';
import { insideContactHours, placeInContactHours } from '../zone/contact-hours.ts';

const MINUTE_MS = 60_000;
const ARCHIVE_MS = 72 * 60 * MINUTE_MS;

/** The instant to wait for; null when contact hours come only after the window's end or the 72 h, or are now. */
export function movedTo(state: ConversationState, now: number, freeform: boolean): number | null {
  const { contactHours, continueAfterArchive } = state.timing;
  if (insideContactHours(now, state.zone, contactHours)) return null;
  const limits = [
    ...(freeform ? [(state.windowEndsAt ?? now) - MINUTE_MS] : []),
    ...(continueAfterArchive || state.lastInboundAt === null ? [] : [state.lastInboundAt + ARCHIVE_MS]),
  ];
  const latest = limits.length > 0 ? Math.min(...limits) : null;
  const at = placeInContactHours(now, state.zone, contactHours, latest, now);
  return at !== null && at > now ? at : null;
}
