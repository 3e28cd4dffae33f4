/** One stored model step of a turn: paid for once, whatever is retried. */
import { Context } from '@temporalio/activity';
import type { z } from 'zod';
import { saveStep } from '../../db/turn/queries.ts';
import type { ModelRole } from '../../domain/agent/schemas.ts';
import type { Ports } from '../ports.ts';

export interface StepContext {
  ports: Ports;
  orgId: string;
  turnId: string;
  seed: number;
  /** Steps that finished in an earlier attempt. */
  stored?: Map<string, unknown>;
}

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
  },
): Promise<T> {
  const { ports, orgId, turnId } = context;
  const stored = context.stored?.get(step.name);
  if (stored !== undefined) return step.schema.parse(stored);
  await ports.checkpoint(`decide.before_${step.name}`);
  const { value, usage } = await ports.model.complete({
    role: step.role,
    schemaName: step.schemaName,
    schema: step.schema,
    system: step.system,
    user: step.user,
    seed: context.seed,
    signal: Context.current().cancellationSignal,
  });
  // Soon is enough: what a crash of Postgres takes back is asked once more.
  await ports.db.withOrg(
    orgId,
    tx =>
      saveStep(tx, {
        orgId,
        turnId,
        step: step.name,
        position: step.position,
        result: value,
        usage,
        now: ports.clock.now(),
      }),
    'soon',
  );
  return value;
}
