/** Rows of an import for a few seconds, each chunk committed with how far it is: a repeated step goes on where the last one ended. */
import { CHUNK_ROWS, importChunk } from '../../db/transfer/chunk.ts';
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
      if (limit <= FEWEST_ROWS || signal.aborted) throw error;
      limit = Math.max(FEWEST_ROWS, Math.floor(limit / 5));
    }
  } while (ports.clock.now() < until && !signal.aborted);
  return { done: false };
}
