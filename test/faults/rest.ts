/** Waits until conversations come to rest after a fault, many at once, and notes when each did. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Phone } from './stack/phone.ts';
import type { Found, Record } from './stack/record.ts';

const EVERY_MS = 200;

export interface Rested {
  /** When each customer's conversation was first seen at rest; those that never were are missing. */
  at: Map<string, number>;
  found: Map<string, Found>;
}

/** Never throws for time: what is not at rest after `timeoutMs` is for the oracle to judge. */
export async function untilRest(record: Record, phones: string[], timeoutMs: number): Promise<Rested> {
  const at = new Map<string, number>();
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const open = phones.filter(phone => !at.has(phone));
    const found = await record.find(open).catch(() => new Map<string, Found>());
    for (const [phone, one] of found) if (one.resting) at.set(phone, Date.now());
    if (at.size === phones.length || Date.now() > deadline) return { at, found: await record.find(phones) };
    await sleep(EVERY_MS);
  }
}

/** Waits until every send whose status the provider reports has it in the record. */
export async function untilSettled(
  { record, phone }: { record: Record; phone: Phone },
  phones: string[],
  timeoutMs: number,
): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const [found, { sends }] = await Promise.all([record.find(phones), phone.ledger()]);
    const reported = new Set(
      sends.filter(send => send.statusMode === 'normal').map(send => send.bizOpaqueCallbackData),
    );
    const open = [...found.values()].some(one =>
      one.replies.some(reply => reply.state === 'UNKNOWN' && reported.has(reply.id)),
    );
    if (!open || Date.now() > deadline) return;
    await sleep(EVERY_MS * 2);
  }
}

/** Waits until the provider's deliveries of these messages have been answered 200: what was refused is delivered again. */
export async function untilAccepted(phone: Phone, inboundIds: string[], timeoutMs: number): Promise<Set<string>> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const accepted = await phone.acceptedInbound();
    if (inboundIds.every(id => accepted.has(id)) || Date.now() > deadline) return accepted;
    await phone.flush();
    await sleep(EVERY_MS);
  }
}

/** Waits for a condition of the suite itself. @throws when it does not come to hold: then the suite could not do its work. */
export async function until(what: string, holds: () => Promise<boolean> | boolean, timeoutMs: number): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`waited ${timeoutMs / 1000} s for ${what}`);
    await sleep(20);
  }
}
