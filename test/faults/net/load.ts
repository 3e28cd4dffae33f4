/** Customers who write while something is broken, people who take over, and the judgement of what became of each. */
import { setTimeout as sleep } from 'node:timers/promises';
import { takeOver } from '../../../db/conversation/ownership.ts';
import { newPhone } from '../../conversation/helpers.ts';
import { type Facts, judge, type Verdict } from '../oracle.ts';
import { untilRest } from '../rest.ts';
import type { Found } from '../stack/record.ts';
import type { Stage } from './stage.ts';

interface Customer {
  phone: string;
  inboundId: string;
  takenOverAt: number | null;
}

const TAKEN_OVER_EVERY = 8;
const SETTLE_MS = 20_000;

export class Crowd {
  readonly customers: Customer[] = [];
  private readonly stage: Stage;
  private readonly takeovers: Promise<void>[] = [];
  private readonly sessions: Promise<void>[] = [];
  private going = false;

  constructor(stage: Stage) {
    this.stage = stage;
  }

  /** One new customer asks one question; one in eight is taken over by a person at some moment of the answer. */
  write(): void {
    const phone = newPhone();
    const [message] = this.stage.phone.inbound({ from: phone, text: 'How much is a cleaning?' }).messages;
    if (!message) throw new Error('the simulator took no message');
    const customer = { phone, inboundId: message.id, takenOverAt: null };
    this.customers.push(customer);
    if (this.customers.length % TAKEN_OVER_EVERY === 0) this.takeovers.push(this.takeOver(customer));
  }

  /** Writes at this pace until `stop`. */
  start(perSecond: number): void {
    this.going = true;
    const session = async (): Promise<void> => {
      while (this.going) {
        this.write();
        await sleep(1_000 / perSecond);
      }
    };
    this.sessions.push(session());
  }

  async stop(): Promise<void> {
    this.going = false;
    await Promise.all(this.sessions.splice(0));
  }

  private async takeOver(customer: Customer): Promise<void> {
    const { record, db, orgId } = this.stage;
    const deadline = Date.now() + 120_000;
    let found: Found | undefined;
    while (!found && Date.now() < deadline) {
      await sleep(20);
      found = (await record.find([customer.phone]).catch(() => null))?.get(customer.phone);
    }
    if (!found) return;
    const { conversationId } = found;
    await sleep(Math.random() * 400);
    const actor = { type: 'member', id: null } as const;
    const request = { orgId, conversationId, memberId: null, actor };
    for (let tries = 0; tries < 50 && customer.takenOverAt === null; tries++) {
      try {
        await db.withOrg(orgId, tx => takeOver(tx, { ...request, now: Date.now() }));
        customer.takenOverAt = Date.now();
      } catch {
        await sleep(200);
      }
    }
  }

  /** Waits for everybody to come to rest, and judges. @param restMs after which whatever moves still is for the oracle to judge. */
  async verdict(restMs: number): Promise<Verdict & { customers: number; takenOver: number; restedMs: number }> {
    const { stage, customers } = this;
    const since = Date.now();
    // The provider tries again for days; nobody here waits for its patience.
    const nudge = setInterval(() => stage.phone.flushWebhooks(), 1_000);
    try {
      await Promise.all(this.takeovers);
      const phones = customers.map(({ phone }) => phone);
      const { at } = await untilRest(stage.record, phones, restMs);
      await this.settled(phones);
      const restedMs = Math.max(since, ...at.values()) - since;
      const found = await stage.record.find(phones);
      const webhooks = stage.phone.ledger.webhooks();
      const accepted = new Set(
        webhooks
          .filter(delivery => delivery.attempts.some(attempt => attempt.responseStatus === 200))
          .flatMap(delivery => delivery.messageIds),
      );
      const sum: Verdict = { lost: 0, doubled: 0, silent: 0, unknown: 0, claimedAfterTakeover: 0, problems: [] };
      for (const customer of customers) {
        const facts: Facts = {
          ...customer,
          accepted: accepted.has(customer.inboundId),
          sends: stage.phone.ledger.sends({ to: customer.phone }),
          record: found.get(customer.phone) ?? null,
          takenBeforeClaim: false,
          mayBeUnknown: null,
        };
        const verdict = judge(facts);
        for (const name of ['lost', 'doubled', 'silent', 'unknown', 'claimedAfterTakeover'] as const)
          sum[name] += verdict[name];
        sum.problems.push(...verdict.problems);
      }
      const takenOver = customers.filter(customer => customer.takenOverAt !== null).length;
      return { ...sum, customers: customers.length, takenOver, restedMs };
    } finally {
      clearInterval(nudge);
    }
  }

  /** What the provider reports settles what nobody knew. */
  private async settled(phones: string[]): Promise<void> {
    const deadline = Date.now() + SETTLE_MS;
    for (;;) {
      const found = await this.stage.record.find(phones);
      const reported = new Set(this.stage.phone.ledger.sends().map(send => send.bizOpaqueCallbackData));
      const open = [...found.values()].some(one =>
        one.replies.some(reply => reply.state === 'UNKNOWN' && reported.has(reply.id)),
      );
      if (!open || Date.now() > deadline) return;
      await sleep(200);
    }
  }
}
