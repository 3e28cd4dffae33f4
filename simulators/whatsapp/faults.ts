import { digitsOf, waIdOf } from './identity/phone-numbers.ts';
import type { Random } from './random.ts';
import type { StatusMode } from './records.ts';
import { ControlError } from './world.ts';

/** What goes wrong. `accept_then_*`: the message is accepted and goes out, and the caller is not told. */
export type FaultEffect =
  | { kind: 'error'; code: number; httpStatus?: number; details?: string }
  | { kind: 'fail'; code: number; details?: string }
  | { kind: 'http'; status: number; body?: unknown }
  | { kind: 'reset' }
  | { kind: 'hang' }
  | { kind: 'accept_then_hang'; hangMs?: number }
  | { kind: 'accept_then_reset' }
  | { kind: 'accept_then_http'; status: number }
  | { kind: 'delay'; delayMs: number }
  | { kind: 'statuses'; mode: StatusMode };

export interface FaultRule {
  id: string;
  effect: FaultEffect;
  on: 'messages' | 'media' | 'templates' | 'all';
  phoneNumberId?: string;
  /** A phone number or user id. */
  to?: string;
  type?: string;
  /** How many more calls it strikes; without it, every one. */
  times?: number;
  /** How many matching calls it lets pass first. */
  skip?: number;
  /** Between 0 and 1; drawn from the seeded sequence. */
  probability?: number;
  struck: number;
}

export type FaultInput = Omit<FaultRule, 'id' | 'struck' | 'on'> & { on?: FaultRule['on'] };

export interface FaultTarget {
  on: 'messages' | 'media' | 'templates';
  phoneNumberId?: string;
  to?: string[];
  type?: string;
}

const REQUIRED: Record<FaultEffect['kind'], string | null> = {
  error: 'code',
  fail: 'code',
  http: 'status',
  reset: null,
  hang: null,
  accept_then_hang: null,
  accept_then_reset: null,
  accept_then_http: 'status',
  delay: 'delayMs',
  statuses: 'mode',
};

const STATUS_MODES = ['normal', 'read_without_delivered', 'out_of_order', 'duplicate', 'none', 'withhold', 'chaos'];

function check(input: FaultInput): void {
  const effect = input.effect as (FaultEffect & Record<string, unknown>) | undefined;
  if (effect === undefined || !(effect.kind in REQUIRED)) {
    throw new ControlError(400, `effect.kind must be one of ${Object.keys(REQUIRED).join(', ')}, refuse_connections.`);
  }
  const property = REQUIRED[effect.kind];
  if (property === null) return;
  if (property === 'mode') {
    if (!STATUS_MODES.includes(String(effect.mode))) {
      throw new ControlError(400, `effect.mode must be one of ${STATUS_MODES.join(', ')}.`);
    }
  } else if (typeof effect[property] !== 'number') {
    throw new ControlError(400, `effect.${property} must be a number for kind "${effect.kind}".`);
  }
}

/** The faults in force. */
export class FaultBook {
  private rules: FaultRule[] = [];
  private nextId = 1;
  private readonly random: Random;

  constructor(random: Random) {
    this.random = random;
  }

  add(input: FaultInput): FaultRule {
    check(input);
    const rule: FaultRule = { on: 'messages', ...input, id: `fault-${this.nextId}`, struck: 0 };
    this.nextId += 1;
    this.rules.push(rule);
    return rule;
  }

  list(): FaultRule[] {
    return this.rules;
  }

  clear(id?: string): void {
    this.rules = id === undefined ? [] : this.rules.filter(rule => rule.id !== id);
  }

  /** The effects that strike this call, each rule counted down. */
  strike(target: FaultTarget): FaultEffect[] {
    const effects: FaultEffect[] = [];
    for (const rule of this.rules) {
      if (!this.matches(rule, target)) continue;
      if (rule.skip !== undefined && rule.skip > 0) {
        rule.skip -= 1;
        continue;
      }
      if (rule.probability !== undefined && this.random.fraction() >= rule.probability) continue;
      if (rule.times !== undefined) rule.times -= 1;
      rule.struck += 1;
      effects.push(rule.effect);
    }
    this.rules = this.rules.filter(rule => rule.times === undefined || rule.times > 0);
    return effects;
  }

  private matches(rule: FaultRule, target: FaultTarget): boolean {
    if (rule.on !== 'all' && rule.on !== target.on) return false;
    if (rule.phoneNumberId !== undefined && rule.phoneNumberId !== target.phoneNumberId) return false;
    if (rule.type !== undefined && rule.type !== target.type) return false;
    if (rule.to === undefined) return true;
    const digits = digitsOf(rule.to);
    const wanted = digits === null ? rule.to : waIdOf(digits);
    return target.to?.includes(wanted) === true;
  }
}

export function effectOf<K extends FaultEffect['kind']>(
  effects: FaultEffect[],
  kind: K,
): Extract<FaultEffect, { kind: K }> | undefined {
  return effects.find((effect): effect is Extract<FaultEffect, { kind: K }> => effect.kind === kind);
}
