/** What the recorders of raw updates work with. */
import type { Checkpoint } from '../activities/ports.ts';
import type { Logger } from '../config/log.ts';
import type { SpanOptions } from '../config/trace.ts';
import type { Database, Durability, Tx } from '../db/database.ts';
import type { LeasedUpdate } from '../db/intake/queries.ts';
import type { Keyring } from '../db/keys/keyring.ts';
import type { InboundUpdate } from '../domain/message/inbound.ts';
import type { RecordContext } from './record/context.ts';

export interface IntakeOptions {
  db: Database;
  keyring: Keyring;
  /** Wire body to updates; given by the channel's adapter. */
  normalize: (body: unknown, receivedAt: number) => InboundUpdate[];
  clock: { now(): number };
  quietMs: number;
  log: Logger;
  checkpoint: Checkpoint;
  /** Counts what became of updates: recorded, duplicate, ignored (with its reason), parked. */
  count: (outcome: string, reason: string) => void;
}

/** That an update is handled is written to disk after what was recorded of it, and with it: until then it is only done again. */
export const RECORDED: Durability = 'soon';

export interface Opened {
  lease: LeasedUpdate;
  updates: InboundUpdate[];
  /** Updates of one sender stay in order. */
  key: string;
}

/** What is recorded together belongs to the newest delivery's trace, as the answer does, and names the others. */
export function spanOf(recorded: { lease: LeasedUpdate }[]): SpanOptions {
  const last = recorded.at(-1)?.lease;
  return {
    parent: last?.trace ?? null,
    links: recorded.slice(0, -1).map(({ lease }) => lease.trace),
    attributes: { updates: recorded.length, update: last?.id ?? 0 },
  };
}

export const contextOf = ({ clock, keyring, quietMs }: IntakeOptions, lease: LeasedUpdate, tx: Tx): RecordContext => ({
  tx,
  orgId: lease.orgId,
  channelAccountId: lease.channelAccountId,
  now: clock.now(),
  receivedAt: lease.receivedAt,
  quietMs,
  hashId: keyring.hashId,
});
