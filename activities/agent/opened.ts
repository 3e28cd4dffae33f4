/** The agent's thinking with what the playbook says by itself around it: a welcome, an away message (B-SET-2, B-SET-3). */
import type { LoadedConversation } from '../../db/conversation/load.ts';
import { opened, openingOf, playbookAt } from '../../domain/playbook/hour-texts.ts';
import type { StepContext } from './call.ts';
import type { ThinkInput, Thought } from './input.ts';
import { languageOf } from './prompting.ts';
import { think } from './think.ts';

/** The conversation as it is at this hour: hand-overs say when a person answers. */
export const atThisHour = (loaded: LoadedConversation, now: number): LoadedConversation => ({
  ...loaded,
  playbook: playbookAt(loaded.playbook, now, loaded.organization.zone),
});

/** Only replies are opened: nobody asked for what the agent starts by itself. */
export async function thinkOpened(context: StepContext, input: ThinkInput): Promise<Thought> {
  const { loaded, memory, recent, trigger } = input;
  if (trigger !== 'inbound') return think(context, input);
  const now = context.ports.clock.now();
  const openingAfter = (awaySaidAt: number | null) =>
    openingOf(loaded.playbook, {
      first: loaded.row.botMessages === 0 && recent.every(message => message.direction === 'in'),
      awaySaidAt,
      language: languageOf(input),
      now,
      organizationZone: loaded.organization.zone,
    });
  const planned = openingAfter(memory.awaySaidAt ?? null);
  if (!planned) return think(context, input);
  const thought = await think(context, { ...input, opening: planned });
  const { decision } = thought;
  // A hand-over says by itself when a person answers.
  const opening = decision.handoff === null ? planned : openingAfter(now);
  const [first, ...rest] = decision.parts;
  const together = first && opening && decision.shouldSend ? opened(first, opening) : null;
  if (!opening || !together) return thought;
  return { ...thought, decision: { ...decision, parts: [together, ...rest], opening: opening.kinds } };
}
