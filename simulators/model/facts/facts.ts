import type { Prompt } from '../prompt/prompt.ts';
import { sentences } from '../prompt/text.ts';
import { termSet } from '../understanding/lexicon.ts';
import { hasMoney, priceItems, priceLine } from './prices.ts';

export type FactKind = 'price' | 'prices' | 'hours' | 'location' | 'link' | 'offer' | 'qa' | 'line' | 'chunk';

/** A thing the prompt says about the business. `id` is that of the knowledge line, null for business lines. */
export interface Fact {
  id: string | null;
  kind: FactKind;
  /** Terms it is found by. */
  terms: Set<string>;
  /** What it says: an answer, a value, or a sentence. */
  text: string;
  /** Topic of a price, name of a link, key of a line. */
  topic: string;
  money: boolean;
}

const HIDDEN =
  /^(name|business name|timezone|time zone|industry|disqualifiers?|ideal customer|id|currency|slug|description of customer)$/;

function fact(kind: FactKind, id: string | null, topic: string, text: string, also = ''): Fact {
  return { id, kind, topic, text, terms: termSet(`${topic} ${text} ${also}`), money: hasMoney(text) };
}

function businessFacts(prompt: Prompt): Fact[] {
  const facts: Fact[] = priceItems(prompt).map(item => ({
    ...fact('price', null, item.topic, item.price),
    terms: termSet(item.topic),
  }));
  const whole = priceLine(prompt);
  if (whole !== '') facts.push({ ...fact('prices', null, 'prices', whole), terms: new Set(['price']) });
  for (const [name, url] of prompt.links)
    facts.push({ ...fact('link', null, name, url), terms: new Set(['link', ...termSet(name)]) });
  for (const [key, value] of prompt.business) {
    if (HIDDEN.test(key) || key === 'links' || value === whole) continue;
    if (/hours|timings?|open/.test(key))
      facts.push({ ...fact('hours', null, key, value), terms: new Set(['hours', ...termSet(value)]) });
    else if (/^(city|address|location|area|office|offices|clinic)/.test(key))
      facts.push({ ...fact('location', null, key, value), terms: new Set(['location', ...termSet(value)]) });
    else if (/^(offer|offers|services?|products?|offer summary|what we do)$/.test(key))
      facts.push(fact('offer', null, '', value));
    else facts.push(fact('line', null, key, value));
  }
  return facts;
}

function knowledgeFacts(prompt: Prompt): Fact[] {
  return prompt.knowledge.flatMap(({ id, text }) => {
    const qa = /^\(?.*?Q:\s*(.*?)\s*A:\s*(.*)$/s.exec(text);
    if (qa) return [fact('qa', id, qa[1] ?? '', qa[2] ?? '')];
    const parts = sentences(text);
    const heading = parts.length > 1 && !/[.!?।]$/.test(parts[0] ?? '') ? (parts[0] ?? '') : '';
    return parts.filter(part => part !== heading).map(part => fact('chunk', id, '', part, heading));
  });
}

/** Every fact of the prompt: knowledge first, because it speaks in sentences. */
export function factsOf(prompt: Prompt): Fact[] {
  return [...knowledgeFacts(prompt), ...businessFacts(prompt)].filter(one => one.text.trim() !== '');
}
