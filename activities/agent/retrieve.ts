/** What the agent may rest its words on, found for the messages it answers. */
import type { TurnMessage } from '../../db/turn/queries.ts';
import type { Source } from '../../domain/agent/decision.ts';
import { matchKnowledge } from '../../domain/knowledge/match.ts';
import type { ThinkInput } from './input.ts';
import { BATCH_MESSAGES } from './sections.ts';

const KNOWLEDGE_LIMIT = 5;

export function retrieve({ loaded, batch, recent }: ThinkInput): Source[] {
  const { playbook } = loaded;
  const entries = playbook.faqs.map((faq, index) => ({
    id: `faq-${index + 1}`,
    title: faq.question,
    text: faq.answer,
  }));
  const words = (messages: TurnMessage[]) =>
    messages.map(message => message.text ?? message.transcript ?? '').join(' ');
  const asked = words(batch.slice(-BATCH_MESSAGES));
  const before = words(recent.filter(message => message.direction === 'in').slice(-2));
  const best = matchKnowledge(asked, entries, KNOWLEDGE_LIMIT);
  const more = matchKnowledge(`${asked} ${before}`, entries, KNOWLEDGE_LIMIT);
  return [...best, ...more.filter(source => !best.some(found => found.id === source.id))].slice(0, KNOWLEDGE_LIMIT);
}
