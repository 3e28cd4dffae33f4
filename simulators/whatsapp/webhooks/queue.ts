import type { WebhookDelivery } from '../records.ts';
import type { World } from '../world.ts';
import { attemptDelivery } from './attempt.ts';
import { type BatchLayout, describe, envelopeOf, type Update } from './batch.ts';
import { toWireJson } from './wire.ts';

/** How webhooks misbehave until changed again. */
export interface WebhookMode {
  signature: 'good' | 'bad' | 'missing';
  /** How many times every POST is made; 2 and more are duplicates. */
  copies: number;
  /** Each POST waits a random part of this, so that they overtake each other. */
  reorderMs: number;
  delayMs: number;
  /** Keep updates back until flushed. */
  hold: boolean;
  /** Collect updates this long and send them in one POST; 0 sends each alone. */
  batchWindowMs: number;
  layout: BatchLayout;
}

export interface FlushOptions {
  layout?: BatchLayout;
  shuffle?: boolean;
  maxPerPost?: number;
  /** Only updates held for this reason. */
  why?: 'hold' | 'withhold';
}

interface Held {
  id: string;
  update: Update;
  why: 'hold' | 'withhold';
}

const MAX_IN_FLIGHT = 32;
const MAX_UPDATES_PER_POST = 1_000;

export const plainMode: WebhookMode = {
  signature: 'good',
  copies: 1,
  reorderMs: 0,
  delayMs: 0,
  hold: false,
  batchWindowMs: 0,
  layout: 'value',
};

/** Updates on their way to the business: sealed into POSTs, repeated until answered 200. */
export class WebhookQueue {
  mode: WebhookMode = { ...plainMode };
  private readonly world: World;
  private readonly waiting: WebhookDelivery[] = [];
  private readonly inFlight = new Set<Promise<void>>();
  private readonly delays = new Set<NodeJS.Timeout>();
  private readonly abort = new AbortController();
  private batchTimer: NodeJS.Timeout | null = null;

  constructor(world: World) {
    this.world = world;
    world.scheduler.on('webhook_retry', task => {
      const delivery = world.stores.deliveries.get(task.ref);
      if (delivery?.state === 'pending') this.launch(delivery);
    });
  }

  /** Takes up deliveries that were on their way when the last run ended. */
  start(): void {
    const planned = new Set(
      this.world.stores.tasks.values().map(task => (task.kind === 'webhook_retry' ? task.ref : '')),
    );
    for (const delivery of this.world.stores.deliveries.values()) {
      if (delivery.state === 'pending' && !planned.has(delivery.id)) this.launch(delivery);
    }
    if (this.heldCount('hold') > 0 && !this.mode.hold) this.flush({ why: 'hold' });
  }

  /** Hands over updates that belong in one POST; answers the deliveries made, none when they are held back. */
  push(updates: Update[], options: { layout?: BatchLayout; withhold?: boolean } = {}): string[] {
    const wanted = updates.filter(update => this.urlFor(update) !== null);
    if (wanted.length === 0) return [];
    if (options.withhold === true) return this.keep(wanted, 'withhold');
    if (this.mode.hold) return this.keep(wanted, 'hold');
    if (this.mode.batchWindowMs > 0) {
      this.keep(wanted, 'hold');
      this.batchTimer ??= setTimeout(() => {
        this.batchTimer = null;
        this.flush({ why: 'hold' });
      }, this.mode.batchWindowMs);
      return [];
    }
    return this.seal(wanted, options.layout ?? this.mode.layout);
  }

  /** Sends what is held back, in as few POSTs as allowed. */
  flush(options: FlushOptions = {}): string[] {
    const held = (this.world.stores.heldUpdates.values() as unknown as Held[]).filter(
      each => options.why === undefined || each.why === options.why,
    );
    for (const each of held) this.world.stores.heldUpdates.delete(each.id);
    const updates = held.map(each => each.update);
    const ordered = options.shuffle === true ? this.world.random.shuffle(updates) : updates;
    const size = Math.min(Math.max(1, options.maxPerPost ?? MAX_UPDATES_PER_POST), MAX_UPDATES_PER_POST);
    const ids: string[] = [];
    for (let start = 0; start < ordered.length; start += size) {
      ids.push(...this.seal(ordered.slice(start, start + size), options.layout ?? this.mode.layout));
    }
    return ids;
  }

  /** Tries everything that waits for a retry at once. */
  retryNow(): number {
    const due = this.world.stores.deliveries.values().filter(each => each.state === 'pending' && each.nextAttemptAt);
    for (const delivery of due) {
      this.world.scheduler.cancel('webhook_retry', delivery.id);
      this.launch(delivery);
    }
    return due.length;
  }

  heldCount(why?: 'hold' | 'withhold'): number {
    return (this.world.stores.heldUpdates.values() as unknown as Held[]).filter(
      each => why === undefined || each.why === why,
    ).length;
  }

  /** Whether nothing is being posted or about to be; deliveries that wait for a retry do not count. */
  get quiet(): boolean {
    return this.inFlight.size === 0 && this.waiting.length === 0 && this.delays.size === 0 && this.batchTimer === null;
  }

  async close(): Promise<void> {
    this.abort.abort();
    if (this.batchTimer !== null) clearTimeout(this.batchTimer);
    for (const timer of this.delays) clearTimeout(timer);
    this.waiting.length = 0;
    await Promise.allSettled(this.inFlight);
  }

  private keep(updates: Update[], why: Held['why']): string[] {
    for (const update of updates) {
      const id = `held-${Date.now()}-${this.world.random.hex(10)}`;
      this.world.stores.heldUpdates.set(id, { id, update, why });
    }
    return [];
  }

  private urlFor(update: Update): string | null {
    const account = this.world.stores.settings.get(`subscription:${update.wabaId}`);
    if (account?.subscribed === false) return null;
    const number = this.world.stores.settings.get(`number:${update.phoneNumberId ?? ''}`);
    return String(number?.overrideUrl ?? account?.overrideUrl ?? this.world.options.webhookUrl);
  }

  private seal(updates: Update[], layout: BatchLayout): string[] {
    const byUrl = new Map<string, Update[]>();
    for (const update of updates) {
      const url = this.urlFor(update);
      if (url !== null) byUrl.set(url, [...(byUrl.get(url) ?? []), update]);
    }
    const ids: string[] = [];
    for (const [url, group] of byUrl) {
      const body = toWireJson(envelopeOf(group, layout));
      for (let copy = 0; copy < Math.max(1, this.mode.copies); copy += 1) {
        ids.push(this.create(url, body, group));
      }
    }
    return ids;
  }

  private create(url: string, body: string, updates: Update[]): string {
    const { stores, clock, random } = this.world;
    const id = `wh-${stores.deliveries.size + 1}-${random.hex(8)}`;
    const delivery: WebhookDelivery = {
      id,
      url,
      body,
      ...describe(updates),
      createdAt: clock.now(),
      state: 'pending',
      attempts: [],
    };
    stores.deliveries.set(id, delivery);
    const delayMs = this.mode.delayMs + Math.floor(this.mode.reorderMs * random.fraction());
    if (delayMs === 0) this.launch(delivery);
    else {
      const timer = setTimeout(() => {
        this.delays.delete(timer);
        this.launch(delivery);
      }, delayMs);
      this.delays.add(timer);
    }
    return id;
  }

  private launch(delivery: WebhookDelivery): void {
    if (this.abort.signal.aborted) return;
    if (this.inFlight.size >= MAX_IN_FLIGHT) {
      this.waiting.push(delivery);
      return;
    }
    const running = attemptDelivery(this.world, delivery, this.mode.signature, this.abort.signal).finally(() => {
      this.inFlight.delete(running);
      const next = this.waiting.shift();
      if (next !== undefined) this.launch(next);
    });
    this.inFlight.add(running);
  }
}
