/** What recording one update needs; every recorder runs inside the organization's transaction. */
import type { Tx } from '../../db/database.ts';

export interface RecordContext {
  tx: Tx;
  orgId: string;
  channelAccountId: string;
  now: number;
  /** Wait for more messages of a burst before the workflow is woken. */
  quietMs: number;
  /** Keyed hash of a provider id. */
  hashId: (text: string) => Buffer;
}

/** What became of an update: counted by the dispatcher, never an error. */
export type Recorded = { type: 'recorded' } | { type: 'duplicate' } | { type: 'ignored'; reason: string };

export const recorded: Recorded = { type: 'recorded' };
export const duplicate: Recorded = { type: 'duplicate' };
export const ignored = (reason: string): Recorded => ({ type: 'ignored', reason });
