/** Reading and deciding as in a turn, once and without a turn: nothing is stored, and nothing is sent. */
import type { LoadedConversation } from '../../db/conversation/load.ts';
import type { TurnMessage } from '../../db/turn/queries.ts';
import type { Decision } from '../../domain/agent/decision.ts';
import type { Extraction } from '../../domain/agent/schemas.ts';
import { applyCta } from '../../domain/cta/cta.ts';
import type { Tried } from '../../domain/onboarding/tried.ts';
import type { Playbook } from '../../domain/playbook/playbook.ts';
import { mergeExtraction } from '../../domain/slots/merge.ts';
import type { StepContext } from '../agent/call.ts';
import type { ThinkInput } from '../agent/input.ts';
import { lookUp, queryOf } from '../agent/look-up.ts';
import { thinkOpened } from '../agent/opened.ts';
import { failSafe } from '../agent/outcome.ts';
import type { ModelUsage, Ports } from '../ports.ts';
import { isModelFailure } from '../turn/model-failure.ts';
import { onlyTaps, read } from '../turn/read.ts';

export interface ThoughtOnce {
  /** The conversation with what was read; as it was when nothing was. */
  heard: LoadedConversation;
  decision: Decision;
  extraction: Extraction | null;
}

/**
 * @param ports of `counting`. @param usages where what deciding costs is added.
 * A model that fails comes to a decision too (`failure`).
 */
export async function thinkOnce(
  ports: Ports,
  loaded: LoadedConversation,
  input: {
    id: string;
    seed: number;
    batch: TurnMessage[];
    recent: TurnMessage[];
    signal: AbortSignal;
    usages: ModelUsage[];
  },
): Promise<ThoughtOnce> {
  const { batch, recent, signal, usages } = input;
  const { orgId } = loaded.row;
  const [{ step }, found] = await Promise.all([
    onlyTaps(batch, loaded) ?? read(ports, loaded, batch, 0, recent, signal),
    lookUp(ports, loaded, queryOf(batch, recent), signal),
  ]);
  const { extraction } = step;
  const heard = extraction ? hear(loaded, extraction, ports.clock.now()) : loaded;
  const context: StepContext = {
    ports,
    orgId,
    turnId: input.id,
    seed: input.seed,
    tried: { signal, paid: (_step, usage) => usages.push(usage) },
  };
  const decision = step.failure
    ? failSafe(loaded, step.failure)
    : await decide(context, heard, { extraction, batch, recent, found });
  return { heard, decision, extraction };
}

async function decide(
  context: StepContext,
  heard: LoadedConversation,
  seen: Pick<ThinkInput, 'extraction' | 'batch' | 'recent' | 'found'>,
): Promise<Decision> {
  try {
    const { decision } = await thinkOpened(context, {
      loaded: heard,
      memory: heard.row.memory,
      trigger: 'inbound',
      ...seen,
    });
    return decision;
  } catch (error) {
    const failure = isModelFailure(error);
    if (failure === null) throw error;
    return failSafe(heard, failure);
  }
}

/** What was read is known to the deciding, as in a turn. */
function hear(loaded: LoadedConversation, extraction: Extraction, now: number): LoadedConversation {
  const { row, playbook } = loaded;
  const memory = mergeExtraction(row.memory, extraction, () => null, now);
  const ctas = extraction.ctaSignals.reduce(
    (records, { cta, signal }) => applyCta(records, cta, signal, repeats(playbook, cta), now),
    row.ctas,
  );
  return { ...loaded, row: { ...row, memory, ctas } };
}

export const repeats = (playbook: Playbook, type: string): boolean =>
  playbook.ctas.find(cta => cta.type === type)?.repeatable ?? false;

/** Counts what is paid for, and leaves it out of the conversations' own accounts: there is no conversation. */
export function counting(ports: Ports, usages: ModelUsage[]): Ports {
  const { model } = ports;
  return {
    ...ports,
    model: {
      ...model,
      complete: async request => {
        const answer = await model.complete(request);
        // What thinking asks for is counted by its own step.
        if (request.schemaName === 'extraction') usages.push(answer.usage);
        return answer;
      },
      embed: async request => {
        const answer = await model.embed(request);
        usages.push(answer.usage);
        return { ...answer, usage: { ...answer.usage, costMicros: 0 } };
      },
    },
  };
}

export const sumOf = (usages: readonly ModelUsage[]): Tried['usage'] =>
  usages.reduce(
    (sum, usage) => ({
      inputTokens: sum.inputTokens + usage.inputTokens,
      outputTokens: sum.outputTokens + usage.outputTokens,
      costMicros: sum.costMicros + usage.costMicros,
      latencyMs: sum.latencyMs + usage.latencyMs,
      calls: sum.calls + 1,
    }),
    { inputTokens: 0, outputTokens: 0, costMicros: 0, latencyMs: 0, calls: 0 },
  );
