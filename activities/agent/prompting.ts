/** The prompt of a turn: everything but its tail is the same for every call. */
import { snapshotOf } from '../../db/conversation/load.ts';
import type { Source } from '../../domain/agent/decision.ts';
import { assemblePrompt, type PromptSection } from '../../domain/agent/prompt.ts';
import { replyLanguage, showsLanguage } from '../../domain/language/language.ts';
import type { StepContext } from './call.ts';
import type { ThinkInput } from './input.ts';
import { planInstructions } from './instructions.ts';
import { batchLines, knowledgeLines, messageLine, slotLines, stableSections, timingLines } from './sections.ts';

export type PromptTail = { name: string; lines: string[] }[];
export type BuildPrompt = (tail: PromptTail) => PromptSection[];

/** X-LANG: the batch's language within the allowed ones; a batch that shows none ("ok") keeps the last one. */
export function languageOf({ loaded, memory, extraction, batch }: ThinkInput): string {
  const shown = batch.some(message => showsLanguage(message.text ?? message.transcript ?? ''));
  const wanted = (shown ? extraction?.language : null) ?? memory.language ?? loaded.contact.language;
  return replyLanguage(wanted, loaded.playbook.tone.languages);
}

export function buildPrompt(context: StepContext, input: ThinkInput, sources: Source[]): BuildPrompt {
  const { loaded, memory, recent, batch, trigger } = input;
  const snapshot = snapshotOf(loaded);
  const { ports } = context;
  const systemTokens = ports.countTokens(planInstructions(loaded.playbook.agentName, loaded.playbook.business.name));
  return tail =>
    assemblePrompt(
      {
        stable: stableSections(loaded.playbook, loaded.row.ctas),
        knowledge: knowledgeLines(sources),
        summary: memory.summary,
        slots: slotLines(memory),
        memory: [],
        recent: recent.map(message => messageLine(message)),
        batch: batchLines(batch, input.batchLeftOut),
        timing: timingLines({
          now: ports.clock.now(),
          zone: loaded.contact.zone ?? loaded.organization.zone,
          lastInboundAt: loaded.row.lastInboundAt,
          responseRate: snapshot.responseRate,
          windowEndsAt: loaded.row.windowEndsAt,
        }),
        tail: [{ name: 'trigger', lines: [trigger] }, { name: 'answer in', lines: [languageOf(input)] }, ...tail],
      },
      loaded.playbook.budget.promptTokens,
      systemTokens,
      ports.countTokens,
    );
}
