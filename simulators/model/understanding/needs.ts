import { priceItems } from '../facts/prices.ts';
import type { Prompt } from '../prompt/prompt.ts';
import { normalize, words } from '../prompt/text.ts';
import { isAttribute, isStopword, termSet, termsOf } from './lexicon.ts';
import { findTime } from './time.ts';
import { tidy } from './values.ts';

const WANTS =
  /\b(?:i(?:'d| would)? (?:need|want|like|am looking for)|we (?:need|want)|i'm looking for|looking for|interested in|i need help with|help (?:me )?with|book|schedule|reserve|come in for|enquir(?:e|y|ing) about|inquir(?:e|ing) about|want to (?:learn|join|buy|get|book)|need to (?:learn|join|buy|get|book|file)|quiero|quisiera|necesito|me interesa|busco)\s+(?:to (?:get|book|join|buy|learn|have|do|file|see) )?(?:(?:a|an|the|some|my|your|una?|el|la|mi)\s+)?([\p{L}\p{N}][^.,!?;]*)/iu;
const WANTS_AFTER =
  /([\p{L}\p{M}\p{N} ]{2,40}?)\s+(?:chahiye|chahie|karna hai|karwana hai|karani hai|karana hai|seekhna hai|चाहिए|करवाना है|करना है)/iu;
const SYMPTOM =
  /\b(?:i have|i've got|i got|there is|having|tengo|mujhe|mere)\s+(?:a |an |un |una )?((?:[\p{L}-]+\s+){0,2}(?:ache|toothache|pain|bleeding|swelling|sensitivity|infection|dispute|accident|problem|issue|dolor(?: de \p{L}+)?|dard|case))\b|\bmy\s+((?:[\p{L}]+\s+){1,2}(?:hurts?|aches|is broken|broke|is bleeding|is swollen))\b|((?:दांत|सिर|पेट|मसूड़े)[\p{L}\p{M} ]{0,12}दर्द)/iu;
const CUT =
  /\s+(?:for my|for me|please|tomorrow|today|tonight|on|at|this|next|from|in|and|but|with|because|mañana|hoy|para|kal|aaj|se|por favor|how|what|if)\b.*$/i;
const NOT_NEEDS = new Set(
  'person human someone agent call time it that this one info information details refund discount money price prices know appointment help think talk slot to more'.split(
    ' ',
  ),
);

function cutValue(raw: string): string {
  return tidy(raw.replace(CUT, '')).split(/\s+/).slice(0, 6).join(' ');
}

/** What the customer wants from this business: said outright (0.9), a symptom (0.88) or asked about (0.7). */
export function findNeed(
  sentence: string,
  prompt: Prompt,
  asking: boolean,
): { value: string; confidence: number } | null {
  const symptom = SYMPTOM.exec(sentence);
  const said = symptom?.[1] ?? symptom?.[2] ?? symptom?.[3];
  if (said) return { value: said.trim().toLowerCase(), confidence: 0.88 };
  const wanted = WANTS.exec(sentence)?.[1] ?? WANTS_AFTER.exec(sentence)?.[1];
  if (wanted) {
    const value = cutValue(wanted);
    const list = words(value);
    const meaningful = list.filter(word => !NOT_NEEDS.has(word) && !isStopword(word));
    if (meaningful.length > 0 && !findTime(value, prompt.now)) return { value, confidence: asking ? 0.75 : 0.9 };
  }
  const offered = new Set<string>();
  for (const item of priceItems(prompt)) for (const term of termSet(item.topic)) offered.add(term);
  for (const term of termSet(`${prompt.business.get('offer') ?? ''} ${prompt.business.get('services') ?? ''}`))
    offered.add(term);
  const hits = termsOf(sentence).filter(
    term => !isAttribute(term.term) && offered.has(term.term) && !/^\d/.test(term.term),
  );
  if (hits.length === 0) return null;
  const text = normalize(sentence);
  const ordered = hits.map(hit => hit.word).sort((a, b) => text.indexOf(a) - text.indexOf(b));
  return { value: [...new Set(ordered)].slice(0, 3).join(' '), confidence: 0.7 };
}
