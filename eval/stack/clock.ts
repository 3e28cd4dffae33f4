import { asyncLocalStorage } from '@temporalio/activity';

/**
 * The time of a server whose time can be skipped, readable at once. It only ever runs ahead of this machine's clock; an
 * activity that starts while time is skipped carries the instant it was scheduled at.
 */
export class MovedClock {
  private offsetMs = 0;

  now(): number {
    const context = asyncLocalStorage.getStore();
    if (context) this.saw(context.info.currentAttemptScheduledTimestampMs);
    return Date.now() + this.offsetMs;
  }

  /** The server showed this time just now, or a little earlier. */
  saw(serverMs: number): void {
    this.offsetMs = Math.max(this.offsetMs, serverMs - Date.now());
  }
}
