/** The prompt of a turn: everything but its tail is the same for every call. */
import { snapshotOf } from '../../db/conversation/load.ts';
import type { Source } from '../../domain/agent/decision.ts';
import { assemblePrompt, PROMPT_CEILING, type PromptSection } from '../../domain/agent/prompt.ts';
import { replyLanguage, showsLanguage } from '../../domain/language/language.ts';
import { changeLines } from '../../domain/memory/changed.ts';
import { moodAdvice } from '../../domain/sentiment/response.ts';
import type { StepContext } from './call.ts';
import { hoursLines, openingLines } from './hours.ts';
import type { ThinkInput } from './input.ts';
import { critiqueInstructions, planInstructions, simpleInstructions, writeInstructions } from './instructions.ts';
import type { RememberedHit } from './look-up.ts';
import { batchLines, knowledgeLines, messageLine, slotLines, stableSections, timingLines } from './sections.ts';

export type PromptTail = { name: string; lines: string[] }[];
export type BuildPrompt = (tail: PromptTail) => PromptSection[];

/** X-LANG: the batch's language within the allowed ones; a batch that shows none ("ok") keeps the last one. */
export function languageOf({ loaded, memory, extraction, batch }: ThinkInput): string {
  const shown = batch.some(message => showsLanguage(message.text ?? message.transcript ?? ''));
  const wanted = (shown ? extraction?.language : null) ?? memory.language ?? loaded.contact.language;
  return replyLanguage(wanted, loaded.playbook.tone.languages);
}

/** @param scrolledUp older messages, best first; none when nothing asks for them. */
export function buildPrompt(
  context: StepContext,
  input: ThinkInput,
  sources: Source[],
  scrolledUp: readonly RememberedHit[] = [],
): BuildPrompt {
  const { loaded, memory, recent, batch, trigger } = input;
  const { playbook } = loaded;
  const snapshot = snapshotOf(loaded);
  const { ports } = context;
  const mood = moodAdvice(memory.sentiments);
  const simply = playbook.mode === 'SIMPLE_PROMPT' || playbook.talk === 'structured';
  const instructions = simply ? [simpleInstructions] : [planInstructions, writeInstructions];
  const systemTokens = Math.max(
    ports.countTokens(critiqueInstructions()),
    ...instructions.map(of => ports.countTokens(of(playbook.agentName, playbook.business.name))),
  );
  return tail =>
    assemblePrompt(
      {
        stable: stableSections(playbook, loaded.row.ctas),
        knowledge: knowledgeLines(sources),
        summary: memory.summary,
        slots: slotLines(memory),
        memory: scrolledUp.map(hit => messageLine(hit.message, 400)),
        recent: recent.map(message => messageLine(message)),
        batch: characters => batchLines(batch, input.batchLeftOut, characters),
        timing: [
          ...timingLines({
            now: ports.clock.now(),
            zone: loaded.contact.zone ?? loaded.organization.zone,
            lastInboundAt: loaded.row.lastInboundAt,
            responseRate: snapshot.responseRate,
            windowEndsAt: loaded.row.windowEndsAt,
          }),
          ...hoursLines(playbook, ports.clock.now(), loaded.organization.zone),
          ...openingLines(input.opening ?? null),
          ...(mood === null ? [] : [mood]),
        ],
        tail: [
          { name: 'changed', lines: changeLines(memory) },
          { name: 'trigger', lines: [trigger] },
          { name: 'answer in', lines: [languageOf(input)] },
          ...tail,
        ],
      },
      Math.min(PROMPT_CEILING, playbook.budget.promptTokens),
      systemTokens,
      ports.countTokens,
    );
}
