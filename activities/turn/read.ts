/** Reading: what the customer said, as the extraction schema wants it. Taps are read by code, words by the model. */
import { type LoadedConversation, snapshotOf } from '../../db/conversation/load.ts';
import type { TurnMessage } from '../../db/turn/queries.ts';
import { assemblePrompt, PROMPT_CEILING, renderPrompt } from '../../domain/agent/prompt.ts';
import { type Extraction, extractionSchema } from '../../domain/agent/schemas.ts';
import { tappedExtraction } from '../../domain/interactive/apply.ts';
import { actionOf } from '../../domain/interactive/reply.ts';
import { extractInstructions } from '../agent/instructions.ts';
import { batchLines, messageLine, slotLines, stableSections, timingLines } from '../agent/sections.ts';
import type { ModelUsage, Ports } from '../ports.ts';
import { isModelFailure } from './model-failure.ts';

export type ExtractStep = { extraction: Extraction; failure: null } | { extraction: null; failure: string };

/** A batch of nothing but tapped choices is read by code (A-WA-6); null when there is anything else in it. */
export function onlyTaps(
  batch: TurnMessage[],
  { row, playbook, contact }: LoadedConversation,
): { step: ExtractStep; usage: null } | null {
  const said = batch.filter(message => message.answerable && !message.deleted);
  const taps = said.flatMap(({ number, replyId, editedAt }) => {
    const action = editedAt === null ? actionOf(replyId, playbook) : null;
    return action ? [{ number: number ?? 0, action }] : [];
  });
  if (taps.length === 0 || taps.length < said.length) return null;
  const language = row.memory.language ?? contact.language ?? playbook.tone.languages[0] ?? 'en';
  return { step: { extraction: tappedExtraction(taps, language), failure: null }, usage: null };
}

/** What a rule answers, or nobody, is read by no model. */
export function unread({ row, playbook, contact }: LoadedConversation): { step: ExtractStep; usage: null } {
  const language = row.memory.language ?? contact.language ?? playbook.tone.languages[0] ?? 'en';
  return { step: { extraction: tappedExtraction([], language), failure: null }, usage: null };
}

/** One model call; a model that fails is a step that says so. @throws what is no failure of the model. */
export async function read(
  ports: Ports,
  loaded: LoadedConversation,
  batch: TurnMessage[],
  leftOut: number,
  recent: TurnMessage[],
  signal: AbortSignal,
): Promise<{ step: ExtractStep; usage: ModelUsage | null }> {
  const { row, playbook, contact, organization } = loaded;
  const snapshot = snapshotOf(loaded);
  const system = extractInstructions();
  const stable = stableSections(playbook, row.ctas).filter(
    part => part.name === 'business' || part.name === 'rules' || part.name === 'tone',
  );
  const sections = assemblePrompt(
    {
      stable,
      knowledge: [],
      summary: row.memory.summary,
      slots: slotLines(row.memory),
      memory: [],
      recent: recent.map(message => messageLine(message)),
      batch: characters => batchLines(batch, leftOut, characters),
      timing: timingLines({
        now: ports.clock.now(),
        zone: contact.zone ?? organization.zone,
        lastInboundAt: row.lastInboundAt,
        responseRate: snapshot.responseRate,
        windowEndsAt: row.windowEndsAt,
      }),
      tail: [],
    },
    Math.min(PROMPT_CEILING, playbook.budget.promptTokens),
    ports.countTokens(system),
    ports.countTokens,
  );
  try {
    const { value, usage } = await ports.model.complete({
      role: 'extract',
      schemaName: 'extraction',
      schema: extractionSchema,
      system,
      user: renderPrompt(sections),
      seed: row.turnNumber,
      orgId: row.orgId,
      signal,
    });
    return { step: { extraction: value, failure: null }, usage };
  } catch (error) {
    const failure = isModelFailure(error);
    if (failure === null) throw error;
    return { step: { extraction: null, failure }, usage: null };
  }
}
