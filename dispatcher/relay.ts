/** Tells workflows what the record wants them to know: outbox notes become signals, until acknowledged. */
import type { Checkpoint } from '../activities/ports.ts';
import type { Logger } from '../config/log.ts';
import { traced } from '../config/trace.ts';
import type { Database } from '../db/database.ts';
import { leaseNotes, notesFailed, notesSent, type OutboxNote } from '../db/outbox/queries.ts';
import type { Starters } from '../temporal/starters.ts';
import { inParallel } from './loop.ts';

export interface RelayOptions {
  db: Database;
  starters: Starters;
  clock: { now(): number };
  log: Logger;
  checkpoint: Checkpoint;
}

/** What a dead worker held waits for the rest of this; a note that is told twice only wakes twice. */
const LEASE_MS = 6_000;
const BATCH = 64;
const PARALLEL = 16;

export async function relayRound({ db, starters, clock, log, checkpoint }: RelayOptions): Promise<boolean | null> {
  const notes = await db.withSystem(
    tx => leaseNotes(tx, { now: clock.now(), leaseMs: LEASE_MS, limit: BATCH }),
    'soon',
  );
  if (notes.length === 0) return null;
  const standing = { conversations: notes.map(note => note.conversationId) };
  await checkpoint('relay.before_signal', standing);
  const sent: OutboxNote[] = [];
  const failed: OutboxNote[] = [];
  await inParallel(notes, PARALLEL, async note => {
    try {
      await traced(
        'relay',
        { parent: note.trace, attributes: { conversationId: note.conversationId, kind: note.kind } },
        () => starters.tell(note, 'whatsapp'),
      );
      sent.push(note);
    } catch (error) {
      failed.push(note);
      log.warn(
        { err: error, conversationId: note.conversationId, kind: note.kind },
        'a workflow could not be told and is told again',
      );
    }
  });
  await checkpoint('relay.signalled', standing);
  // Soon is enough: a note that is told twice only wakes twice.
  await db.withSystem(
    tx => Promise.all([notesSent(tx, sent, clock.now()), notesFailed(tx, failed, clock.now() + 1_000)]),
    'soon',
  );
  return notes.length === BATCH && failed.length === 0;
}
