/** The customer service window (X-WINDOW): free text only within 24 h of the customer's last message. */
export const WINDOW_MS = 86_400_000;

export const windowEndsAt = (lastInboundAt: number): number => lastInboundAt + WINDOW_MS;

export const windowOpen = (endsAt: number | null, now: number): boolean => endsAt !== null && now < endsAt;
