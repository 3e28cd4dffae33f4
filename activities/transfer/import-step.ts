/** Rows of an import for a few seconds, each chunk committed with how far it is: a repeated step goes on where the last one ended. */
import { CHUNK_ROWS, importChunk } from '../../db/transfer/chunk.ts';
import { importFault } from '../../db/transfer/imports.ts';
import type { Ports } from '../ports.ts';

export interface TransferRef {
  orgId: string;
  id: string;
}

const STEP_MS = 8_000;
const FEWEST_ROWS = 10;

export async function importStep(
  ports: Ports,
  { orgId, id }: TransferRef,
  signal: AbortSignal,
): Promise<{ done: boolean }> {
  const hash = ports.erasure?.hash;
  const until = ports.clock.now() + STEP_MS;
  let limit = CHUNK_ROWS;
  do {
    const size = limit;
    try {
      const done = await ports.db.withOrg(orgId, tx =>
        importChunk(tx, { orgId, id, limit: size, hash, now: ports.clock.now() }),
      );
      if (done) return { done: true };
    } catch (error) {
      // What takes too long for one transaction is taken in smaller ones.
      if (signal.aborted) throw error;
      if (limit <= FEWEST_ROWS) {
        ports.log.warn({ err: error, importId: id }, 'the next rows of an import could not be taken');
        const now = ports.clock.now();
        // An outage of the record ends no import: this fails then, too.
        if (await ports.db.withOrg(orgId, tx => importFault(tx, { orgId, id, now }))) return { done: true };
        throw error;
      }
      limit = Math.max(FEWEST_ROWS, Math.floor(limit / 5));
    }
  } while (ports.clock.now() < until && !signal.aborted);
  return { done: false };
}
