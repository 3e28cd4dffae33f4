/** What the agent may rest its words on, ranked from what was looked up for the messages it answers. */
import type { TurnMessage } from '../../db/turn/queries.ts';
import type { Source } from '../../domain/agent/decision.ts';
import { givesOrders } from '../../domain/guardrails/orders.ts';
import { matchKnowledge } from '../../domain/knowledge/match.ts';
import { KNOWLEDGE_LIMIT, rankKnowledge, rankMemory } from '../../domain/knowledge/rank.ts';
import type { RetrievalTrigger } from '../../domain/knowledge/triggers.ts';
import type { ThinkInput } from './input.ts';
import type { RememberedHit } from './look-up.ts';
import { BATCH_MESSAGES } from './sections.ts';

export interface Retrieved {
  sources: Source[];
  /** The best passage of all is one whose page has changed and that nobody has looked at since (A-KNOW-3). */
  stale: boolean;
}

/** The playbook's own answers by their words, and passages of the knowledge base by meaning and words: the best five of both. */
export function retrieve(input: ThinkInput): Retrieved {
  // What gives orders is no fact: a page that others can write on must not speak through the agent.
  const looked = (input.found?.knowledge ?? []).filter(hit => !givesOrders(`${hit.title}\n${hit.text}`));
  const passages = rankKnowledge(looked);
  const faqs = ownAnswers(input);
  const fresh: Source[] = passages
    .filter(hit => !hit.stale)
    .map((hit, index) => ({
      id: `doc-${index + 1}`,
      title: hit.title,
      text: hit.text,
      score: hit.score,
      documentId: hit.documentId,
      url: hit.url,
    }));
  const sources = [...faqs, ...fresh].sort((a, b) => b.score - a.score).slice(0, KNOWLEDGE_LIMIT);
  const best = passages[0];
  return { sources, stale: best?.stale === true && best.score > (sources[0]?.score ?? 0) };
}

function ownAnswers({ loaded, batch, recent }: ThinkInput): Source[] {
  const { playbook } = loaded;
  const entries = playbook.faqs
    .map((faq, index) => ({ id: `faq-${index + 1}`, title: faq.question, text: faq.answer }))
    .filter(entry => !givesOrders(`${entry.title}\n${entry.text}`));
  const words = (messages: TurnMessage[]) =>
    messages.map(message => message.text ?? message.transcript ?? '').join(' ');
  const asked = words(batch.slice(-BATCH_MESSAGES));
  const before = words(recent.filter(message => message.direction === 'in').slice(-2));
  const best = matchKnowledge(asked, entries, KNOWLEDGE_LIMIT);
  const more = matchKnowledge(`${asked} ${before}`, entries, KNOWLEDGE_LIMIT);
  return [...best, ...more.filter(source => !best.some(found => found.id === source.id))].slice(0, KNOWLEDGE_LIMIT);
}

/** Older messages, when something asks for them (A-RETR-1); never those that stand in sight already. */
export function scrollUp(input: ThinkInput, triggers: readonly RetrievalTrigger[], now: number): RememberedHit[] {
  if (triggers.length === 0 || !input.found) return [];
  const inSight = new Set([...input.recent, ...input.batch].map(message => message.id));
  return rankMemory(
    input.found.messages.filter(hit => !inSight.has(hit.message.id)),
    now,
  );
}
