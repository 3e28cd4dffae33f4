/** The steps of an erasure; each may be repeated. They carry ids only, so that their own history names nobody. */
import {
  bury,
  deleteHandledUpdates,
  deletePerson,
  findErasure,
  finishErasure,
  mediaKeysOf,
} from '../../db/erasure/queries.ts';
import { exportFilesOf, forgetExports, forgetInTransfers } from '../../db/transfer/forget.ts';
import type { ErasurePort, Ports } from '../ports.ts';

export interface ErasureRef {
  orgId: string;
  erasureId: string;
}

function portOf({ erasure }: Ports): ErasurePort {
  if (!erasure) throw new Error('this worker was started without what an erasure needs');
  return erasure;
}

/** Ends the conversations' runs and deletes their histories. @returns how many runs are gone. */
export async function eraseRuns(ports: Ports, { orgId, erasureId }: ErasureRef): Promise<number> {
  const erasure = await ports.db.withOrg(orgId, tx => findErasure(tx, { orgId, id: erasureId }));
  let gone = 0;
  for (const conversationId of erasure?.conversationIds ?? [])
    gone += await portOf(ports).deleteRuns(orgId, conversationId);
  return gone;
}

/** Tombstones first, on disk too; then files, rows and raw updates. */
export async function eraseRecord(ports: Ports, { orgId, erasureId }: ErasureRef): Promise<void> {
  const port = portOf(ports);
  const now = ports.clock.now();
  const erasure = await ports.db.withOrg(orgId, tx => findErasure(tx, { orgId, id: erasureId }));
  if (!erasure) return;
  const buried = await ports.db.withOrg(orgId, tx => bury(tx, { orgId, erasure, hash: port.hash, now }));
  await port.keep(buried);
  const keys = await ports.db.withOrg(orgId, tx => mediaKeysOf(tx, erasure));
  for (const key of keys) await ports.media.delete(key);
  const erased = await ports.db.withOrg(orgId, async tx => {
    await forgetInTransfers(tx, { orgId, contactId: erasure.contactId });
    return deletePerson(tx, { orgId, erasure });
  });
  // Afterwards: what is finished from now on was begun without the person.
  const files = await ports.db.withOrg(orgId, tx => exportFilesOf(tx, { orgId }));
  for (const { key } of files) await ports.media.delete(key);
  await ports.db.withOrg(orgId, tx => forgetExports(tx, { orgId, exportIds: files.map(file => file.id) }));
  const updates = await ports.db.withSystem(tx => deleteHandledUpdates(tx, { orgId }));
  await ports.db.withOrg(orgId, tx =>
    finishErasure(tx, {
      orgId,
      erasure,
      hashes: buried.map(tombstone => tombstone.hash),
      erased: { ...erased, files: keys.length, updates },
      now,
    }),
  );
}
