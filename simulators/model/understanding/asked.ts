import { ALL_BOOKS } from '../phrases/phrasebook.ts';
import type { Prompt } from '../prompt/prompt.ts';
import type { ChecklistField } from '../prompt/rules.ts';
import { sentences, words } from '../prompt/text.ts';
import { kindOfField, termsOfField } from './fields.ts';
import { termSet } from './lexicon.ts';

/** The last thing our side said, or null at the start of a conversation. */
export function lastOurs(prompt: Prompt): string | null {
  return prompt.recent.findLast(message => message.from !== 'customer')?.text ?? null;
}

/** The wordings in which a field may have been asked, in any language of the phrase books. */
export function wordingsOf(field: ChecklistField): string[] {
  const kind = kindOfField(field);
  const known = kind === 'other' ? [] : ALL_BOOKS.flatMap(book => book.ask[kind]);
  return [field.question, ...known].filter(text => text !== '');
}

function likeness(a: readonly string[], b: readonly string[]): number {
  const other = new Set(b);
  const common = new Set(a.filter(word => other.has(word))).size;
  return common / Math.max(1, new Set([...a, ...b]).size);
}

/** How surely a sentence of ours asked for the field, 0 to 1. */
export function asksFor(text: string, field: ChecklistField): number {
  const terms = termsOfField(field);
  let best = 0;
  for (const sentence of sentences(text).filter(part => part.includes('?'))) {
    const list = words(sentence);
    for (const wording of wordingsOf(field)) best = Math.max(best, likeness(list, words(wording)));
    const shared = [...termSet(sentence)].filter(term => terms.has(term)).length;
    if (shared > 0) best = Math.max(best, Math.min(0.9, 0.35 + 0.2 * shared));
  }
  return best;
}

/** The intake field that our last message asked for. */
export function askedField(prompt: Prompt): ChecklistField | null {
  const last = lastOurs(prompt);
  if (last === null) return null;
  const ranked = prompt.checklist
    .map(field => ({ field, score: asksFor(last, field) }))
    .sort((a, b) => b.score - a.score);
  const best = ranked[0];
  return best && best.score >= 0.45 ? best.field : null;
}

/** How many of our recent messages asked for the field already. */
export function timesAsked(prompt: Prompt, field: ChecklistField): number {
  return prompt.recent.filter(message => message.from === 'agent' && asksFor(message.text, field) >= 0.45).length;
}
