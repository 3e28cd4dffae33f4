import { and, asc, desc, eq, gt } from 'drizzle-orm';
import type { Tx } from '../database.ts';
import { publish } from '../event/queries.ts';
import { playbooks, playbookVersions } from '../playbook/table.ts';
import { evalResults, evalRuns } from './table.ts';

export type EvalRunRow = typeof evalRuns.$inferSelect;
export type EvalResultRow = typeof evalResults.$inferSelect;

/** A run that has said nothing for this long has no process any more. */
export const EVAL_SILENCE_MS = 60_000;

/** As it is now: a run whose process is gone has failed, whatever its row says. */
export const stateNow = (run: EvalRunRow, now: number): EvalRunRow =>
  run.state === 'RUNNING' && now - run.aliveAt > EVAL_SILENCE_MS
    ? { ...run, state: 'FAILED', failure: 'The process that played it has ended.' }
    : run;

export const listRuns = (tx: Tx, { orgId, limit }: { orgId: string; limit: number }): Promise<EvalRunRow[]> =>
  tx.select().from(evalRuns).where(eq(evalRuns.orgId, orgId)).orderBy(desc(evalRuns.createdAt)).limit(limit);

export async function findRun(tx: Tx, { orgId, id }: { orgId: string; id: string }): Promise<EvalRunRow | null> {
  const [row] = await tx
    .select()
    .from(evalRuns)
    .where(and(eq(evalRuns.orgId, orgId), eq(evalRuns.id, id)));
  return row ?? null;
}

/** Whether one is being played now. */
export async function isRunning(tx: Tx, { orgId, now }: { orgId: string; now: number }): Promise<boolean> {
  const [row] = await tx
    .select({ id: evalRuns.id })
    .from(evalRuns)
    .where(and(eq(evalRuns.orgId, orgId), eq(evalRuns.state, 'RUNNING'), gt(evalRuns.aliveAt, now - EVAL_SILENCE_MS)))
    .limit(1);
  return row !== undefined;
}

export const resultsOf = (tx: Tx, { orgId, runId }: { orgId: string; runId: string }): Promise<EvalResultRow[]> =>
  tx
    .select()
    .from(evalResults)
    .where(and(eq(evalResults.orgId, orgId), eq(evalResults.runId, runId)))
    .orderBy(asc(evalResults.version), asc(evalResults.position));

export interface VersionRow {
  playbookId: string;
  playbook: string;
  version: number;
  current: boolean;
  createdAt: number;
}

/** Every version that can be played, newest first. */
export async function playableVersions(tx: Tx, { orgId }: { orgId: string }): Promise<VersionRow[]> {
  const rows = await tx
    .select({
      playbookId: playbooks.id,
      playbook: playbooks.name,
      version: playbookVersions.version,
      currentVersion: playbooks.currentVersion,
      createdAt: playbookVersions.createdAt,
    })
    .from(playbookVersions)
    .innerJoin(
      playbooks,
      and(eq(playbooks.orgId, playbookVersions.orgId), eq(playbooks.id, playbookVersions.playbookId)),
    )
    .where(eq(playbookVersions.orgId, orgId))
    .orderBy(asc(playbooks.createdAt), desc(playbookVersions.version))
    .limit(100);
  return rows.map(({ currentVersion, ...row }) => ({ ...row, current: row.version === currentVersion }));
}

export async function startRun(
  tx: Tx,
  run: Pick<EvalRunRow, 'orgId' | 'id' | 'playbookId' | 'version' | 'against' | 'createdBy'> & { now: number },
): Promise<void> {
  const { now, ...row } = run;
  await tx.insert(evalRuns).values({ ...row, state: 'RUNNING', doing: 'starting', createdAt: now, aliveAt: now });
  await publish(tx, { orgId: run.orgId, kind: 'eval.updated', conversationId: null, now });
}

/** Changes a run that still runs. @returns false when it was stopped, or is gone. */
export async function changeRun(
  tx: Tx,
  { orgId, id, now }: { orgId: string; id: string; now: number },
  change: Partial<
    Pick<EvalRunRow, 'state' | 'doing' | 'done' | 'total' | 'model' | 'demoModel' | 'totals' | 'failure'>
  >,
): Promise<boolean> {
  const ended = change.state !== undefined && change.state !== 'RUNNING';
  const changed = await tx
    .update(evalRuns)
    .set({ ...change, aliveAt: now, ...(ended ? { endedAt: now } : {}) })
    .where(and(eq(evalRuns.orgId, orgId), eq(evalRuns.id, id), eq(evalRuns.state, 'RUNNING')))
    .returning({ id: evalRuns.id });
  if (changed.length === 0) return false;
  await publish(tx, { orgId, kind: 'eval.updated', conversationId: null, now });
  return true;
}

export async function addResult(tx: Tx, row: EvalResultRow): Promise<void> {
  await tx.insert(evalResults).values(row).onConflictDoNothing();
}
