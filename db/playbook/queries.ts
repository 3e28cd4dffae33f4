import { and, eq } from 'drizzle-orm';
import { versionFor } from '../../domain/experiment/experiment.ts';
import { type Playbook, playbookSchema } from '../../domain/playbook/playbook.ts';
import type { Tx } from '../database.ts';
import { keep, keptOn } from '../kept.ts';
import { playbooks, playbookVersions } from './table.ts';

/** @throws when the version does not exist. */
export async function loadPlaybook(
  tx: Tx,
  { orgId, playbookId, version }: { orgId: string; playbookId: string; version: number },
): Promise<Playbook> {
  const key = `${orgId}/${playbookId}/${version}`;
  // Versions never change.
  const cached = keptOn<Playbook>(tx, 'playbooks').get(key);
  if (cached) return cached;
  const [row] = await tx
    .select({ config: playbookVersions.config })
    .from(playbookVersions)
    .where(
      and(
        eq(playbookVersions.orgId, orgId),
        eq(playbookVersions.playbookId, playbookId),
        eq(playbookVersions.version, version),
      ),
    );
  if (!row) throw new Error(`playbook ${playbookId} has no version ${version}`);
  const playbook = parseStored(row.config);
  keep(tx, 'playbooks', key, playbook);
  return playbook;
}

/** A stored version may hold settings that this release no longer has: they are left out, everything else must be right. */
export function parseStored(config: unknown): Playbook {
  const copy = structuredClone(config);
  const first = playbookSchema.safeParse(copy);
  if (first.success) return first.data;
  for (const issue of first.error.issues) {
    if (issue.code !== 'unrecognized_keys') throw first.error;
    let place: unknown = copy;
    for (const key of issue.path) place = (place as Record<PropertyKey, unknown>)[key];
    for (const key of issue.keys) delete (place as Record<string, unknown>)[key];
  }
  return playbookSchema.parse(copy);
}

/** The playbook a new conversation gets: the organization's first, in its current version or in the one that is tried (A-VER-2). */
export async function defaultPlaybook(
  tx: Tx,
  { orgId, conversationId }: { orgId: string; conversationId?: string },
): Promise<{ playbookId: string; version: number } | null> {
  const [row] = await tx
    .select()
    .from(playbooks)
    .where(eq(playbooks.orgId, orgId))
    .orderBy(playbooks.createdAt)
    .limit(1);
  return row
    ? { playbookId: row.id, version: conversationId ? versionFor(conversationId, row) : row.currentVersion }
    : null;
}
