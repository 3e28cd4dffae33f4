import type { LimitOptions } from '../options.ts';

/** A GCRA bucket: the time at which it would be empty again. */
class Buckets {
  private readonly emptyAt = new Map<string, number>();

  /** Takes one; false when more than `burst` would be out at once. */
  take(key: string, intervalMs: number, burst: number, now: number, refuse: boolean): boolean {
    const emptyAt = Math.max(this.emptyAt.get(key) ?? 0, now);
    if (refuse && emptyAt - now > (burst - 1) * intervalMs) return false;
    this.emptyAt.set(key, emptyAt + intervalMs);
    return true;
  }

  clear(): void {
    this.emptyAt.clear();
  }
}

/** Throughput per number (in and out together) and pair rate per number and user. */
export class Limits {
  options: LimitOptions | false;
  private readonly throughput = new Buckets();
  private readonly pairs = new Buckets();

  constructor(options: LimitOptions | false) {
    this.options = options;
  }

  /** The code to refuse with, or null when the send may go. */
  takeSend(phoneNumberId: string, customerId: string, now: number): 130429 | 131056 | null {
    if (this.options === false) return null;
    const { pairIntervalMs, pairBurst } = this.options;
    if (!this.takeThroughput(phoneNumberId, now, true)) return 130429;
    return this.pairs.take(`${phoneNumberId}|${customerId}`, pairIntervalMs, pairBurst, now, true) ? null : 131056;
  }

  /** Inbound messages use throughput too, but are never refused. */
  countInbound(phoneNumberId: string, now: number): void {
    if (this.options !== false) this.takeThroughput(phoneNumberId, now, false);
  }

  reset(options: LimitOptions | false): void {
    this.options = options;
    this.throughput.clear();
    this.pairs.clear();
  }

  private takeThroughput(phoneNumberId: string, now: number, refuse: boolean): boolean {
    if (this.options === false) return true;
    const perSecond = this.options.throughputPerSecond;
    return this.throughput.take(phoneNumberId, 1_000 / perSecond, perSecond, now, refuse);
  }
}
