import type { EvalResultRow, EvalRunRow } from '../../db/eval/queries.ts';
import { stateNow } from '../../db/eval/queries.ts';
import type { EvalPersonaView, EvalRunView } from '../contracts/evals.ts';
import { evalPersonaSchema, evalTotalsSchema } from '../contracts/evals.ts';

const iso = (ms: number): string => new Date(ms).toISOString();

export function runView(row: EvalRunRow, now: number): EvalRunView {
  const run = stateNow(row, now);
  return {
    id: run.id,
    playbookId: run.playbookId,
    version: run.version,
    against: run.against,
    state: run.state,
    doing: run.state === 'RUNNING' ? run.doing : '',
    done: run.done,
    total: run.total,
    model: run.model,
    demoModel: run.demoModel === 1,
    totals: Object.fromEntries(
      Object.entries(run.totals).map(([version, totals]) => [version, evalTotalsSchema.parse(totals)]),
    ),
    failure: run.failure,
    createdAt: iso(run.createdAt),
    endedAt: run.endedAt === null ? null : iso(run.endedAt),
  };
}

/** What was stored, in the shape of the contract: what it does not name stays behind. */
export const personaView = (row: EvalResultRow): EvalPersonaView =>
  evalPersonaSchema.parse({ ...row.result, version: row.version, key: row.persona });
