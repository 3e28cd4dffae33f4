/**
 * Folds what has left the recent messages into the rolling summary (A-MEM-3), and keeps it searchable for scrolling up
 * (A-RETR-2). Between turns, and given up at once when the customer writes; what fails is tried again when more was said.
 */
import { Context } from '@temporalio/activity';
import type { LoadedConversation } from '../../db/conversation/load.ts';
import { loadConversation, saveConversation, snapshotOf } from '../../db/conversation/load.ts';
import { addModelCall } from '../../db/cost/queries.ts';
import { type FoldedMessage, messagesToFold, type NewMemory, rememberMessages } from '../../db/knowledge/memory.ts';
import { assemblePrompt, PROMPT_CEILING, renderPrompt } from '../../domain/agent/prompt.ts';
import { summarySchema } from '../../domain/agent/schemas.ts';
import type { ConversationState } from '../../domain/conversation/state.ts';
import { boundSummary, foldDue, foldThrough } from '../../domain/memory/fold.ts';
import { summaryInstructions } from '../agent/instructions.ts';
import { messageLine, slotLines, timingLines } from '../agent/sections.ts';
import type { ModelUsage, Ports } from '../ports.ts';
import type { ConversationRef } from '../turn/extract.ts';
import { isModelFailure } from '../turn/model-failure.ts';

const CHARACTERS_PER_MESSAGE = 400;

export async function remember(ports: Ports, ref: ConversationRef): Promise<ConversationState> {
  const { orgId } = ref;
  const signal = Context.current().cancellationSignal;
  const opened = await ports.db.withOrg(orgId, async tx => {
    const loaded = await loadConversation(tx, ref, false);
    if (!loaded) throw new Error('conversation not found');
    const { memory, handledThrough } = loaded.row;
    const from = memory.summaryThrough;
    const through = foldThrough(handledThrough);
    const due = foldDue({ handledThrough, summaryThrough: from, foldTriedThrough: memory.foldTriedThrough ?? 0 });
    return { loaded, due, from, through, folded: due ? await messagesToFold(tx, { ...ref, from, through }) : [] };
  });
  const { loaded, due, from, through, folded } = opened;
  if (!due) return snapshotOf(loaded);
  // Nothing is left of what was said: the run must not ask for it for ever.
  if (folded.length === 0) return tried(ports, ref);
  const [summary, embedded] = await Promise.all([
    summarize(ports, loaded, folded, signal),
    embed(ports, ref, folded, signal),
  ]);
  const now = ports.clock.now();
  return ports.db.withOrg(orgId, async tx => {
    const fresh = await loadConversation(tx, ref, true);
    if (!fresh) throw new Error('conversation not found');
    const { memory, handledThrough } = fresh.row;
    // Another attempt was quicker, or the person was erased meanwhile.
    if (memory.summaryThrough !== from) return snapshotOf(fresh);
    if (embedded.usage) await addModelCall(tx, { ...ref, purpose: 'embed', usage: embedded.usage, now });
    if (summary?.usage) await addModelCall(tx, { ...ref, purpose: 'summarize', usage: summary.usage, now });
    if (!summary?.text) {
      return saveConversation(tx, fresh, { memory: { ...memory, foldTriedThrough: handledThrough } }, now);
    }
    await rememberMessages(tx, { ...ref, model: embedded.model, entries: embedded.entries });
    const folding = { summary: summary.text, summaryThrough: through, foldTriedThrough: handledThrough };
    return saveConversation(tx, fresh, { memory: { ...memory, ...folding } }, now);
  });
}

/** Not due again before more was said. */
async function tried(ports: Ports, ref: ConversationRef): Promise<ConversationState> {
  return ports.db.withOrg(ref.orgId, async tx => {
    const loaded = await loadConversation(tx, ref, true);
    if (!loaded) throw new Error('conversation not found');
    const { memory, handledThrough } = loaded.row;
    return saveConversation(tx, loaded, { memory: { ...memory, foldTriedThrough: handledThrough } }, ports.clock.now());
  });
}

/** Null when the model failed: the older summary stays, and nothing is lost. */
async function summarize(
  ports: Ports,
  { row, playbook, contact, organization }: LoadedConversation,
  folded: FoldedMessage[],
  signal: AbortSignal,
): Promise<{ text: string; usage: ModelUsage } | null> {
  const system = summaryInstructions();
  const sections = assemblePrompt(
    {
      stable: [{ name: 'business', lines: [`name: ${playbook.business.name}`] }],
      knowledge: [],
      summary: row.memory.summary,
      slots: slotLines(row.memory),
      memory: [],
      recent: [],
      // Each is to be in the summary: none may be dropped for want of room.
      batch: characters => folded.map(message => messageLine(message, Math.min(CHARACTERS_PER_MESSAGE, characters))),
      timing: timingLines({
        now: ports.clock.now(),
        zone: contact.zone ?? organization.zone,
        lastInboundAt: row.lastInboundAt,
        responseRate: null,
        windowEndsAt: row.windowEndsAt,
      }),
      tail: [],
    },
    PROMPT_CEILING,
    ports.countTokens(system),
    ports.countTokens,
  );
  try {
    const { value, usage } = await ports.model.complete({
      role: 'summarize',
      schemaName: 'summary',
      schema: summarySchema,
      system,
      user: renderPrompt(sections),
      seed: row.turnNumber,
      orgId: row.orgId,
      signal,
    });
    return { text: boundSummary(value.summary, ports.countTokens), usage };
  } catch (error) {
    if (isModelFailure(error) === null) throw error;
    ports.log.warn(
      { err: error, conversationId: row.id },
      'older messages could not be summarized and are tried again',
    );
    return null;
  }
}

/** Vectors of what was said; without them it is found by its words, and embedded later (A-RETR-3). */
async function embed(
  ports: Ports,
  { orgId, conversationId }: ConversationRef,
  folded: FoldedMessage[],
  signal: AbortSignal,
): Promise<{ entries: NewMemory[]; model: string; usage: ModelUsage | null }> {
  const said = folded.flatMap(message => {
    const text = message.deleted ? '' : (message.text ?? message.transcript ?? message.description ?? '').trim();
    return text === '' ? [] : [{ messageId: message.id, text, at: message.at }];
  });
  const without = { entries: said.map(entry => ({ ...entry, vector: null })), model: '', usage: null };
  if (said.length === 0) return without;
  try {
    const { vectors, usage } = await ports.model.embed({ orgId, texts: said.map(entry => entry.text), signal });
    return {
      entries: said.map((entry, index) => ({ ...entry, vector: vectors[index] ?? null })),
      model: usage.model,
      usage,
    };
  } catch (error) {
    if (isModelFailure(error) === null) throw error;
    ports.log.warn({ err: error, conversationId }, 'older messages could not be embedded yet');
    return without;
  }
}
