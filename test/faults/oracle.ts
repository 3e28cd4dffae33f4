/**
 * Judges one customer's conversation after a fault. What the customer really got is said by the simulator's ledger; what the
 * product believes is said by its record. Pure.
 */
import type { SendRecord } from '../../simulators/whatsapp/records.ts';
import type { Found } from './stack/record.ts';

/** What is known of one customer who wrote one message that asks for an answer. */
export interface Facts {
  phone: string;
  /** The provider's id of what the customer wrote, and whether a webhook with it was answered 200. */
  inboundId: string;
  accepted: boolean;
  /** What the simulator accepted for this customer. */
  sends: Pick<SendRecord, 'bizOpaqueCallbackData' | 'statusMode' | 'at'>[];
  record: Found | null;
  /** When a takeover of the conversation had been answered. */
  takenOverAt: number | null;
  /** Nothing had been claimed for it when the takeover was answered: proven by where it stood. */
  takenBeforeClaim: boolean;
  /** Whether the fault may leave a send of which nobody knows; null: not said. */
  mayBeUnknown: boolean | null;
}

export interface Verdict {
  lost: number;
  doubled: number;
  silent: number;
  unknown: number;
  claimedAfterTakeover: number;
  /** What is wrong, in words; empty when nothing is. */
  problems: string[];
}

const SAID_SENT = ['SENT', 'DELIVERED', 'READ'];

export function judge(facts: Facts): Verdict {
  const verdict: Verdict = { lost: 0, doubled: 0, silent: 0, unknown: 0, claimedAfterTakeover: 0, problems: [] };
  const wrong = (kind: 'lost' | 'doubled' | 'silent' | 'claimedAfterTakeover' | null, text: string): void => {
    if (kind) verdict[kind]++;
    verdict.problems.push(`${facts.phone}: ${text}`);
  };
  const { record, sends } = facts;
  if (!facts.accepted) wrong('lost', 'its message was never taken (no webhook with it was answered 200)');
  const mine = record?.inbound.filter(message => message.providerMessageId === facts.inboundId) ?? [];
  if (facts.accepted && mine.length === 0) wrong('lost', 'an accepted message is not in the record');
  if (mine.length > 1) wrong('doubled', `its message stands in the record ${mine.length} times`);
  if (!record) return verdict;
  if (mine.some(message => message.handledBy === null) || !record.resting)
    wrong('lost', 'its message was accepted and nobody has handled it');

  judgeSends(facts, record, wrong);
  verdict.unknown = record.replies.filter(reply => reply.state === 'UNKNOWN').length;
  if (facts.mayBeUnknown === false && verdict.unknown > 0)
    wrong(null, 'a send is UNKNOWN although the fault came before the claim or after the answer was recorded');

  const visible =
    record.escalations > 0 ||
    (record.owner === 'HUMAN' && record.customerWaiting) ||
    record.replies.some(reply => reply.state === 'UNKNOWN' || reply.state === 'FAILED');
  if (mine.length > 0 && sends.length === 0 && !visible && record.resting)
    wrong('silent', 'the customer got no answer, and nobody can see why');
  judgeTakeover(facts, record, wrong);
  return verdict;
}

type Wrong = (kind: 'lost' | 'doubled' | 'silent' | 'claimedAfterTakeover' | null, text: string) => void;

function judgeSends({ sends }: Facts, record: Found, wrong: Wrong): void {
  // One question asks for one answer: a second message is one that the customer got twice, in the same words or in others.
  for (let extra = 1; extra < sends.length; extra++) wrong('doubled', `the customer got ${sends.length} answers`);
  const accepted = new Map(sends.map(send => [send.bizOpaqueCallbackData, send]));
  for (const reply of record.replies) {
    const send = accepted.get(reply.id);
    if (SAID_SENT.includes(reply.state) && !send)
      wrong('silent', `the record says ${reply.state}, and the provider never accepted it`);
    if (reply.state === 'FAILED' && send) wrong('silent', 'the record says FAILED, and the provider had accepted it');
    if (reply.state === 'UNKNOWN' && send?.statusMode === 'normal')
      wrong(null, 'a send is UNKNOWN although its status was reported');
    if (reply.state === 'QUEUED' || reply.state === 'SENDING') wrong('silent', `a send is ${reply.state} for ever`);
  }
  const known = new Set(record.replies.map(reply => reply.id));
  for (const send of sends)
    if (!known.has(send.bizOpaqueCallbackData ?? ''))
      wrong('silent', 'the customer got a message that is not in the record');
}

function judgeTakeover(facts: Facts, record: Found, wrong: Wrong): void {
  if (facts.takenOverAt === null) return;
  const { takenOverAt } = facts;
  const bots = record.replies.filter(reply => reply.sender === 'BOT' && reply.claimedAt !== null);
  const late = bots.filter(reply => (reply.claimedAt ?? 0) > takenOverAt);
  const claimed = facts.takenBeforeClaim ? Math.max(facts.sends.length, bots.length) : late.length;
  for (let count = 0; count < claimed; count++)
    wrong('claimedAfterTakeover', 'the agent claimed a message after the takeover had been answered');
  if (record.owner !== 'HUMAN') wrong('lost', `a takeover that was answered is gone: the owner is ${record.owner}`);
}

export const isClean = (verdict: Verdict): boolean => verdict.problems.length === 0;
