/** Tokens and money, per call and per month (A-COST-1, X-BUDGET). */
import { and, eq, sql } from 'drizzle-orm';
import type { ModelUsage } from '../../activities/ports.ts';
import { monthOf } from '../../domain/cost/month.ts';
import type { Tx } from '../database.ts';
import { newId } from '../ids.ts';
import { messages } from '../message/table.ts';
import { preparedOn } from '../prepared.ts';
import { turnSteps, turns } from '../turn/table.ts';
import { modelCalls, spending } from './table.ts';

const SLICES = 16;

/** Adds to the month of an organization, in one of its slices: calls at once do not wait for each other. */
export async function addSpending(
  tx: Tx,
  {
    orgId,
    kind,
    usage,
    now,
  }: {
    orgId: string;
    kind: 'model' | 'message';
    usage: { inputTokens: number; outputTokens: number; costMicros: number };
    now: number;
  },
): Promise<void> {
  const { inputTokens, outputTokens, costMicros } = usage;
  await preparedOn(tx, 'add spending', on =>
    on
      .insert(spending)
      .values({
        orgId: sql.placeholder('orgId'),
        month: sql.placeholder('month'),
        kind: sql.placeholder('kind'),
        slice: sql.placeholder('slice'),
        inputTokens: sql.placeholder('inputTokens'),
        outputTokens: sql.placeholder('outputTokens'),
        costMicros: sql.placeholder('costMicros'),
        count: 1,
      })
      .onConflictDoUpdate({
        target: [spending.orgId, spending.month, spending.kind, spending.slice],
        set: {
          inputTokens: sql`${spending.inputTokens} + excluded.input_tokens`,
          outputTokens: sql`${spending.outputTokens} + excluded.output_tokens`,
          costMicros: sql`${spending.costMicros} + excluded.cost_micros`,
          count: sql`${spending.count} + 1`,
        },
      }),
  ).execute({
    orgId,
    month: monthOf(now),
    kind,
    slice: Math.floor(Math.random() * SLICES),
    inputTokens,
    outputTokens,
    costMicros,
  });
}

/** A call that is no step of a turn. */
export async function addModelCall(
  tx: Tx,
  {
    orgId,
    conversationId,
    purpose,
    usage,
    now,
  }: {
    orgId: string;
    conversationId: string | null;
    purpose: (typeof modelCalls.$inferInsert)['purpose'];
    usage: ModelUsage;
    now: number;
  },
): Promise<void> {
  const { model, inputTokens, outputTokens, costMicros, latencyMs } = usage;
  await tx.insert(modelCalls).values({
    orgId,
    id: newId(),
    conversationId,
    purpose,
    model,
    inputTokens,
    outputTokens,
    costMicros,
    latencyMs,
    at: now,
  });
  await addSpending(tx, { orgId, kind: 'model', usage, now });
}

/** What one conversation has cost: every step of every turn, every other call, every message. */
export async function conversationCost(
  tx: Tx,
  { orgId, conversationId }: { orgId: string; conversationId: string },
): Promise<{ modelMicros: number; messageMicros: number; inputTokens: number; outputTokens: number }> {
  const [steps] = await tx
    .select({
      micros: sql<string>`coalesce(sum(${turnSteps.costMicros}), 0)`,
      input: sql<string>`coalesce(sum(${turnSteps.inputTokens}), 0)`,
      output: sql<string>`coalesce(sum(${turnSteps.outputTokens}), 0)`,
    })
    .from(turnSteps)
    .innerJoin(turns, and(eq(turns.orgId, turnSteps.orgId), eq(turns.id, turnSteps.turnId)))
    .where(and(eq(turns.orgId, orgId), eq(turns.conversationId, conversationId)));
  const [calls] = await tx
    .select({
      micros: sql<string>`coalesce(sum(${modelCalls.costMicros}), 0)`,
      input: sql<string>`coalesce(sum(${modelCalls.inputTokens}), 0)`,
      output: sql<string>`coalesce(sum(${modelCalls.outputTokens}), 0)`,
    })
    .from(modelCalls)
    .where(and(eq(modelCalls.orgId, orgId), eq(modelCalls.conversationId, conversationId)));
  const [sent] = await tx
    .select({ micros: sql<string>`coalesce(sum(${messages.costMicros}), 0)` })
    .from(messages)
    .where(
      and(
        eq(messages.orgId, orgId),
        eq(messages.conversationId, conversationId),
        sql`${messages.costMicros} is not null`,
      ),
    );
  return {
    modelMicros: Number(steps?.micros ?? 0) + Number(calls?.micros ?? 0),
    messageMicros: Number(sent?.micros ?? 0),
    inputTokens: Number(steps?.input ?? 0) + Number(calls?.input ?? 0),
    outputTokens: Number(steps?.output ?? 0) + Number(calls?.output ?? 0),
  };
}

export interface MonthSpending {
  kind: 'model' | 'message';
  inputTokens: number;
  outputTokens: number;
  costMicros: number;
  count: number;
}

export async function spendingOf(tx: Tx, { orgId, month }: { orgId: string; month: string }): Promise<MonthSpending[]> {
  const rows = await tx
    .select({
      kind: spending.kind,
      input: sql<string>`sum(${spending.inputTokens})`,
      output: sql<string>`sum(${spending.outputTokens})`,
      micros: sql<string>`sum(${spending.costMicros})`,
      count: sql<string>`sum(${spending.count})`,
    })
    .from(spending)
    .where(and(eq(spending.orgId, orgId), eq(spending.month, month)))
    .groupBy(spending.kind);
  return rows.map(row => ({
    kind: row.kind,
    inputTokens: Number(row.input),
    outputTokens: Number(row.output),
    costMicros: Number(row.micros),
    count: Number(row.count),
  }));
}
