/** Brings customers' conversations to the steps of a turn and keeps them there, each proven by the process that holds it. */
import { setTimeout as sleep } from 'node:timers/promises';
import { type Asked, matches } from '../programs/hold.ts';
import { until } from '../rest.ts';
import type { Stack } from '../stack/stack.ts';
import { kindOf } from '../steps.ts';

export interface Held {
  step: string;
  phone: string;
  inboundId: string;
  conversationId: string | null;
}

/** What a customer asks: it has one answer, and the answer needs every step. */
export const QUESTION = 'How much is a cleaning?';
/** Held sends may stand for two minutes before Temporal gives them up; a machine that is busy needs much of that. */
const ARRIVE_MS = 100_000;

export class Holding {
  private readonly stack: Stack;
  private readonly perStep: number;
  readonly held: Held[] = [];
  /** Customers who wrote and whom no step holds: those that opened a gate. */
  readonly others: { phone: string; inboundId: string }[] = [];
  private readonly ids = new Map<string, string>();
  private workerRule: (asked: Asked) => Promise<boolean> | boolean = () => false;
  private apiRule: (asked: Asked) => Promise<boolean> | boolean = () => false;
  private readonly failures: unknown[] = [];

  constructor(stack: Stack, perStep: number) {
    this.stack = stack;
    this.perStep = perStep;
    const answer = (process: 'api' | 'worker') => (asked: Asked) => {
      const rule = process === 'api' ? this.apiRule : this.workerRule;
      const child = stack[process];
      Promise.resolve(rule(asked))
        .catch(error => {
          this.failures.push(error);
          return false;
        })
        .then(stays => {
          if (!stays) child.go(asked.token);
        });
    };
    stack.api.onAsked = answer('api');
    stack.worker.onAsked = answer('worker');
  }

  /** @param steps every step that is to hold conversations at the same moment: any of a turn, at most one of each other kind. */
  async bring(steps: string[], silent: (index: number) => boolean): Promise<void> {
    const of = (kind: ReturnType<typeof kindOf>): string[] => steps.filter(step => kindOf(step) === kind);
    // From the inside to the outside: what stands still further out would keep later messages away.
    if (of('turn').length > 0) await this.bringTurns(of('turn'), silent);
    for (const step of of('relay')) await this.bringRelay(step);
    for (const step of of('intake')) await this.bringTaken('worker', step);
    for (const step of of('webhook')) await this.bringTaken('api', step);
    const ids = await this.stack.record.find(this.held.map(one => one.phone));
    for (const one of this.held) one.conversationId = ids.get(one.phone)?.conversationId ?? null;
  }

  /** Whatever still runs goes on, and nothing is held any more. */
  letGo(): void {
    this.workerRule = () => false;
    this.apiRule = () => false;
    this.stack.worker.go(null);
    this.stack.api.go(null);
  }

  private armed: string[] = [];
  private arm(...steps: string[]): void {
    this.armed.push(...steps);
    this.stack.worker.arm(this.armed);
  }

  private async write(count: number): Promise<string[]> {
    const phones = Array.from({ length: count }, () => this.stack.phone.newCustomer());
    for (const { from, id } of await this.stack.phone.write(phones.map(from => ({ from, text: QUESTION }))))
      this.ids.set(from, id);
    return phones;
  }

  private keep(step: string, phone: string): void {
    this.held.push({ step, phone, inboundId: this.ids.get(phone) ?? '', conversationId: null });
  }

  private async arrived(what: string, holds: () => boolean): Promise<void> {
    await until(
      what,
      () => {
        if (this.failures.length > 0) throw this.failures[0];
        return holds();
      },
      ARRIVE_MS,
    ).catch(error => {
      const missing = [...new Set(this.held.map(one => one.step))].join(', ');
      throw new Error(`${error instanceof Error ? error.message : error}; held so far: ${missing || 'nothing'}`);
    });
  }

  /** The first conversations that come to a step stay there, until each step has its own. */
  private async bringTurns(steps: string[], silent: (index: number) => boolean): Promise<void> {
    const left = new Map(steps.map(step => [step, this.perStep]));
    const staying = new Map<string, string>();
    const total = steps.length * this.perStep;
    const phones = Array.from({ length: total }, () => this.stack.phone.newCustomer());
    this.workerRule = async asked => {
      const step = steps.find(pattern => matches(pattern, asked.step));
      const [id] = asked.conversations;
      if (!step || !id || staying.has(id) || !left.get(step)) return false;
      // Somebody else's may still be on its way, from a round that could not do its work.
      const phone = (await this.stack.record.phonesOf([id])).get(id);
      const places = left.get(step) ?? 0;
      if (phone === undefined || !phones.includes(phone) || staying.has(id) || places === 0) return false;
      left.set(step, places - 1);
      staying.set(id, step);
      return true;
    };
    this.arm(...steps);
    await Promise.all(
      phones
        .filter((_, index) => silent(index))
        .map(to => this.stack.phone.addFault({ effect: { kind: 'statuses', mode: 'none' }, to })),
    );
    for (const { from, id } of await this.stack.phone.write(phones.map(from => ({ from, text: QUESTION }))))
      this.ids.set(from, id);
    await this.arrived(`${total} conversations to stand at ${steps.join(', ')}`, () => staying.size === total);
    const known = await this.stack.record.phonesOf([...staying.keys()]);
    for (const [id, step] of staying) this.keep(step, known.get(id) ?? '');
  }

  /** Several wake-ups must be due at once to be told together: a first one holds the loop until they are. */
  private async bringRelay(step: string): Promise<void> {
    const before = this.workerRule;
    const gate: { token: number | null } = { token: null };
    let wanted: string[] | null = null;
    let there = false;
    this.workerRule = async asked => {
      if (kindOf(asked.step) !== 'relay') return before(asked);
      if (wanted === null) {
        gate.token = asked.token;
        return true;
      }
      if (asked.step !== step) return false;
      const phones = new Set((await this.stack.record.phonesOf(asked.conversations)).values());
      there = wanted.every(phone => phones.has(phone));
      return there;
    };
    this.arm('relay.*');
    const [first = ''] = await this.write(1);
    this.others.push({ phone: first, inboundId: this.ids.get(first) ?? '' });
    await this.arrived('the relay to hold its first wake-up', () => gate.token !== null);
    const phones = await this.write(this.perStep);
    await until(
      'wake-ups to be due',
      async () => (await this.stack.record.dueWakeUps(phones)) === phones.length,
      ARRIVE_MS,
    );
    wanted = phones;
    this.stack.worker.go(gate.token);
    await this.arrived(`${phones.length} wake-ups to stand at ${step}`, () => there);
    for (const phone of phones) this.keep(step, phone);
  }

  /** Messages that come in one delivery are taken up together. */
  private async bringTaken(process: 'api' | 'worker', step: string): Promise<void> {
    const phones: string[] = [];
    let there = false;
    const before = process === 'api' ? this.apiRule : this.workerRule;
    const rule = async (asked: Asked): Promise<boolean> => {
      if (asked.step !== step) return before(asked);
      if (there) return false;
      const senders = await this.stack.record.sendersOf(asked.updates);
      // Asked about before the answer to the suite's own call has come: it knows its customers by then.
      while (phones.length === 0) await sleep(5);
      there = phones.every(phone => senders.includes(phone));
      return there;
    };
    if (process === 'api') {
      this.apiRule = rule;
      this.stack.api.arm([step]);
    } else {
      this.workerRule = rule;
      this.arm(step);
    }
    phones.push(...(await this.write(this.perStep)));
    await this.arrived(`${phones.length} messages to stand at ${step}`, () => there);
    for (const phone of phones) this.keep(step, phone);
  }
}
