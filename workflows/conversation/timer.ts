/** The one standing timer: it stays when something later appears, and is replaced only when something earlier comes. */
import { CancellationScope, sleep } from '@temporalio/workflow';

export class StandingTimer {
  private dueAt: number | null = null;
  private scope: CancellationScope | null = null;
  /** Set when it fired; the loop looks again at what is due then. */
  fired = false;

  /** @param at epoch ms; null leaves whatever stands. @param summary shown on the timer in Temporal Web. */
  arm(at: number | null, summary: string): void {
    if (at === null || (this.dueAt !== null && this.dueAt <= at)) return;
    this.scope?.cancel();
    const scope = new CancellationScope();
    this.scope = scope;
    this.dueAt = at;
    void scope
      .run(() => sleep(Math.max(1, at - Date.now()), { summary }))
      .then(() => {
        if (this.scope !== scope) return;
        this.scope = null;
        this.dueAt = null;
        this.fired = true;
      })
      .catch(() => undefined);
  }
}
