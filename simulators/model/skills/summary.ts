import type { Prompt, PromptMessage } from '../prompt/prompt.ts';
import { hasAny, padded, sentences } from '../prompt/text.ts';
import { findCommitments } from '../understanding/commitments.ts';
import { OBJECTIONS } from '../understanding/cues.ts';
import { findQuestions } from '../understanding/questions.ts';
import { understand } from '../understanding/understand.ts';

const LIMIT = 1100;

function unique(list: readonly string[]): string[] {
  return [...new Set(list.filter(text => text !== ''))];
}

/** Answer for `summary`: who, wants, objections, promises with their time, next step. */
export function summary(prompt: Prompt): Record<string, unknown> {
  const messages: PromptMessage[] = [...prompt.memory, ...prompt.recent, ...prompt.batch];
  const customers = messages.filter(message => message.from === 'customer');
  const parts: string[] = [];
  const slots = new Map(prompt.slots.map(slot => [slot.key, slot.value]));
  for (const slot of understand({ ...prompt, batch: customers, recent: [] }).slots)
    if (!slots.has(slot.key)) slots.set(slot.key, slot.value);
  const before = sentences(prompt.summary)
    .filter(part => !/^(Known|Asked|Objections|Promises|Open|Last):?/.test(part))
    .slice(0, 4);
  if (before.length > 0) parts.push(before.join(' '));
  if (slots.size > 0)
    parts.push(`Known: ${[...slots].map(([key, value]) => `${key.replaceAll('_', ' ')} ${value}`).join('; ')}.`);
  const asked = unique(findQuestions(customers).map(question => question.text.replace(/\?+$/, ''))).slice(-5);
  if (asked.length > 0) parts.push(`Asked: ${asked.join('; ')}.`);
  const objections = OBJECTIONS.filter(([, list]) => customers.some(message => hasAny(padded(message.text), list))).map(
    ([key]) => key.replaceAll('_', ' '),
  );
  if (objections.length > 0) parts.push(`Objections: ${objections.join(', ')}.`);
  const promises = findCommitments(customers, [], prompt.now).map(
    one => `${one.what}${one.dueTime ? ` (due ${one.dueTime})` : ''}`,
  );
  if (promises.length > 0) parts.push(`Promises: ${promises.join('; ')}.`);
  const last = messages.at(-1);
  if (last && last.text !== '') parts.push(`Last: ${last.from} said "${last.text.slice(0, 120)}".`);
  const text = parts.join(' ') || 'Nothing has been said yet.';
  return { summary: text.length > LIMIT ? `${text.slice(0, LIMIT - 1)}…` : text };
}
