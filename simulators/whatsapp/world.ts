import type { EventHub } from './events.ts';
import type { FaultBook } from './faults.ts';
import type { Limits } from './graph/limits.ts';
import type { ResolvedOptions } from './options.ts';
import type { Random } from './random.ts';
import type { BusinessNumber } from './records.ts';
import type { Stores } from './store/stores.ts';
import type { Scheduler, SimClock } from './time.ts';
import type { WebhookQueue } from './webhooks/queue.ts';

/** Everything one simulator holds; each module works on it. */
export interface World {
  options: ResolvedOptions;
  clock: SimClock;
  random: Random;
  stores: Stores;
  scheduler: Scheduler;
  events: EventHub;
  faults: FaultBook;
  limits: Limits;
  webhooks: WebhookQueue;
  /** Address of the Graph side, no trailing slash. */
  url: string;
  /** Stops listening for a time: new connections are refused. */
  refuseConnections(forMs: number): Promise<void>;
}

export function findNumber(world: World, phoneNumberId: string): BusinessNumber | undefined {
  return world.options.numbers.find(number => number.phoneNumberId === phoneNumberId);
}

/** The number given, or the first one; an unknown id is an error that names the known ones. */
export function requireNumber(world: World, phoneNumberId: string | undefined): BusinessNumber {
  const number = phoneNumberId === undefined ? world.options.numbers[0] : findNumber(world, phoneNumberId);
  if (number !== undefined) return number;
  const known = world.options.numbers.map(each => each.phoneNumberId).join(', ');
  throw new ControlError(404, `phoneNumberId "${phoneNumberId}" is not one of the simulated numbers (${known}).`);
}

export function bareDisplayNumber(number: BusinessNumber): string {
  return number.displayPhoneNumber.replace(/\D/g, '');
}

/** A mistake in a control call; its message says how to mend it. */
export class ControlError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}
