import { and, asc, eq } from 'drizzle-orm';
import { z } from 'zod';
import { turnSteps, turns } from '../../db/turn/table.ts';
import { read } from '../../domain/permission/permission.ts';
import { id } from '../contracts/common.ts';
import { turnSchema } from '../contracts/turns.ts';
import { defineEndpoint, notFound } from '../endpoint.ts';
import { iso, isoOrNull } from '../messages/view.ts';

export const turnEndpoint = defineEndpoint({
  method: 'get',
  path: '/turns/:id',
  summary: 'Why the agent answered as it did',
  tag: 'Turns',
  needs: read('conversations'),
  params: z.strictObject({ id }),
  query: z.strictObject({}),
  body: z.undefined(),
  response: turnSchema,
  errors: [{ status: 404, code: 'not_found', when: 'there is no such turn' }],
  handle: ({ params, caller, services }) =>
    services.db.withOrg(caller.orgId, async tx => {
      const { orgId } = caller;
      const [turn] = await tx
        .select()
        .from(turns)
        .where(and(eq(turns.orgId, orgId), eq(turns.id, params.id)));
      if (!turn) throw notFound('turn');
      const rows = await tx
        .select()
        .from(turnSteps)
        .where(and(eq(turnSteps.orgId, orgId), eq(turnSteps.turnId, turn.id)))
        .orderBy(asc(turnSteps.position));
      const { decision } = turn;
      const steps = rows.map(row => ({
        name: row.step,
        model: row.model,
        inputTokens: row.inputTokens,
        outputTokens: row.outputTokens,
        costMicros: row.costMicros,
        latencyMs: row.latencyMs,
        result: row.result,
      }));
      const sum = (key: 'inputTokens' | 'outputTokens' | 'costMicros' | 'latencyMs') =>
        steps.reduce((total, step) => total + step[key], 0);
      return {
        id: turn.id,
        conversationId: turn.conversationId,
        number: turn.number,
        trigger: turn.trigger,
        outcome: turn.outcome,
        refusal: turn.refusal,
        sentence:
          decision?.sentence ??
          (turn.outcome === 'RUNNING' ? 'The agent is still thinking.' : 'It was stopped before it decided.'),
        reasonCode: decision?.reasonCode ?? null,
        stage: decision ? { from: decision.stageFrom, to: decision.stageTo } : null,
        cta: decision?.cta ?? null,
        confidence: decision?.confidence ?? null,
        grounding: decision?.grounding ?? null,
        owner: turn.owner,
        rules: decision?.rules ?? [],
        sources: decision?.sources ?? [],
        prompt: (turn.prompt ?? []).map(part => ({
          section: part.name,
          tokens: part.tokens,
          budget: part.budget,
          text: part.text,
        })),
        steps,
        totals: {
          inputTokens: sum('inputTokens'),
          outputTokens: sum('outputTokens'),
          costMicros: sum('costMicros'),
          latencyMs: sum('latencyMs'),
        },
        playbookVersion: turn.playbookVersion,
        through: turn.through,
        startedAt: iso(turn.startedAt),
        endedAt: isoOrNull(turn.endedAt),
      };
    }),
});
