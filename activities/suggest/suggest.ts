/**
 * What the agent would write now, for a person to send or change: the reading, deciding and guarding of a turn on the conversation as
 * it stands, whoever has it. Nothing is sent and no turn is opened; what it costs is counted.
 */
import { type LoadedConversation, loadConversation } from '../../db/conversation/load.ts';
import { addModelCall } from '../../db/cost/queries.ts';
import { recentMessages, type TurnMessage } from '../../db/turn/queries.ts';
import type { Decision } from '../../domain/agent/decision.ts';
import type { Suggestion } from '../../domain/agent/suggestion.ts';
import { budgetOf } from '../agent/budget.ts';
import { atThisHour } from '../agent/opened.ts';
import type { ModelUsage, Ports } from '../ports.ts';
import { wordsOf } from '../try-out/answer.ts';
import { counting, sumOf, thinkOnce } from '../try-out/think.ts';

const SEEN = 40;
const RECENT = 20;

export async function suggest(
  given: Ports,
  { orgId, conversationId, signal }: { orgId: string; conversationId: string; signal: AbortSignal },
): Promise<Suggestion> {
  const usages: ModelUsage[] = [];
  const ports = counting(given, usages);
  const found = await ports.db.withOrg(orgId, async tx => {
    const loaded = await loadConversation(tx, { orgId, conversationId }, false);
    if (!loaded) return null;
    const { lastInboundNumber: before } = loaded.row;
    return { loaded, seen: await recentMessages(tx, { orgId, conversationId, before, limit: SEEN }) };
  });
  if (!found) return { kind: 'missing' };
  const { batch, recent } = unanswered(found.seen);
  if (batch.length === 0) return { kind: 'nothing_to_answer' };
  const loaded = asAgent(atThisHour(found.loaded, ports.clock.now()));
  if ((await budgetOf(ports, loaded)) === 'spent') return { kind: 'over_budget' };
  try {
    const { row } = loaded;
    const { decision } = await thinkOnce(ports, loaded, {
      id: conversationId,
      seed: row.turnNumber + 1,
      batch,
      recent: recent.slice(-RECENT),
      signal,
      usages,
    });
    return suggestionOf(decision);
  } finally {
    const total = sumOf(usages);
    if (total.calls > 0)
      await ports.db.withOrg(orgId, tx =>
        addModelCall(tx, {
          orgId,
          conversationId,
          purpose: 'suggest',
          usage: { ...total, model: usages.at(-1)?.model ?? '' },
          now: ports.clock.now(),
        }),
      );
  }
}

/** What the customer wrote since anybody answered, and what was said before. */
function unanswered(seen: readonly TurnMessage[]): { batch: TurnMessage[]; recent: TurnMessage[] } {
  const answered = seen.findLastIndex(message => message.direction === 'out');
  const after = seen.slice(answered + 1);
  return {
    batch: after.filter(message => message.answerable && !message.deleted),
    recent: seen.slice(0, answered + 1),
  };
}

/** Who has it, and that it was handed over, does not matter here: a person asks. */
const asAgent = (loaded: LoadedConversation): LoadedConversation => ({
  ...loaded,
  row: { ...loaded.row, owner: 'AI', aiFailures: 0 },
});

function suggestionOf(decision: Decision): Suggestion {
  const { sentence, sources, confidence, failure } = decision;
  const said = decision.shouldSend && failure === null && decision.origin !== 'fallback';
  const words = said
    ? decision.parts.flatMap(part => wordsOf(part) ?? [])
    : decision.withheld
      ? [decision.withheld]
      : [];
  if (words.length === 0) return { kind: 'none', why: sentence };
  return {
    kind: 'text',
    text: words.join('\n\n'),
    why: sentence,
    confidence,
    sources: sources.flatMap(source => (source.title ? [source.title] : [])),
  };
}
