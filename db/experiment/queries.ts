/** Experiments: assigned once when a conversation opens, and the same for ever (A-AB). */
import { and, desc, eq, inArray, sql } from 'drizzle-orm';
import { applyPatch } from '../../domain/experiment/apply.ts';
import { type Variant, type VariantPatch, variantFor } from '../../domain/experiment/experiment.ts';
import type { Playbook } from '../../domain/playbook/playbook.ts';
import { type Actor, audit } from '../audit/queries.ts';
import type { Tx } from '../database.ts';
import { newId } from '../ids.ts';
import { keep, keptOn } from '../kept.ts';
import { resultsBy, type VersionResults } from '../playbook/versions.ts';
import { experimentAssignments, experiments } from './table.ts';

export type ExperimentRow = typeof experiments.$inferSelect;

/** The variants a new conversation takes part in, by experiment id. */
export async function variantsFor(
  tx: Tx,
  {
    orgId,
    playbookId,
    conversationId,
    now,
  }: { orgId: string; playbookId: string; conversationId: string; now: number },
): Promise<Record<string, string>> {
  const active = await tx
    .select()
    .from(experiments)
    .where(and(eq(experiments.orgId, orgId), eq(experiments.playbookId, playbookId), eq(experiments.active, true)));
  const chosen = active.flatMap(experiment => {
    const variant = variantFor(experiment, conversationId, now);
    return variant ? [[experiment.id, variant.key] as const] : [];
  });
  return Object.fromEntries(chosen);
}

/** Keeps what was assigned; the conversation must exist. */
export async function recordAssignments(
  tx: Tx,
  {
    orgId,
    conversationId,
    variants,
    now,
  }: { orgId: string; conversationId: string; variants: Record<string, string>; now: number },
): Promise<void> {
  const rows = Object.entries(variants).map(([experimentId, variant]) => ({
    orgId,
    experimentId,
    conversationId,
    variant,
    assignedAt: now,
  }));
  if (rows.length > 0) await tx.insert(experimentAssignments).values(rows).onConflictDoNothing();
}

/** The playbook as a conversation's variants change it, and when calls to action come. */
export async function applyVariants(
  tx: Tx,
  { orgId, playbook, variants }: { orgId: string; playbook: Playbook; variants: Record<string, string> },
): Promise<{ playbook: Playbook; ctaTiming: 'early' | 'late' }> {
  const ids = Object.keys(variants);
  if (ids.length === 0) return { playbook, ctaTiming: 'early' };
  // Variants never change once an experiment exists.
  const known = keptOn<Variant[]>(tx, 'variants');
  const missing = ids.filter(id => !known.has(`${orgId}/${id}`));
  if (missing.length > 0) {
    const rows = await tx
      .select({ id: experiments.id, variants: experiments.variants })
      .from(experiments)
      .where(and(eq(experiments.orgId, orgId), inArray(experiments.id, missing)));
    for (const row of rows) keep(tx, 'variants', `${orgId}/${row.id}`, row.variants);
  }
  const patches = ids.map(
    id => known.get(`${orgId}/${id}`)?.find(variant => variant.key === variants[id])?.patch ?? ({} as VariantPatch),
  );
  return {
    playbook: patches.reduce(applyPatch, playbook),
    ctaTiming: patches.some(patch => patch.ctaTiming === 'late') ? 'late' : 'early',
  };
}

export const listExperiments = (tx: Tx, { orgId }: { orgId: string }): Promise<ExperimentRow[]> =>
  tx.select().from(experiments).where(eq(experiments.orgId, orgId)).orderBy(desc(experiments.createdAt));

export async function createExperiment(
  tx: Tx,
  input: {
    orgId: string;
    playbookId: string;
    name: string;
    variants: Variant[];
    startsAt: number | null;
    endsAt: number | null;
    actor: Actor;
    now: number;
  },
): Promise<ExperimentRow> {
  const { actor, now, ...values } = input;
  const [row] = await tx
    .insert(experiments)
    .values({ ...values, id: newId(), active: false, createdAt: now })
    .returning();
  if (!row) throw new Error('the experiment was not stored');
  await audit(tx, { orgId: input.orgId, actor, action: 'experiment_created', subjectId: row.id, now });
  return row;
}

/** Starts or ends assigning; what was assigned stays. Null when there is no such experiment. */
export async function setActive(
  tx: Tx,
  { orgId, id, active, actor, now }: { orgId: string; id: string; active: boolean; actor: Actor; now: number },
): Promise<ExperimentRow | null> {
  const [row] = await tx
    .update(experiments)
    .set({ active })
    .where(and(eq(experiments.orgId, orgId), eq(experiments.id, id)))
    .returning();
  if (!row) return null;
  const action = active ? 'experiment_started' : 'experiment_ended';
  await audit(tx, { orgId, actor, action, subjectId: id, now });
  return row;
}

export const resultsOf = (tx: Tx, { orgId, id }: { orgId: string; id: string }): Promise<VersionResults[]> =>
  resultsBy(tx, { orgId, key: sql`c.variants->>${id}`, where: sql`c.variants ? ${id}` });
