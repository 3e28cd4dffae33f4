/** Makes a draft: in code from the answers, and with what a model proposes on top of it, as far as code takes it (A-ONB-10 to A-ONB-14). */
import type { ModelPort, ModelUsage } from '../../activities/ports.ts';
import type { DraftNotes } from '../../db/onboarding/table.ts';
import type { Answers } from '../../domain/onboarding/answers.ts';
import { draftFrom } from '../../domain/onboarding/draft.ts';
import { type Passage, passagesFor, sourcesOf, systemFor, userFor } from '../../domain/onboarding/prompts.ts';
import { PROPOSAL_SCHEMAS, PROPOSED, type Proposals, type Proposed, take } from '../../domain/onboarding/proposals.ts';
import type { Playbook } from '../../domain/playbook/playbook.ts';

/** Whoever set up waits in front of it. */
const PATIENCE_MS = 60_000;
const SEED = 1;

const NAMES: Record<Proposed, string> = {
  business: 'business facts',
  sales: 'sales rules',
  tone: 'tone',
  guardrails: 'guardrails',
  scripts: 'scripts',
};

export interface Generated {
  draft: Playbook;
  notes: DraftNotes;
  /** What was paid for. */
  usages: ModelUsage[];
}

/** Never fails for what a model does: each part it gives nothing usable for stays as code made it, and says so. */
export async function generate(
  complete: ModelPort['complete'] | null,
  { orgId, answers, pages }: { orgId: string; answers: Answers; pages: readonly Passage[] },
): Promise<Generated> {
  const base = draftFrom(answers);
  const notes: DraftNotes = {
    parts: Object.fromEntries(PROPOSED.map(part => [part, 'answers'])),
    notes: [],
  };
  if (!complete) {
    notes.notes.push('All of it was made from your answers alone, without a model.');
    return { draft: base, notes, usages: [] };
  }
  const passages = passagesFor(pages);
  const sources = sourcesOf(answers, passages);
  const signal = AbortSignal.timeout(PATIENCE_MS);
  const asked = await Promise.all(
    PROPOSED.map(async part => {
      try {
        const answer = await ask(complete, part, { orgId, answers, base, passages, signal });
        return { part, failure: null, ...answer };
      } catch (error) {
        return { part, failure: error instanceof Error ? error.message : String(error) };
      }
    }),
  );
  let draft = base;
  const usages: ModelUsage[] = [];
  const refused: string[] = [];
  const models = new Set<string>();
  for (const found of asked) {
    if (found.failure !== null) {
      notes.notes.push(
        `The ${NAMES[found.part]} come from your answers alone: the model gave nothing usable (${found.failure.replace(/\.$/, '')}).`,
      );
      continue;
    }
    usages.push(found.usage);
    models.add(found.usage.model);
    const taken = take(found.part, found.value, draft, sources);
    draft = taken.playbook;
    notes.parts[found.part] = 'model';
    refused.push(...taken.refused);
    // Judging texts takes the processor; others are served in between.
    await new Promise(resolve => setImmediate(resolve));
  }
  if (models.size > 0) notes.notes.unshift(`Proposed by the model ${[...models].join(', ')}, and checked by code.`);
  notes.notes.push(...refused.slice(0, 30));
  return { draft, notes, usages };
}

async function ask<Part extends Proposed>(
  complete: ModelPort['complete'],
  part: Part,
  input: { orgId: string; answers: Answers; base: Playbook; passages: Passage[]; signal: AbortSignal },
): Promise<{ value: Proposals[Part]; usage: ModelUsage }> {
  return complete<Proposals[Part]>({
    role: 'write',
    schemaName: `propose_${part}`,
    // A part's schema makes a part's proposal.
    schema: PROPOSAL_SCHEMAS[part] as never,
    system: systemFor(part),
    user: userFor(part, input.answers, input.base, input.passages),
    seed: SEED,
    orgId: input.orgId,
    signal: input.signal,
  });
}
