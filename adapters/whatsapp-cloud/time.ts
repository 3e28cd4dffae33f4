import { asNumber } from './json.ts';

/** Clocks of providers may be a little ahead of ours. */
const TOLERANCE_MS = 10 * 60_000;
/** Beyond this a number is milliseconds already (the year 5138 in seconds). */
const SECONDS_LIMIT = 1e11;

/**
 * Epoch ms of a wire time: seconds as string or number, sometimes milliseconds. A missing time, or one from the future
 * (it would hold the service window open), is the time of receipt.
 */
export function timeOf(value: unknown, receivedAt: number): number {
  const number = asNumber(value);
  if (number === null || number <= 0) return receivedAt;
  const ms = Math.trunc(number < SECONDS_LIMIT ? number * 1000 : number);
  return ms > receivedAt + TOLERANCE_MS ? receivedAt : ms;
}
