/** One kill: conversations are brought to their steps, some are taken over, a process dies, and all of it is judged. */
import { judge, type Verdict } from '../oracle.ts';
import { untilAccepted, untilRest, untilSettled } from '../rest.ts';
import type { Stack } from '../stack/stack.ts';
import { isBeforeClaim, kindOf, mayBeUnknown } from '../steps.ts';
import type { Target } from '../targets.ts';
import { type Held, Holding } from './holding.ts';

export interface KillRound {
  target: Target;
  /** Steps that hold conversations when the process dies. */
  steps: string[];
  perStep: number;
  /** Counts the kills of a run: what varies from one to the next is drawn from it. */
  number: number;
  seed: number;
}

export interface CellOutcome {
  cell: string;
  trials: number;
  /** From the kill until each conversation was at rest, in seconds; those that never were are missing. */
  recoverySeconds: number[];
  verdict: Verdict;
}

const REST_MS = 120_000;
const SETTLE_MS = 60_000;
/** One conversation in so many is taken over while it is held. */
const TAKEN_OVER = 5;

export async function killRound(stack: Stack, round: KillRound): Promise<CellOutcome[]> {
  const { target, steps, number, seed } = round;
  const holding = new Holding(stack, round.perStep);
  // Every other customer's phone never reports what became of a message.
  await holding.bring(steps, index => (index + number) % 2 === 0);
  const taken = await takeOverSome(stack, holding.held, number + seed);

  const all = [...holding.held, ...holding.others];
  const everybody = all.map(one => one.phone);
  const killedAt = Date.now();
  await stack.kill(target);
  // What survives goes on in turns while the other is away, and after it has come back.
  // Every other pair: the kills of a cell come at every other number.
  const goesOnAlone = Math.floor(number / 2) % 2 === 0;
  if (goesOnAlone) holding.letGo();
  const resting = untilRest(stack.record, everybody, REST_MS);
  resting.catch(() => undefined);
  await stack.start(target);
  holding.letGo();
  const rested = await resting;
  const accepted = await untilAccepted(
    stack.phone,
    all.map(one => one.inboundId),
    SETTLE_MS,
  );
  await untilSettled(stack, everybody, SETTLE_MS);
  const [{ sends }, found] = await Promise.all([stack.phone.ledger(), stack.record.find(everybody)]);
  const verdictOf = (phone: string, inboundId: string, step: string | null): Verdict =>
    judge({
      phone: `${target}/${step ?? 'beside'} ${phone}`,
      inboundId,
      accepted: accepted.has(inboundId),
      sends: sends.filter(send => `+${send.to}` === phone),
      record: found.get(phone) ?? null,
      takenOverAt: taken.get(phone) ?? null,
      takenBeforeClaim: step !== null && kindOf(step) === 'turn' && isBeforeClaim(step),
      mayBeUnknown: step === null ? null : mayBeUnknown(step),
    });
  const outcomes = steps.map(step => {
    const here = holding.held.filter(one => one.step === step);
    return {
      cell: `${target}/${step}`,
      trials: here.length,
      recoverySeconds: here.flatMap(one => secondsSince(killedAt, rested.at.get(one.phone))),
      verdict: sum(here.map(one => verdictOf(one.phone, one.inboundId, step))),
    };
  });
  // Those that stood nowhere are no trials, and may be harmed as little.
  const beside = sum(holding.others.map(one => verdictOf(one.phone, one.inboundId, null)));
  if (outcomes[0]) outcomes[0].verdict = sum([outcomes[0].verdict, beside]);
  return outcomes;
}

async function takeOverSome(stack: Stack, held: Held[], draw: number): Promise<Map<string, number>> {
  const taken = new Map<string, number>();
  const chosen = held.filter((one, index) => {
    const kind = kindOf(one.step);
    return one.conversationId !== null && (kind === 'turn' || kind === 'relay') && (index + draw) % TAKEN_OVER === 0;
  });
  for (const one of chosen) taken.set(one.phone, await stack.product.takeOver(one.conversationId ?? ''));
  return taken;
}

const secondsSince = (from: number, at: number | undefined): number[] =>
  at === undefined ? [] : [Math.round((at - from) / 100) / 10];

export function sum(verdicts: Verdict[]): Verdict {
  const total: Verdict = { lost: 0, doubled: 0, silent: 0, unknown: 0, claimedAfterTakeover: 0, problems: [] };
  for (const verdict of verdicts) {
    total.lost += verdict.lost;
    total.doubled += verdict.doubled;
    total.silent += verdict.silent;
    total.unknown += verdict.unknown;
    total.claimedAfterTakeover += verdict.claimedAfterTakeover;
    total.problems.push(...verdict.problems);
  }
  return total;
}
