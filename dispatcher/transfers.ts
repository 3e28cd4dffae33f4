/** Sees imports and exports through: what was asked for has a workflow, whatever was killed in between. */
import type { Ports } from '../activities/ports.ts';
import { openExports } from '../db/transfer/exports.ts';
import { openImports } from '../db/transfer/imports.ts';
import type { Starters } from '../temporal/starters.ts';

const AT_ONCE = 100;

/** Starts the workflow of each that is not done; one that runs goes on. @returns how many are open. */
export async function transferRound(ports: Pick<Ports, 'db'>, starters: Starters): Promise<number> {
  const open = await ports.db.withSystem(async tx => ({
    imports: await openImports(tx, AT_ONCE),
    exports: await openExports(tx, AT_ONCE),
  }));
  for (const { orgId, id } of open.imports) await starters.importContacts(orgId, id);
  for (const { orgId, id } of open.exports) await starters.exportContacts(orgId, id);
  return open.imports.length + open.exports.length;
}
