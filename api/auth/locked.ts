/** The answer while nothing is looked at. It is the same for an address nobody has. */
import { ApiError } from '../endpoint.ts';

/** @param until epoch ms. */
export function locked(until: number, now: number): ApiError {
  const minutes = Math.max(1, Math.ceil((until - now) / 60_000));
  return new ApiError(429, 'locked', 'There were too many wrong tries.', {
    hint: `Try again in ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}, or set a new password by mail.`,
  });
}
