/** What recording one update needs; every recorder runs inside the organization's transaction. */
import type { Tx } from '../../db/database.ts';
import type { LockedMessages } from '../../db/message/settle.ts';

export interface RecordContext {
  tx: Tx;
  orgId: string;
  channelAccountId: string;
  now: number;
  /** When the webhook took the update. */
  receivedAt: number;
  /** Wait for more messages of a burst before the workflow is woken. */
  quietMs: number;
  /** What other statuses in this transaction have read. */
  locked?: LockedMessages;
  /** Keyed hash of a provider id. */
  hashId: (text: string) => Buffer;
}

/** What became of an update: counted by the dispatcher, never an error. */
export type Recorded = { type: 'recorded' } | { type: 'duplicate' } | { type: 'ignored'; reason: string };

export const recorded: Recorded = { type: 'recorded' };
export const duplicate: Recorded = { type: 'duplicate' };
export const ignored = (reason: string): Recorded => ({ type: 'ignored', reason });

/** Updates overtake each other by this much at most; what refers to something still unknown after it is ignored. */
const OVERTAKING_MS = 10 * 60_000;

/** What this update refers to has not come yet. Thrown, so that its transaction, with the claim of its id, leaves nothing. */
export class RetryLater extends Error {
  override name = 'RetryLater';
  readonly waitMs: number;

  constructor(waitMs: number) {
    super('what this update refers to has not come yet');
    this.waitMs = waitMs;
  }
}

/** @throws RetryLater while the update is young: what it refers to may be right behind it. */
export function ignoredWhenOld({ now, receivedAt }: RecordContext, reason: string): Recorded {
  const ageMs = now - receivedAt;
  if (ageMs < OVERTAKING_MS) throw new RetryLater(Math.min(30_000, Math.max(500, ageMs)));
  return ignored(reason);
}
