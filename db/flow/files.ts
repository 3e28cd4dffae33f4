/** Files that flows send: kept as long as a version names them, or a customer was sent them. */
import { and, eq, inArray, lt, sql } from 'drizzle-orm';
import type { Tx } from '../database.ts';
import { flowFiles, flowVersions } from './table.ts';

export type FlowFile = typeof flowFiles.$inferSelect;

export async function findFlowFile(tx: Tx, { orgId, id }: { orgId: string; id: string }): Promise<FlowFile | null> {
  const [row] = await flowFilesOf(tx, { orgId, ids: [id] });
  return row ?? null;
}

/** Those of them that are there. */
export const flowFilesOf = (tx: Tx, { orgId, ids }: { orgId: string; ids: readonly string[] }): Promise<FlowFile[]> =>
  tx
    .select()
    .from(flowFiles)
    .where(and(eq(flowFiles.orgId, orgId), inArray(flowFiles.id, [...ids])));

export async function countFlowFiles(tx: Tx, { orgId }: { orgId: string }): Promise<number> {
  const [found] = await tx
    .select({ count: sql<number>`count(*)::int` })
    .from(flowFiles)
    .where(eq(flowFiles.orgId, orgId));
  return found?.count ?? 0;
}

export async function addFlowFile(tx: Tx, file: typeof flowFiles.$inferInsert): Promise<void> {
  await tx.insert(flowFiles).values(file);
}

/** What the provider calls it on this number. */
export async function rememberBrought(
  tx: Tx,
  input: { orgId: string; id: string; channelAccountId: string; providerMediaId: string; now: number },
): Promise<void> {
  const { orgId, id, channelAccountId, providerMediaId, now } = input;
  const entry = JSON.stringify({ [channelAccountId]: { providerMediaId, at: now } });
  await tx
    .update(flowFiles)
    .set({ brought: sql`${flowFiles.brought} || ${entry}::jsonb` })
    .where(and(eq(flowFiles.orgId, orgId), eq(flowFiles.id, id)));
}

/** Brought here before this instant, named by no version of a flow, and sent to nobody. @returns their keys in the store. */
export async function forgetUnusedFiles(
  tx: Tx,
  { orgId, before }: { orgId: string; before: number },
): Promise<string[]> {
  const gone = await tx
    .delete(flowFiles)
    .where(
      and(
        eq(flowFiles.orgId, orgId),
        lt(flowFiles.createdAt, before),
        sql`${flowFiles.brought} = '{}'::jsonb`,
        sql`not exists (select from ${flowVersions} v where v.org_id = ${orgId} and strpos(v.graph::text, ${flowFiles.id}::text) > 0)`,
      ),
    )
    .returning({ key: flowFiles.storageKey });
  return gone.map(({ key }) => key);
}
