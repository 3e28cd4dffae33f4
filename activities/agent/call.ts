/** One stored model step of a turn: paid for once, whatever is retried. */
import { Context } from '@temporalio/activity';
import type { z } from 'zod';
import type { Tx } from '../../db/database.ts';
import { saveStep } from '../../db/turn/queries.ts';
import type { ModelRole } from '../../domain/agent/schemas.ts';
import type { ModelUsage, Ports } from '../ports.ts';

export interface StepContext {
  ports: Ports;
  orgId: string;
  turnId: string;
  seed: number;
  /** Steps that finished in an earlier attempt. */
  stored?: Map<string, unknown>;
  /** Finished, and to be stored with whatever is stored next: before another model is asked, or with the decision. */
  unsaved?: FinishedStep[];
  /** A talk that is only tried (A-ONB-15): nothing is stored, and there is no activity around it. */
  tried?: { signal: AbortSignal; paid(step: string, usage: ModelUsage): void };
}

export type FinishedStep = Omit<Parameters<typeof saveStep>[1], 'orgId' | 'turnId' | 'now'>;

/** Stores what has finished, in the transaction of something else. */
export const saveFinished = (tx: Tx, { ports, orgId, turnId, unsaved }: StepContext): Promise<unknown> =>
  Promise.all((unsaved?.splice(0) ?? []).map(step => saveStep(tx, { ...step, orgId, turnId, now: ports.clock.now() })));

/**
 * Runs a model call as a named step, or answers with its stored result.
 * @throws ModelError when the gateway gave up; nothing is stored then.
 */
export async function modelStep<T>(
  context: StepContext,
  step: {
    name: string;
    position: number;
    role: ModelRole;
    schemaName: string;
    schema: z.ZodType<T>;
    system: string;
    user: string;
    /** Often the last of a turn: kept with the decision then, and not by itself. */
    mayBeLast?: boolean;
  },
): Promise<T> {
  const { ports, orgId, turnId } = context;
  const stored = context.stored?.get(step.name);
  if (stored !== undefined) return step.schema.parse(stored);
  if (context.unsaved && context.unsaved.length > 0)
    await ports.db.withOrg(orgId, tx => saveFinished(tx, context), 'soon');
  await ports.checkpoint(`decide.before_${step.name}`);
  const { value, usage } = await ports.model.complete({
    role: step.role,
    schemaName: step.schemaName,
    schema: step.schema,
    system: step.system,
    user: step.user,
    seed: context.seed,
    orgId,
    signal: context.tried?.signal ?? Context.current().cancellationSignal,
  });
  if (context.tried) {
    context.tried.paid(step.name, usage);
    return value;
  }
  const finished: FinishedStep = { step: step.name, position: step.position, result: value, usage };
  if (step.mayBeLast && context.unsaved) context.unsaved.push(finished);
  // Soon is enough: what a crash of Postgres takes back is asked once more.
  else
    await ports.db.withOrg(orgId, tx => saveStep(tx, { ...finished, orgId, turnId, now: ports.clock.now() }), 'soon');
  return value;
}
