/** Faults of the model and of WhatsApp: many conversations at once through the whole product, each with a fault of its own. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { SendRecord } from '../../simulators/whatsapp/records.ts';
import { type CellOutcome, sum } from './kill/round.ts';
import { judge, type Verdict } from './oracle.ts';
import { untilAccepted, untilSettled } from './rest.ts';
import type { Found } from './stack/record.ts';
import type { Stack } from './stack/stack.ts';

export interface Trial {
  cell: string;
  /** What the customer asks. */
  text: string;
  mayBeUnknown: boolean;
  /** A person takes the conversation over as soon as it is there. */
  takenOver: boolean;
  /** Sets the fault for this customer. */
  prepare(stack: Stack, phone: string): Promise<unknown>;
  /** What is wrong beyond what the oracle sees; not asked of a conversation that was taken over. */
  check(sends: SendRecord[], found: Found): string[];
}

const REST_MS = 90_000;
const SETTLE_MS = 60_000;
const EVERY_MS = 200;

interface Running {
  trial: Trial;
  phone: string;
  inboundId: string;
  startedAt: number;
  restedAt: number | null;
  takenOverAt: number | null;
}

export async function runTrials(stack: Stack, trials: Trial[], atOnce: number): Promise<CellOutcome[]> {
  const waiting = [...trials];
  const active = new Set<Running>();
  const done: Running[] = [];
  while (waiting.length > 0 || active.size > 0) {
    const starting: Promise<void>[] = [];
    while (active.size + starting.length < atOnce && waiting.length > 0) {
      const trial = waiting.shift();
      if (trial) starting.push(begin(stack, trial).then(running => void active.add(running)));
    }
    await Promise.all(starting);
    await look(stack, active, done);
    await sleep(EVERY_MS);
  }
  const phones = done.map(one => one.phone);
  const accepted = await untilAccepted(
    stack.phone,
    done.map(one => one.inboundId),
    SETTLE_MS,
  );
  await untilSettled(stack, phones, SETTLE_MS);
  const [{ sends }, found] = await Promise.all([stack.phone.ledger(), stack.record.find(phones)]);
  const byCell = Map.groupBy(done, one => one.trial.cell);
  return [...byCell].map(([cell, mine]) => ({
    cell,
    trials: mine.length,
    recoverySeconds: mine.flatMap(one => (one.restedAt === null ? [] : [(one.restedAt - one.startedAt) / 1_000])),
    verdict: sum(
      mine.map(one =>
        verdictOf(one, {
          accepted: accepted.has(one.inboundId),
          sends: sends.filter(send => `+${send.to}` === one.phone),
          found: found.get(one.phone) ?? null,
        }),
      ),
    ),
  }));
}

async function begin(stack: Stack, trial: Trial): Promise<Running> {
  const phone = stack.phone.newCustomer();
  await trial.prepare(stack, phone);
  const [written] = await stack.phone.write([{ from: phone, text: trial.text }]);
  if (!written) throw new Error('the simulator took no message');
  return { trial, phone, inboundId: written.id, startedAt: Date.now(), restedAt: null, takenOverAt: null };
}

async function look(stack: Stack, active: Set<Running>, done: Running[]): Promise<void> {
  const found = await stack.record.find([...active].map(one => one.phone));
  for (const one of active) {
    const conversation = found.get(one.phone);
    if (conversation && one.trial.takenOver && one.takenOverAt === null) {
      one.takenOverAt = await stack.product.takeOver(conversation.conversationId);
      continue;
    }
    if (conversation?.resting) one.restedAt = Date.now();
    if (one.restedAt === null && Date.now() - one.startedAt < REST_MS) continue;
    active.delete(one);
    done.push(one);
  }
}

function verdictOf(one: Running, facts: { accepted: boolean; sends: SendRecord[]; found: Found | null }): Verdict {
  const verdict = judge({
    phone: `${one.trial.cell} ${one.phone}`,
    inboundId: one.inboundId,
    accepted: facts.accepted,
    sends: facts.sends,
    record: facts.found,
    takenOverAt: one.takenOverAt,
    takenBeforeClaim: false,
    mayBeUnknown: one.trial.mayBeUnknown,
  });
  if (facts.found && one.takenOverAt === null)
    verdict.problems.push(
      ...one.trial.check(facts.sends, facts.found).map(text => `${one.trial.cell} ${one.phone}: ${text}`),
    );
  return verdict;
}

/** Every cell's turn comes again and again, so that slow faults are spread over the run. */
export function spread<T>(cells: T[], trials: number): T[] {
  return Array.from({ length: trials }, (_, index) => cells[index % cells.length]).filter(cell => cell !== undefined);
}
